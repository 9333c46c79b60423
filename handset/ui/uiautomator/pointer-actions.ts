import { ELEMENT_KEY } from './elements.ts';
import { ProtocolError } from './protocol-error.ts';
import { asList, asObject, numberField, type RequestBody, stringField } from './request-body.ts';
import type { Call } from './route.ts';
import { snapshotOf, visibleBounds } from './view-attributes.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a sequence of actions comes to on a display that knows taps and text. */
type Gesture =
  | { readonly kind: 'tap'; readonly at: Point }
  | { readonly kind: 'text'; readonly text: string };

/** Android's `ViewConfiguration`: 8 dp of slop, 400 to 500 ms until a press is a long one. */
const TOUCH_SLOP_PX = 24;
const LONG_PRESS_MS = 500;

/**
 * W3C actions (WebDriver §17) of touches and typed text. Everything is read before anything is done; drags, long
 * presses and several fingers are refused, because nothing on this phone reacts to them.
 */
export async function performActions(call: Call): Promise<null> {
  const sources = asList(call.body.actions, 'actions').map((source) => asObject(source, 'an action source'));
  const gestures = sources.flatMap((source) => gesturesOf(call, source));
  const pointers = sources.filter((source) => source.type === 'pointer').length;
  if (pointers > 1)
    throw new ProtocolError('unsupported operation', 'Only one finger can touch this display');
  for (const gesture of gestures) {
    if (gesture.kind === 'tap') await call.parts.display.tap(gesture.at.x, gesture.at.y);
    else await call.parts.display.text(gesture.text);
  }
  return null;
}

function gesturesOf(call: Call, source: RequestBody): readonly Gesture[] {
  const steps = asList(source.actions, 'actions').map((step) => asObject(step, 'an action'));
  const type = stringField(source, 'type');
  if (type === 'none') return [];
  if (type === 'pointer') return tapsOf(call, steps);
  if (type === 'key') {
    const typed = steps.filter((step) => step.type === 'keyDown').map((step) => stringField(step, 'value'));
    // WebDriver §17.4.2: Enter, Shift and the like are private characters, for which this phone has no keyboard.
    if (typed.some((character) => /[\ue000-\uf8ff]/.test(character))) {
      throw new ProtocolError(
        'unsupported operation',
        'Only printable characters can be typed on this phone',
      );
    }
    return typed.length === 0 ? [] : [{ kind: 'text', text: typed.join('') }];
  }
  throw new ProtocolError(
    'unsupported operation',
    `Actions of type '${type}' are not possible on this phone`,
  );
}

function tapsOf(call: Call, steps: readonly RequestBody[]): readonly Gesture[] {
  const taps: Gesture[] = [];
  let at: Point = { x: 0, y: 0 };
  let pressedAt: Point | undefined;
  let heldMs = 0;
  for (const step of steps) {
    const type = stringField(step, 'type');
    if (type === 'pointerMove') at = movedTo(call, step, at);
    if (type === 'pointerMove' || type === 'pause')
      heldMs += typeof step.duration === 'number' ? step.duration : 0;
    if (type === 'pointerDown') {
      pressedAt = at;
      heldMs = 0;
    }
    if (type === 'pointerUp' && pressedAt !== undefined) {
      refuseAllButTaps(pressedAt, at, heldMs);
      taps.push({ kind: 'tap', at: pressedAt });
      pressedAt = undefined;
    }
    if (!['pointerMove', 'pause', 'pointerDown', 'pointerUp', 'pointerCancel'].includes(type)) {
      throw new ProtocolError('invalid argument', `'${type}' is not a pointer action`);
    }
  }
  return taps;
}

function refuseAllButTaps(from: Point, to: Point, heldMs: number): void {
  if (Math.hypot(to.x - from.x, to.y - from.y) > TOUCH_SLOP_PX) {
    throw new ProtocolError('unsupported operation', 'Nothing on the screen can be scrolled or dragged');
  }
  if (heldMs >= LONG_PRESS_MS) {
    throw new ProtocolError('unsupported operation', 'Nothing on the screen reacts to a long press');
  }
}

function movedTo(call: Call, step: RequestBody, from: Point): Point {
  const x = numberField(step, 'x');
  const y = numberField(step, 'y');
  const origin = step.origin ?? 'viewport';
  if (origin === 'viewport') return { x, y };
  if (origin === 'pointer') return { x: from.x + x, y: from.y + y };
  const element = asObject(origin, "'origin'");
  const snapshot = snapshotOf(call.parts.display);
  const placed = call.session.elements.view(stringField(element, ELEMENT_KEY), snapshot);
  const { left, top, right, bottom } = visibleBounds(placed, snapshot);
  // W3C: offsets count from the middle of the element.
  return { x: Math.floor((left + right) / 2) + x, y: Math.floor((top + bottom) / 2) + y };
}
