import type { Display } from '../../parts.ts';
import { hasArea, intersection, type Rectangle } from '../rectangle.ts';
import { type PlacedView, placedViews, unclipped } from '../view-tree.ts';

/** The views in front, as accessibility lists them, and what is asked about each. */
export interface ViewSnapshot {
  readonly package: string;
  readonly activity: string;
  readonly views: readonly PlacedView[];
  readonly width: number;
  readonly height: number;
}

export function snapshotOf(display: Display): ViewSnapshot {
  const screen = display.current();
  return {
    package: screen.package,
    activity: screen.activity,
    views: placedViews(screen.root),
    width: display.width,
    height: display.height,
  };
}

/** The part of a view that is on the display and not hidden by what scrolls it; empty ones have no area. */
export function visibleBounds(
  placed: PlacedView,
  display: { readonly width: number; readonly height: number },
): Rectangle {
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

/**
 * What accessibility says of a view, by the names of the UiAutomator source, all of them strings; the values that a
 * view does not have are left out.
 */
export function viewAttributes(placed: PlacedView, snapshot: ViewSnapshot): ReadonlyMap<string, string> {
  const { view } = placed;
  const bounds = visibleBounds(placed, snapshot);
  const { left, top, right, bottom } = bounds;
  const editable = view.onText !== undefined;
  const attributes = new Map<string, string>([
    ['index', String(placed.index)],
    ['package', snapshot.package],
    ['class', view.className],
    ['text', view.text ?? ''],
  ]);
  if (view.contentDescription !== undefined) attributes.set('content-desc', view.contentDescription);
  if (view.resourceId !== undefined) attributes.set('resource-id', view.resourceId);
  const flags: readonly (readonly [string, boolean])[] = [
    ['checkable', view.checked !== undefined],
    ['checked', view.checked === true],
    ['clickable', view.clickable === true || editable],
    ['enabled', view.enabled !== false],
    ['focusable', view.clickable === true || editable],
    ['focused', false],
    ['long-clickable', false],
    ['password', false],
    ['scrollable', false],
    ['selected', false],
  ];
  for (const [name, value] of flags) attributes.set(name, String(value));
  attributes.set('bounds', `[${left},${top}][${right},${bottom}]`);
  attributes.set('displayed', String(hasArea(bounds)));
  return attributes;
}

function clamp(position: number, limit: number): number {
  return Number.isFinite(position) ? Math.round(Math.min(limit, Math.max(0, position))) : 0;
}
