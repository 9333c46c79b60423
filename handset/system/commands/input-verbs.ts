import { keycodeOf } from '../../ui/keycodes.ts';
import type { PhoneDisplay } from '../../ui/phone-display.ts';
import { straightWay } from '../../ui/touch.ts';

/** What a verb of `input` came to. */
export type InputOutcome =
  | { readonly kind: 'done' }
  /** Too few or too many arguments, or numbers that are none. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'exception'; readonly exception: { readonly kind: string; readonly message: string } };

export type InputVerb = (
  display: PhoneDisplay,
  words: readonly string[],
  api: number,
) => Promise<InputOutcome>;

const DONE: InputOutcome = { kind: 'done' };
const INVALID: InputOutcome = { kind: 'invalid' };
/** ViewConfiguration.getLongPressTimeout, and sendSwipe's own 300 ms. */
const LONG_PRESS_MS = 500;
const SWIPE_MS = 300;

const VERBS: ReadonlyMap<string, InputVerb> = new Map<string, InputVerb>([
  ['text', text],
  ['keyevent', keyEvent],
  ['tap', tap],
  ['swipe', (display, words) => swipe(display, words, 0)],
  ['draganddrop', (display, words) => swipe(display, words, LONG_PRESS_MS)],
  // Nothing on this phone reacts to a trackball; a real one has none either, and says nothing.
  ['press', async (_display, words) => (words.length === 0 ? DONE : INVALID)],
  ['roll', async (_display, words) => (numbersOf(words, 2, 2) === undefined ? INVALID : DONE)],
  ['motionevent', motionEvent],
  ['keycombination', keyCombination],
]);

const SINCE: ReadonlyMap<string, number> = new Map([
  ['motionevent', 29],
  ['keycombination', 31],
]);

export function inputVerb(name: string, api: number): InputVerb | undefined {
  return api >= (SINCE.get(name) ?? 0) ? VERBS.get(name) : undefined;
}

async function text(display: PhoneDisplay, words: readonly string[], api: number): Promise<InputOutcome> {
  const [given, ...more] = words;
  // From 12 on the words behind the first are not looked at.
  if (given === undefined || (more.length > 0 && api < 31)) return INVALID;
  const typed = given.replaceAll('%s', ' ');
  if (!/^[\x20-\x7e\n\t]*$/.test(typed)) {
    // KeyCharacterMap.getEvents returns null for what the virtual keyboard has no keys for.
    const message = 'Attempt to get length of null array';
    return { kind: 'exception', exception: { kind: 'java.lang.NullPointerException', message } };
  }
  await display.text(typed);
  return DONE;
}

async function keyEvent(display: PhoneDisplay, words: readonly string[]): Promise<InputOutcome> {
  const keys = words.filter((word) => !word.startsWith('--'));
  if (keys.length === 0) return INVALID;
  const long = words.includes('--longpress');
  const twice = words.includes('--doubletap');
  for (const word of keys) {
    // What is no key is KEYCODE_UNKNOWN, which is sent like any other and which nobody reacts to.
    const keycode = keycodeOf(word) ?? 0;
    await display.key(keycode, { long });
    if (twice) await display.key(keycode, { long });
  }
  return DONE;
}

async function tap(display: PhoneDisplay, words: readonly string[]): Promise<InputOutcome> {
  const [x, y] = numbersOf(words, 2, 2) ?? [];
  if (x === undefined || y === undefined) return INVALID;
  await display.tap(x, y);
  return DONE;
}

async function swipe(display: PhoneDisplay, words: readonly string[], holdMs: number): Promise<InputOutcome> {
  const [x1, y1, x2, y2, duration = -1] = numbersOf(words, 4, 5) ?? [];
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return INVALID;
  const ms = duration < 0 ? SWIPE_MS : Math.min(duration, 60_000);
  await display.touch(straightWay({ x: x1, y: y1 }, { x: x2, y: y2 }, { ms, holdMs }));
  return DONE;
}

/** Where a finger that was put down is: `input` has one, for all who call it. */
const FINGERS = new WeakMap<
  PhoneDisplay,
  { readonly x: number; readonly y: number; readonly atMs: number }[]
>();
/** Between two events of a finger that is led by commands. */
const EVENT_MS = 50;

async function motionEvent(display: PhoneDisplay, words: readonly string[]): Promise<InputOutcome> {
  const [action = '', ...place] = words;
  const [x, y] = numbersOf(place, 2, 2) ?? [];
  if (!/^(?:DOWN|UP|MOVE|CANCEL)$/i.test(action)) {
    const message = `Unknown action: ${action}`;
    return { kind: 'exception', exception: { kind: 'java.lang.IllegalArgumentException', message } };
  }
  if (action.toUpperCase() === 'CANCEL') {
    FINGERS.delete(display);
    return DONE;
  }
  if (x === undefined || y === undefined) return INVALID;
  const path = action.toUpperCase() === 'DOWN' ? [] : FINGERS.get(display);
  if (path === undefined || path.length > 10_000) return DONE;
  path.push({ x, y, atMs: path.length * EVENT_MS });
  FINGERS.set(display, path);
  if (action.toUpperCase() !== 'UP') return DONE;
  FINGERS.delete(display);
  await display.touch(path);
  return DONE;
}

async function keyCombination(display: PhoneDisplay, words: readonly string[]): Promise<InputOutcome> {
  const keys = words[0] === '-t' ? words.slice(2) : words;
  const codes = keys.map(keycodeOf);
  // InputShellCommand.sendKeyCombination: fewer than two keys are none.
  if (codes.length < 2) {
    const message = 'keycombination requires at least 2 keycodes';
    return { kind: 'exception', exception: { kind: 'java.lang.IllegalArgumentException', message } };
  }
  const unknown = keys[codes.indexOf(undefined)];
  if (unknown !== undefined) {
    const message = `Unknown keycode: ${unknown}`;
    return { kind: 'exception', exception: { kind: 'java.lang.IllegalArgumentException', message } };
  }
  const held = codes.flatMap((code) => code ?? []);
  const [first, ...others] = held;
  if (first !== undefined) await display.key(first, { with: others });
  return DONE;
}

/** Floats as Java reads them; `undefined` when one is none, or there are too few or many. */
function numbersOf(words: readonly string[], fewest: number, most: number): readonly number[] | undefined {
  if (words.length < fewest || words.length > most) return undefined;
  const numbers = words.map((word) => (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word) ? Number(word) : Number.NaN));
  return numbers.some(Number.isNaN) ? undefined : numbers;
}
