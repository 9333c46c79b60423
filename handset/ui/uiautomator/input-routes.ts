import { KEY } from '../keycodes.ts';
import { ProtocolError } from './protocol-error.ts';
import { numberField } from './request-body.ts';
import type { Call, Route } from './route.ts';
import { performActions } from './w3c-actions.ts';

/** Keys, and sequences of actions. */
export const inputRoutes: readonly Route[] = [
  { method: 'POST', path: 'actions', answer: performActions },
  { method: 'POST', path: 'back', answer: back },
  { method: 'POST', path: 'appium/device/press_keycode', answer: (call) => keycode(call, false) },
  { method: 'POST', path: 'appium/device/long_press_keycode', answer: (call) => keycode(call, true) },
  { method: 'POST', path: 'appium/device/open_notifications', answer: openNotifications },
];

async function back(call: Call): Promise<null> {
  await call.parts.display.key(KEY.BACK);
  return null;
}

async function keycode(call: Call, long: boolean): Promise<null> {
  const code = numberField(call.body, 'keycode');
  if (!Number.isInteger(code) || code < 0) {
    throw new ProtocolError('invalid element state', `Cannot generate key press event for key code ${code}`);
  }
  await call.parts.display.key(code, { long });
  return null;
}

async function openNotifications({ parts: { display } }: Call): Promise<null> {
  const before = display.focused().title;
  await display.key(KEY.NOTIFICATION);
  if (display.focused().title !== before || display.focused().kind === 'system') return null;
  throw new ProtocolError('invalid element state', 'Device failed to open notifications');
}
