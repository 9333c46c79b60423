import type { Direction, Screen, View } from '../screen-parts.ts';
import { movedBy } from './rectangle.ts';
import { DEEPEST } from './view-tree.ts';

/** Which view of a screen is meant, by its place. */
type Path = readonly number[];

/** Apps make their screens anew at each change and come and go: the oldest positions are forgotten. */
const MOST_POSITIONS = 200;

/** How far the views that scroll have been scrolled. Apps do not see it: it is the view's own state, as on Android. */
export class Scrolling {
  readonly #positions = new Map<string, number>();

  /** The screen with everything where it is after scrolling. */
  screen(screen: Screen): Screen {
    const root = this.#moved(screen, screen.root, { path: [], x: 0, y: 0 });
    return root === screen.root ? screen : { ...screen, root };
  }

  /** Scrolls the view at the path of the unscrolled screen; positive pixels lead towards its end. Gives what was moved. */
  scrollBy(screen: Screen, path: Path, pixels: number): number {
    const view = viewAt(screen.root, path);
    if (view?.scrolls === undefined || !Number.isFinite(pixels)) return 0;
    const before = this.#position(screen, view, path);
    const after = Math.round(Math.min(overflow(view), Math.max(0, before + pixels)));
    const key = keyOf(screen, view, path);
    this.#positions.delete(key);
    this.#positions.set(key, after);
    const [oldest] = this.#positions.keys();
    if (this.#positions.size > MOST_POSITIONS && oldest !== undefined) this.#positions.delete(oldest);
    return after - before;
  }

  /** Whether there is more of the content in that direction. */
  canScroll(screen: Screen, path: Path, direction: Direction): boolean {
    const view = viewAt(screen.root, path);
    if (view?.scrolls === undefined || axisOf(direction) !== view.scrolls) return false;
    const position = this.#position(screen, view, path);
    return direction === 'up' || direction === 'left' ? position > 0 : position < overflow(view);
  }

  #position(screen: Screen, view: View, path: Path): number {
    return Math.min(this.#positions.get(keyOf(screen, view, path)) ?? 0, overflow(view));
  }

  #moved(
    screen: Screen,
    view: View,
    at: { readonly path: Path; readonly x: number; readonly y: number },
  ): View {
    const { path } = at;
    const scrolled = view.scrolls === undefined ? 0 : this.#position(screen, view, path);
    const x = view.scrolls === 'horizontal' ? at.x - scrolled : at.x;
    const y = view.scrolls === 'vertical' ? at.y - scrolled : at.y;
    const { children } = view;
    const kept =
      path.length >= DEEPEST
        ? children
        : children?.map((child, index) => this.#moved(screen, child, { path: [...path, index], x, y }));
    const same = kept?.every((child, index) => child === children?.[index]) ?? true;
    if (same && at.x === 0 && at.y === 0) return view;
    return {
      ...view,
      bounds: movedBy(view.bounds, at.x, at.y),
      ...(kept === undefined ? {} : { children: kept }),
    };
  }
}

export function axisOf(direction: Direction): 'vertical' | 'horizontal' {
  return direction === 'up' || direction === 'down' ? 'vertical' : 'horizontal';
}

/** Pixels of content beyond the view's end. */
function overflow({ scrolls, bounds, children = [] }: View): number {
  const far = scrolls === 'vertical' ? 'bottom' : 'right';
  const ends = children.map((child) => child.bounds[far]).filter(Number.isFinite);
  return Math.max(0, ...ends.map((end) => end - bounds[far]));
}

function viewAt(root: View, path: Path): View | undefined {
  let view: View | undefined = root;
  for (const index of path) view = view?.children?.[index];
  return view;
}

/** A view with a resource id is known by it, wherever the app puts it next time. */
function keyOf(screen: Screen, view: View, path: Path): string {
  const place = view.resourceId ?? path.join('.');
  return JSON.stringify([screen.package, screen.activity, place, view.scrollContent ?? '']);
}
