import type { View } from '../parts.ts';
import type { PlacedView } from './view-tree.ts';

/** The view that a tap reaches: the last drawn, enabled, clickable one there. */
export function topmostClickable(views: readonly PlacedView[], x: number, y: number): PlacedView | undefined {
  return views.findLast(
    ({ view }) => view.clickable === true && view.enabled !== false && contains(view, x, y),
  );
}

/** The text field that a tap gives the keyboard to. */
export function editableAt(views: readonly PlacedView[], x: number, y: number): PlacedView | undefined {
  return views.findLast(
    ({ view }) => view.onText !== undefined && view.enabled !== false && contains(view, x, y),
  );
}

function contains({ bounds }: View, x: number, y: number): boolean {
  return x >= bounds.left && x < bounds.right && y >= bounds.top && y < bounds.bottom;
}
