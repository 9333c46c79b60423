import type { Direction, TouchPoint } from '../screen-parts.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What one finger's way over the display comes to. */
export type Touch =
  | { readonly kind: 'tap'; readonly at: Point }
  | { readonly kind: 'long-press'; readonly at: Point }
  | {
      readonly kind: 'drag';
      readonly from: Point;
      readonly to: Point;
      /** Pixels per second as the finger leaves; none when it stood still before. */
      readonly velocity: Point;
      /** It rested where it began for so long that it was a long press first. */
      readonly held: boolean;
    };

export interface TouchLimits {
  /** Android's `ViewConfiguration`: how far a finger may go and still tap, in pixels. */
  readonly slop: number;
  readonly longPressMs: number;
}

// VelocityTracker of AOSP: a pointer that has not moved for 40 ms has stopped; older movements than 100 ms do not count.
const STOPPED_MS = 40;
const HORIZON_MS = 100;

/** Reads a finger's way; `undefined` for one without a point. */
export function touchOf(path: readonly TouchPoint[], limits: TouchLimits): Touch | undefined {
  const [first, last] = [path.at(0), path.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const left = path.find((point) => distance(first, point) > limits.slop);
  const restedMs = (left === undefined ? last : (path[path.indexOf(left) - 1] ?? first)).atMs - first.atMs;
  const held = restedMs >= limits.longPressMs;
  const from = { x: first.x, y: first.y };
  if (left === undefined) return { kind: held ? 'long-press' : 'tap', at: from };
  return { kind: 'drag', from, to: { x: last.x, y: last.y }, velocity: velocityOf(path, last), held };
}

/** The direction that a finger mostly went in. */
export function directionOf(from: Point, to: Point): Direction {
  const [x, y] = [to.x - from.x, to.y - from.y];
  if (Math.abs(x) > Math.abs(y)) return x > 0 ? 'right' : 'left';
  return y > 0 ? 'down' : 'up';
}

/** A straight way from one point to another in the given time, with a pause at either end. */
export function straightWay(
  from: Point,
  to: Point,
  time: { readonly ms: number; readonly holdMs?: number; readonly restMs?: number },
): readonly TouchPoint[] {
  const { ms, holdMs = 0, restMs = 0 } = time;
  const steps = Math.max(1, Math.min(100, Math.ceil(ms / 16)));
  const way = Array.from({ length: steps }, (_, index) => {
    const part = (index + 1) / steps;
    return {
      x: from.x + (to.x - from.x) * part,
      y: from.y + (to.y - from.y) * part,
      atMs: holdMs + ms * part,
    };
  });
  const pause = holdMs === 0 ? [] : [{ ...from, atMs: holdMs }];
  const rest = restMs === 0 ? [] : [{ ...to, atMs: holdMs + ms + restMs }];
  return [{ ...from, atMs: 0 }, ...pause, ...way, ...rest];
}

function velocityOf(path: readonly TouchPoint[], last: TouchPoint): Point {
  const before = path.findLast(({ x, y }) => x !== last.x || y !== last.y);
  const arrived = path[before === undefined ? 0 : path.indexOf(before) + 1] ?? last;
  if (before === undefined || last.atMs - arrived.atMs >= STOPPED_MS) return { x: 0, y: 0 };
  const recent = path.find(({ atMs }) => arrived.atMs - atMs <= HORIZON_MS) ?? before;
  const start = recent === arrived ? before : recent;
  const seconds = Math.max(1, arrived.atMs - start.atMs) / 1000;
  return { x: (arrived.x - start.x) / seconds, y: (arrived.y - start.y) / seconds };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
