import type { View } from '../screen-parts.ts';
import { contains } from './rectangle.ts';
import { type PlacedView, unclipped } from './view-tree.ts';

/** The text field that a tap gives the keyboard to. */
export function editableAt(views: readonly PlacedView[], x: number, y: number): PlacedView | undefined {
  return topmost(views, { x, y }, (view) => view.onText !== undefined && view.enabled !== false);
}

/** The last drawn view there that is as wanted. */
export function topmost(
  views: readonly PlacedView[],
  at: { readonly x: number; readonly y: number },
  wanted: (view: View) => boolean,
): PlacedView | undefined {
  return views.findLast((placed) => wanted(placed.view) && contains(unclipped(placed), at.x, at.y));
}
