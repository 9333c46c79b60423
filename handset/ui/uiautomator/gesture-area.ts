import type { Direction } from '../../screen-parts.ts';
import type { Rectangle } from '../rectangle.ts';
import { ProtocolError } from './protocol-error.ts';
import { asObject, numberField, type RequestBody } from './request-body.ts';

export type Box = Rectangle;

/** Where fingers move: the element less a tenth at each side (AxNodeInfoHelper), or the area as it is given. */
export function gestureArea(body: RequestBody, element: Box | undefined, gesture: string): Box {
  if (element !== undefined) {
    const { left, top, right, bottom } = element;
    const [x, y] = [Math.trunc((right - left) * 0.1), Math.trunc((bottom - top) * 0.1)];
    return { left: left + x, top: top + y, right: right - x, bottom: bottom - y };
  }
  if (body.area === undefined || body.area === null) {
    const message = `The ${gesture} area coordinates must be provided if element is not set`;
    throw new ProtocolError('invalid argument', message);
  }
  const area = asObject(body.area, "'area'");
  const [width, height] = [numberField(area, 'width'), numberField(area, 'height')];
  if (width < 0) throw new ProtocolError('invalid argument', 'Rectangle width must not be negative');
  if (height < 0) throw new ProtocolError('invalid argument', 'Rectangle height must not be negative');
  const [left, top] = [Math.trunc(numberField(area, 'left')), Math.trunc(numberField(area, 'top'))];
  return { left, top, right: left + Math.trunc(width), bottom: top + Math.trunc(height) };
}

interface Way {
  readonly start: { readonly x: number; readonly y: number };
  readonly end: { readonly x: number; readonly y: number };
}

/** Gestures.swipeRect of androidx: from the side that the finger comes from, over a part of the area. */
export function swipeWay(area: Box, direction: Direction, percent: number): Way {
  const { left, top, right, bottom } = area;
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const [width, height] = [(right - left) * percent, (bottom - top) * percent];
  // The far sides are the first pixels outside.
  switch (direction) {
    case 'left':
      return { start: { x: right - 1, y }, end: { x: right - 1 - width, y } };
    case 'right':
      return { start: { x: left, y }, end: { x: left + width, y } };
    case 'up':
      return { start: { x, y: bottom - 1 }, end: { x, y: bottom - 1 - height } };
    case 'down':
      return { start: { x, y: top }, end: { x, y: top + height } };
  }
}
