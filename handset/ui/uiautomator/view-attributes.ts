import type { Display, Rotation } from '../../screen-parts.ts';
import { hasArea, intersection, type Rectangle } from '../rectangle.ts';
import { shownText } from '../view-text.ts';
import { type PlacedView, placedViews, unclipped } from '../view-tree.ts';

/** The window that has the focus, as accessibility sees it at one moment. */
export interface ViewSnapshot {
  readonly package: string;
  readonly activity: string;
  /** Those that can be seen, in document order. */
  readonly views: readonly PlacedView[];
  /** Those that cannot be seen as well. */
  readonly all: readonly PlacedView[];
  readonly rotation: Rotation;
  readonly width: number;
  readonly height: number;
  readonly focus: readonly number[] | undefined;
  /** Messages that are on the display: the server hears of them and puts them behind all windows' views. */
  readonly toasts: readonly PlacedView[];
  scrollable(view: PlacedView): boolean;
}

/** What accessibility says of one view. */
export interface ViewFacts {
  readonly index: number;
  readonly packageName: string;
  readonly className: string;
  readonly text: string;
  readonly description: string | undefined;
  readonly resourceId: string | undefined;
  readonly hint: string | undefined;
  readonly checkable: boolean;
  readonly checked: boolean;
  readonly clickable: boolean;
  readonly enabled: boolean;
  readonly focusable: boolean;
  readonly focused: boolean;
  readonly longClickable: boolean;
  readonly password: boolean;
  readonly scrollable: boolean;
  readonly selected: boolean;
  readonly displayed: boolean;
  readonly bounds: Rectangle;
}

/** `everything` is the server's setting `allowInvisibleElements`. */
export function snapshotOf(display: Display, everything = false): ViewSnapshot {
  const screen = display.current();
  const { focus, toasts } = display.state();
  const all = placedViews(screen.root);
  return {
    package: screen.package,
    activity: screen.activity,
    views: everything ? all : seenOf(all, display.glass),
    all,
    width: display.glass.width,
    height: display.glass.height,
    rotation: display.glass.rotation,
    focus,
    toasts: toasts.map((text, index) => toastView(text, index)),
    scrollable: ({ path }) =>
      (['up', 'down', 'left', 'right'] as const).some((direction) => display.canScroll(path, direction)),
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is in a view that cannot be seen is not looked at, as in AccessibilityNodeInfoDumper. */
function seenOf(all: readonly PlacedView[], display: Size): readonly PlacedView[] {
  const seen = new Set<PlacedView>();
  for (const placed of all) {
    const { parent } = placed;
    if (parent === undefined || (seen.has(parent) && hasArea(visibleBounds(placed, display))))
      seen.add(placed);
  }
  return [...seen];
}

const TOAST_CLASS = 'android.widget.Toast';

/** UiElementSnapshot.addToastMsg: a node of its own making, which no window has. */
function toastView(text: string, index: number): PlacedView {
  const bounds = { left: 0, top: 0, right: 0, bottom: 0 };
  const view = { className: TOAST_CLASS, text, bounds };
  return { view, index, path: [-1, index], parent: undefined, clip: undefined };
}

/** The part of a view that is on the display and not hidden by what scrolls it; empty ones have no area. */
export function visibleBounds(placed: PlacedView, display: Size): Rectangle {
  const shown = unclipped(placed);
  const whole = { left: 0, top: 0, right: display.width, bottom: display.height };
  return intersection(
    {
      left: clamp(shown.left, display.width),
      top: clamp(shown.top, display.height),
      right: clamp(shown.right, display.width),
      bottom: clamp(shown.bottom, display.height),
    },
    whole,
  );
}

export function factsOf(placed: PlacedView, snapshot: ViewSnapshot): ViewFacts {
  const { view, index } = placed;
  const bounds = visibleBounds(placed, snapshot);
  const editable = view.onText !== undefined;
  return {
    index,
    packageName: view.className === TOAST_CLASS ? 'com.android.settings' : snapshot.package,
    className: view.className,
    text: shownText(view).words,
    description: view.contentDescription,
    resourceId: view.resourceId,
    hint: view.hint,
    checkable: view.checked !== undefined,
    checked: view.checked === true,
    clickable: view.clickable === true || editable,
    enabled: view.enabled !== false,
    focusable: view.clickable === true || editable,
    focused: snapshot.focus !== undefined && snapshot.focus.join() === placed.path.join(),
    longClickable: view.onLongClick !== undefined || editable,
    password: view.password === true,
    scrollable: snapshot.scrollable(placed),
    selected: view.selected === true,
    displayed: hasArea(bounds) || view.className === TOAST_CLASS,
    bounds,
  };
}

/** The facts by the names of the UiAutomator source, in its order, as strings; those that a view lacks are left out. */
export function viewAttributes(placed: PlacedView, snapshot: ViewSnapshot): ReadonlyMap<string, string> {
  const facts = factsOf(placed, snapshot);
  const { left, top, right, bottom } = facts.bounds;
  const named: readonly (readonly [string, string | number | boolean | undefined])[] = [
    ['index', facts.index],
    ['package', facts.packageName],
    ['class', facts.className],
    ['text', facts.text],
    ['content-desc', facts.description],
    ['resource-id', facts.resourceId],
    ['checkable', facts.checkable],
    ['checked', facts.checked],
    ['clickable', facts.clickable],
    ['enabled', facts.enabled],
    ['focusable', facts.focusable],
    ['focused', facts.focused],
    ['long-clickable', facts.longClickable],
    ['password', facts.password],
    ['scrollable', facts.scrollable],
    ['selected', facts.selected],
    ['bounds', `[${left},${top}][${right},${bottom}]`],
    ['displayed', facts.displayed],
    ['hint', facts.hint],
  ];
  return new Map(named.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

function clamp(position: number, limit: number): number {
  return Number.isFinite(position) ? Math.round(Math.min(limit, Math.max(0, position))) : 0;
}
