import type { View } from '../screen-parts.ts';

/** Pixels of the display; right and bottom are the first ones outside. */
export type Rectangle = View['bounds'];

export function intersection(one: Rectangle, other: Rectangle): Rectangle {
  const left = Math.max(one.left, other.left);
  const top = Math.max(one.top, other.top);
  return {
    left,
    top,
    right: Math.max(left, Math.min(one.right, other.right)),
    bottom: Math.max(top, Math.min(one.bottom, other.bottom)),
  };
}

export function hasArea({ left, top, right, bottom }: Rectangle): boolean {
  return right > left && bottom > top;
}

export function contains({ left, top, right, bottom }: Rectangle, x: number, y: number): boolean {
  return x >= left && x < right && y >= top && y < bottom;
}

export function movedBy({ left, top, right, bottom }: Rectangle, x: number, y: number): Rectangle {
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
}
