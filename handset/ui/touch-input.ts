import type { Direction, Glass, TouchPoint } from '../screen-parts.ts';
import type { InputKind } from '../system/main-threads.ts';
import { flingDistance } from './fling.ts';
import { editableAt, topmost } from './hit-test.ts';
import { insetsOf, navigationBar, navigationKeys } from './insets.ts';
import { contains } from './rectangle.ts';
import { axisOf, type Scrolling } from './scrolling.ts';
import type { TextFocus } from './text-focus.ts';
import { directionOf, type Touch, touchOf } from './touch.ts';
import { type PlacedView, placedViews, unclipped } from './view-tree.ts';
import type { ShownWindow, Windows } from './windows.ts';

export interface TouchParts {
  readonly glass: Glass;
  readonly longPressMs: number;
  readonly windows: Windows;
  readonly scrolling: Scrolling;
  readonly focus: TextFocus;
  awake(): boolean;
  toApp(kind: InputKind, deliver: () => Promise<void>): Promise<void>;
  key(keycode: number): Promise<void>;
  openShade(): void;
}

type Drag = Extract<Touch, { kind: 'drag' }>;

/** Android's `ViewConfiguration.TOUCH_SLOP`, in dp. */
const TOUCH_SLOP_DP = 8;

/** Carries one finger's way to the views that it reaches. */
export async function deliverTouch(parts: TouchParts, path: readonly TouchPoint[]): Promise<void> {
  const slop = Math.round((TOUCH_SLOP_DP * parts.glass.density) / 160);
  const touch = touchOf(path, { slop, longPressMs: parts.longPressMs });
  if (touch === undefined || !parts.awake()) return;
  const start = touch.kind === 'drag' ? touch.from : touch.at;
  const display = { left: 0, top: 0, right: parts.glass.width, bottom: parts.glass.height };
  if (!contains(display, start.x, start.y)) return;
  const window = touchedWindow(parts, start);
  if (window?.overBars !== true && isBarTouch(parts, touch, start))
    return await touchBar(parts, touch, start);
  if (window === undefined) return;
  const deliver = (): Promise<void> => touchWindow({ ...parts, slop }, window, touch);
  await (window.ofApp === true ? parts.toApp('motion', deliver) : deliver());
}

/** Two fingers around a point. */
export async function deliverPinch(
  { windows, awake }: TouchParts,
  at: { readonly x: number; readonly y: number },
  scale: number,
): Promise<void> {
  if (!awake()) return;
  const views = windows.all().flatMap(({ screen }) => placedViews(screen.root));
  await topmost(views, at, (view) => view.onPinch !== undefined)?.view.onPinch?.(scale);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function touchedWindow({ windows }: TouchParts, at: Point): ShownWindow | undefined {
  return windows
    .all()
    .findLast(
      ({ touches, screen }) =>
        touches === 'all' || placedViews(screen.root).some((one) => contains(unclipped(one), at.x, at.y)),
    );
}

function isBarTouch({ glass }: TouchParts, touch: Touch, at: Point): boolean {
  if (contains(navigationBar(glass), at.x, at.y)) return true;
  return at.y < insetsOf(glass).top && touch.kind === 'drag';
}

async function touchBar(parts: TouchParts, touch: Touch, at: Point): Promise<void> {
  const { glass } = parts;
  if (touch.kind === 'drag') {
    const down = touch.to.y > touch.from.y;
    if (at.y < insetsOf(glass).top && down) parts.openShade();
    return;
  }
  const key = navigationKeyAt(glass, at);
  if (key !== undefined) await parts.key(key);
}

/** Each button has a third of the bar. */
function navigationKeyAt(glass: Glass, at: Point): number | undefined {
  const bar = navigationBar(glass);
  if (!contains(bar, at.x, at.y)) return undefined;
  const [width, height] = [bar.right - bar.left, bar.bottom - bar.top];
  const part = width > height ? (at.x - bar.left) / width : (at.y - bar.top) / height;
  return navigationKeys(glass)[Math.min(2, Math.floor(part * 3))];
}

async function touchWindow(
  parts: TouchParts & { readonly slop: number },
  window: ShownWindow,
  touch: Touch,
): Promise<void> {
  const views = placedViews(window.screen.root);
  if (touch.kind === 'drag' && !touch.held) return await drag(parts, window, touch);
  const at = touch.kind === 'drag' ? touch.from : touch.at;
  const target = topmost(
    views,
    at,
    ({ clickable, enabled, onLongClick }) =>
      enabled !== false && (clickable === true || onLongClick !== undefined),
  )?.view;
  if (touch.kind !== 'tap' && target?.onLongClick !== undefined) return await target.onLongClick();
  // A drag that began with a long press moves what was pressed; nothing here can be moved.
  if (touch.kind === 'drag') return;
  if (window.kind === 'application') parts.focus.touched(window.screen, editableAt(views, at.x, at.y));
  await target?.onClick?.();
}

async function drag(
  parts: TouchParts & { readonly slop: number },
  window: ShownWindow,
  touch: Drag,
): Promise<void> {
  const direction = directionOf(touch.from, touch.to);
  const wanted = opposite(direction);
  const under = placedViews(window.screen.root).filter((one) =>
    contains(unclipped(one), touch.from.x, touch.from.y),
  );
  const scrolled = under.findLast(({ path }) => parts.scrolling.canScroll(window.unscrolled, path, wanted));
  if (scrolled !== undefined) return scroll(parts, { window, scrolled, touch });
  const ends = under.some(({ view }) => view.scrolls === axisOf(direction));
  if (!ends) await under.findLast(({ view }) => view.onSwipe !== undefined)?.view.onSwipe?.(direction);
}

/** As far as the finger went beyond the slop (ScrollView.onTouchEvent), and on by the speed that it left with. */
function scroll(
  { scrolling, glass, slop }: TouchParts & { readonly slop: number },
  on: { readonly window: ShownWindow; readonly scrolled: PlacedView; readonly touch: Drag },
): void {
  const { window, scrolled, touch } = on;
  const axis = scrolled.view.scrolls === 'horizontal' ? 'x' : 'y';
  const way = touch.from[axis] - touch.to[axis];
  const beyond = Math.sign(way) * Math.max(0, Math.abs(way) - slop);
  const fling = flingDistance(-touch.velocity[axis], glass.density);
  scrolling.scrollBy(
    window.unscrolled,
    scrolled.path,
    beyond + (Math.sign(fling) === Math.sign(way) ? fling : 0),
  );
}

const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  up: 'down',
  down: 'up',
  left: 'right',
  right: 'left',
};

/** Fingers that go up bring what is further down. */
function opposite(direction: Direction): Direction {
  return OPPOSITE[direction];
}
