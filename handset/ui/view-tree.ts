import type { View } from '../screen-parts.ts';
import { intersection, type Rectangle } from './rectangle.ts';

/** A view at its place in the screen. */
export interface PlacedView {
  readonly view: View;
  /** Position among its siblings. */
  readonly index: number;
  /** Positions from the root down to this view; empty for the root itself. */
  readonly path: readonly number[];
  readonly parent: PlacedView | undefined;
  /** What the containers that scroll it let be seen; `undefined` when none does. */
  readonly clip: Rectangle | undefined;
}

/** Deeper trees are an app's mistake or malice, and no recursion of ours may end in a stack overflow. */
export const DEEPEST = 60;

/** All views in drawing order: parents before children, earlier siblings first (as XML's document order). */
export function placedViews(root: View): readonly PlacedView[] {
  const views: PlacedView[] = [];
  collect({ view: root, index: 0, path: [], parent: undefined, clip: undefined }, views);
  return views;
}

/** Itself and all that is in it. */
export function isWithin(view: PlacedView, ancestor: PlacedView): boolean {
  return ancestor.path.every((position, depth) => view.path[depth] === position);
}

/** The part of a view's bounds that its scrolling containers do not hide. */
export function unclipped({ view, clip }: PlacedView): Rectangle {
  return clip === undefined ? view.bounds : intersection(view.bounds, clip);
}

function collect(placed: PlacedView, into: PlacedView[]): void {
  into.push(placed);
  if (placed.path.length >= DEEPEST) return;
  const clip = placed.view.scrolls === undefined ? placed.clip : unclipped(placed);
  for (const [index, view] of (placed.view.children ?? []).entries()) {
    collect({ view, index, path: [...placed.path, index], parent: placed, clip }, into);
  }
}
