import { KEY } from '../keycodes.ts';
import { ELEMENT_KEY } from './elements.ts';
import { performActions } from './pointer-actions.ts';
import { ProtocolError } from './protocol-error.ts';
import { asObject, numberField, stringField } from './request-body.ts';
import type { Call, Route } from './route.ts';
import { snapshotOf, visibleBounds } from './view-attributes.ts';

/** Fingers and keys. */
export const inputRoutes: readonly Route[] = [
  { method: 'POST', path: 'actions', answer: performActions },
  { method: 'POST', path: 'back', answer: (call) => pressKey(call, KEY.BACK) },
  { method: 'POST', path: 'appium/device/press_keycode', answer: keycode },
  { method: 'POST', path: 'appium/device/long_press_keycode', answer: keycode },
  { method: 'POST', path: 'appium/gestures/click', answer: gestureClick },
  { method: 'POST', path: 'appium/gestures/swipe', answer: refuseScrolling },
  { method: 'POST', path: 'appium/gestures/scroll', answer: refuseScrolling },
  { method: 'POST', path: 'appium/gestures/fling', answer: refuseScrolling },
];

function keycode(call: Call): Promise<null> {
  return pressKey(call, numberField(call.body, 'keycode'));
}

async function pressKey(call: Call, code: number): Promise<null> {
  await call.parts.display.key(code);
  return null;
}

/** A tap at an offset, from an element's corner or the display's; without an offset in the element's middle. */
async function gestureClick({ body, parts, session }: Call): Promise<null> {
  const offset = body.offset === undefined ? undefined : asObject(body.offset, "'offset'");
  if (body.origin === undefined) {
    if (offset === undefined)
      throw new ProtocolError('invalid argument', "'origin' or 'offset' must be given");
    await parts.display.tap(numberField(offset, 'x'), numberField(offset, 'y'));
    return null;
  }
  const origin = asObject(body.origin, "'origin'");
  const snapshot = snapshotOf(parts.display);
  const id = stringField(origin, ELEMENT_KEY in origin ? ELEMENT_KEY : 'ELEMENT');
  const { left, top, right, bottom } = visibleBounds(session.elements.view(id, snapshot), snapshot);
  const x = offset === undefined ? (left + right) / 2 : left + numberField(offset, 'x');
  const y = offset === undefined ? (top + bottom) / 2 : top + numberField(offset, 'y');
  await parts.display.tap(Math.floor(x), Math.floor(y));
  return null;
}

/** No view of this phone scrolls. A client that believed to have scrolled would look for what never comes. */
function refuseScrolling(): never {
  throw new ProtocolError('unsupported operation', 'Nothing on the screen can be scrolled');
}
