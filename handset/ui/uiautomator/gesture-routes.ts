import type { Direction } from '../../screen-parts.ts';
import { straightWay } from '../touch.ts';
import { elementOf } from './element-target.ts';
import { type Box, gestureArea, swipeWay } from './gesture-area.ts';
import { ProtocolError } from './protocol-error.ts';
import { asObject, numberField, type RequestBody } from './request-body.ts';
import { type Call, type Route, seenBy } from './route.ts';
import { scrollTo, scrollToElement } from './scroll-to.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Gestures of fingers, as the driver's `mobile: …Gesture` commands ask for them. */
export const gestureRoutes: readonly Route[] = [
  { method: 'POST', path: 'appium/gestures/click', answer: click },
  { method: 'POST', path: 'appium/gestures/double_click', answer: doubleClick },
  { method: 'POST', path: 'appium/gestures/long_click', answer: longClick },
  { method: 'POST', path: 'appium/gestures/drag', answer: drag },
  { method: 'POST', path: 'appium/gestures/swipe', answer: swipe },
  { method: 'POST', path: 'appium/gestures/scroll', answer: scroll },
  { method: 'POST', path: 'appium/gestures/fling', answer: fling },
  { method: 'POST', path: 'appium/gestures/pinch_open', answer: (call) => pinch(call, 'open') },
  { method: 'POST', path: 'appium/gestures/pinch_close', answer: (call) => pinch(call, 'close') },
  { method: 'POST', path: 'gestures/scroll_to', answer: scrollTo },
  { method: 'POST', path: 'appium/element/:/scroll_to/:', answer: scrollToElement },
];

async function click(call: Call): Promise<null> {
  const { x, y } = await pointOf(call, 'Click');
  await call.parts.display.tap(x, y);
  return null;
}

async function doubleClick(call: Call): Promise<null> {
  const { x, y } = await pointOf(call, 'Double click');
  await call.parts.display.tap(x, y);
  await call.parts.display.tap(x, y);
  return null;
}

/** ViewConfiguration.getLongPressTimeout() of the server's process. */
const LONG_PRESS_MS = 500;

async function longClick(call: Call): Promise<null> {
  const point = await pointOf(call, 'Long click');
  const ms = given(call.body.duration) ? numberField(call.body, 'duration') : LONG_PRESS_MS;
  if (ms < 0) throw new ProtocolError('invalid argument', 'Long click duration cannot be negative');
  await call.parts.display.touch([
    { ...point, atMs: 0 },
    { ...point, atMs: ms },
  ]);
  return null;
}

async function drag(call: Call): Promise<null> {
  const { body, parts } = call;
  const element = await elementOf(call);
  if (element === undefined && !given(body.start)) {
    const message = 'The starting point coordinates must be provided if element is not set';
    throw new ProtocolError('invalid argument', message);
  }
  const offset = given(body.start) ? pointField(body, 'start') : undefined;
  const start = element === undefined ? offset : placeIn(element, offset);
  const end = pointField(body, 'end');
  if (start === undefined) return null;
  // Gestures.drag of androidx: a long press, then the way to the end.
  await parts.display.touch(
    straightWay(start, end, { ...timeFor(call, start, end, 2_500), holdMs: LONG_PRESS_MS }),
  );
  return null;
}

async function swipe(call: Call): Promise<null> {
  const area = await areaOf(call, 'swipe');
  const { start, end } = swipeWay(area, directionField(call.body, 'Swipe'), percentField(call.body));
  await call.parts.display.touch(straightWay(start, end, timeFor(call, start, end, 5_000)));
  return null;
}

/** True while there is more in that direction: then a client goes on. */
async function scroll(call: Call): Promise<boolean> {
  const area = await areaOf(call, 'scroll');
  const direction = directionField(call.body, 'Scroll');
  let left = numberField(call.body, 'percent');
  if (left < 0) throw new ProtocolError('invalid argument', 'Percent must be greater than 0.0f');
  for (left = Math.min(left, 1_000); left > 0; left -= 1) {
    const { start, end } = swipeWay(area, OPPOSITE[direction], Math.min(left, 1));
    const time = { ...timeFor(call, start, end, 5_000), restMs: 250 };
    await call.parts.display.touch(straightWay(start, end, time));
    if (!hasMore(call, area, direction)) return false;
  }
  return true;
}

async function fling(call: Call): Promise<boolean> {
  const area = await areaOf(call, 'fling');
  const direction = directionField(call.body, 'Fling');
  const slowest = 50 * dpOf(call);
  const speed = given(call.body.speed) ? numberField(call.body, 'speed') : 7_500 * dpOf(call);
  if (speed < slowest) {
    const message = `Speed ${speed} is less than the minimum fling velocity ${Math.round(slowest)}`;
    throw new ProtocolError('invalid argument', message);
  }
  const { start, end } = swipeWay(area, OPPOSITE[direction], 1);
  const ms = (Math.hypot(end.x - start.x, end.y - start.y) / speed) * 1_000;
  await call.parts.display.touch(straightWay(start, end, { ms }));
  return hasMore(call, area, direction);
}

async function pinch(call: Call, kind: 'open' | 'close'): Promise<null> {
  const { left, top, right, bottom } = await areaOf(call, 'pinch');
  const percent = percentField(call.body);
  speedOf(call, 1_000);
  // Fingers end, or begin, at this part of their greatest distance.
  const near = Math.max(0.05, 1 - percent);
  await call.parts.display.pinch((left + right) / 2, (top + bottom) / 2, kind === 'open' ? 1 / near : near);
  return null;
}

const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  up: 'down',
  down: 'up',
  left: 'right',
  right: 'left',
};

/** Whether what scrolls at the middle of the area, or in it, has more in that direction. */
function hasMore(call: Call, area: Box, direction: Direction): boolean {
  const [x, y] = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
  return seenBy(call).views.some(
    ({ view, path }) =>
      view.scrolls !== undefined &&
      x >= view.bounds.left &&
      x < view.bounds.right &&
      y >= view.bounds.top &&
      y < view.bounds.bottom &&
      call.parts.display.canScroll(path, direction),
  );
}

async function areaOf(call: Call, gesture: string): Promise<Box> {
  const element = await elementOf(call);
  return gestureArea(call.body, element, gesture);
}

async function pointOf(call: Call, gesture: string): Promise<Point> {
  const element = await elementOf(call);
  const offset = given(call.body.offset) ? pointField(call.body, 'offset') : undefined;
  if (element !== undefined) return placeIn(element, offset);
  if (offset !== undefined) return offset;
  const message = `${gesture} offset coordinates must be provided if element is not set`;
  throw new ProtocolError('invalid argument', message);
}

/** An offset from the corner, or the middle. */
function placeIn({ left, top, right, bottom }: Box, offset: Point | undefined): Point {
  if (offset !== undefined) return { x: left + Math.trunc(offset.x), y: top + Math.trunc(offset.y) };
  return { x: Math.floor((left + right) / 2), y: Math.floor((top + bottom) / 2) };
}

function pointField(body: RequestBody, name: string): Point {
  const point = asObject(body[name], `'${name}'`);
  return { x: Math.trunc(numberField(point, 'x')), y: Math.trunc(numberField(point, 'y')) };
}

function directionField(body: RequestBody, gesture: string): Direction {
  const word = typeof body.direction === 'string' ? body.direction.toLowerCase() : '';
  if (word === 'up' || word === 'down' || word === 'left' || word === 'right') return word;
  throw new ProtocolError('invalid argument', `${gesture} direction must be one of [LEFT, RIGHT, UP, DOWN]`);
}

function percentField(body: RequestBody): number {
  const percent = numberField(body, 'percent');
  if (percent >= 0 && percent <= 1) return percent;
  throw new ProtocolError('invalid argument', 'Percent must be between 0.0f and 1.0f');
}

function timeFor(call: Call, start: Point, end: Point, dpPerSecond: number): { readonly ms: number } {
  const speed = speedOf(call, dpPerSecond);
  return { ms: (Math.hypot(end.x - start.x, end.y - start.y) / Math.max(1, speed)) * 1_000 };
}

/** Pixels per second. */
function speedOf(call: Call, dpPerSecond: number): number {
  if (!given(call.body.speed)) return dpPerSecond * dpOf(call);
  const speed = numberField(call.body, 'speed');
  if (speed < 0) throw new ProtocolError('invalid argument', 'Speed cannot be negative');
  return speed;
}

function dpOf({ parts }: Call): number {
  return parts.display.glass.density / 160;
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
