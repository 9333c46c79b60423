import type { PlacedView } from '../view-tree.ts';
import { ProtocolError } from './protocol-error.ts';
import { type Call, type Route, seenBy } from './route.ts';
import { factsOf, type ViewSnapshot, visibleBounds } from './view-attributes.ts';

/** Dialogs, known by the resource ids of Android's (AlertHelpers of the server, read at 10.6.2). */
export const alertRoutes: readonly Route[] = [
  { method: 'GET', path: 'alert/text', answer: text },
  { method: 'POST', path: 'alert/accept', answer: (call) => press(call, 'accept') },
  { method: 'POST', path: 'alert/dismiss', answer: (call) => press(call, 'dismiss') },
];

const TITLE = /.+:id\/(?:alertTitle|custom)$/;
const BUTTON = /^android:id\/button\d+$/;
const PERMISSION_MESSAGE = /.+:id\/permission_message$/;
const PERMISSION_BUTTON = /.+:id\/permission_\w+_button$/;
const ALLOWING = /^.*[^a-z]allow[^a-z].*$/i;
const DENYING = /^.*[^a-z]deny[^a-z].*$/i;

type AlertKind = 'regular' | 'permission';

function kindOf(snapshot: ViewSnapshot): AlertKind {
  const has = (pattern: RegExp): boolean => withId(snapshot, pattern).length > 0;
  if (has(TITLE)) return 'regular';
  if (has(PERMISSION_MESSAGE)) return 'permission';
  throw new ProtocolError('no such alert', 'No alert is present on the screen');
}

function withId(snapshot: ViewSnapshot, pattern: RegExp): readonly PlacedView[] {
  return snapshot.views.filter(({ view }) => view.resourceId !== undefined && pattern.test(view.resourceId));
}

function text(call: Call): string {
  const snapshot = seenBy(call);
  const buttons = kindOf(snapshot) === 'regular' ? BUTTON : PERMISSION_BUTTON;
  if (withId(snapshot, /^android:id\/content$/).length === 0)
    throw new ProtocolError('no such alert', 'No alert is present on the screen');
  return withId(snapshot, /.+:id\/.+/)
    .filter(({ view }) => !buttons.test(view.resourceId ?? ''))
    .map((placed) => factsOf(placed, snapshot).text)
    .filter((words) => words.trim() !== '')
    .join('\n');
}

async function press(call: Call, action: 'accept' | 'dismiss'): Promise<string> {
  const snapshot = seenBy(call);
  const label = call.body.buttonLabel;
  const button =
    kindOf(snapshot) === 'regular' ? regular(snapshot, action, label) : permission(snapshot, action, label);
  if (button === undefined)
    throw new ProtocolError('invalid element state', 'The expected button cannot be detected on the alert');
  const { left, top, right, bottom } = visibleBounds(button, snapshot);
  await call.parts.display.tap(Math.floor((left + right) / 2), Math.floor((top + bottom) / 2));
  return factsOf(button, snapshot).text;
}

function regular(snapshot: ViewSnapshot, action: string, label: unknown): PlacedView | undefined {
  const buttons = withId(snapshot, BUTTON);
  if (typeof label === 'string') return buttons.find((one) => factsOf(one, snapshot).text === label);
  const ordered = [...buttons].sort((one, other) => numberOf(one) - numberOf(other));
  const first = ordered[0];
  if (first === undefined || action === 'accept' || ordered.length === 1) return first;
  // The one with the next number, which need not be there.
  return ordered.find((one) => numberOf(one) === numberOf(first) + 1);
}

function numberOf({ view }: PlacedView): number {
  return Number((view.resourceId ?? '').replace('android:id/button', ''));
}

function permission(snapshot: ViewSnapshot, action: string, label: unknown): PlacedView | undefined {
  const buttons = withId(snapshot, PERMISSION_BUTTON);
  if (typeof label === 'string') return buttons.find((one) => factsOf(one, snapshot).text === label);
  const [first, second] = buttons;
  if (buttons.length < 2) return first;
  const wanted = action === 'accept' ? ALLOWING : DENYING;
  const fitting = buttons.find(({ view }) => wanted.test(view.resourceId ?? ''));
  return fitting ?? (action === 'accept' ? second : first);
}
