import type { TouchPoint } from '../../screen-parts.ts';
import { ProtocolError } from './protocol-error.ts';
import { asList, asObject, type RequestBody } from './request-body.ts';
import type { Call } from './route.ts';
import { canBeTyped, isModifier, privateKey } from './w3c-keys.ts';
import { pointerStrokes } from './w3c-pointer.ts';

/** One thing that a sequence of actions comes to, and when it begins. */
type Act =
  | { readonly kind: 'touch'; readonly atMs: number; readonly path: readonly TouchPoint[] }
  | { readonly kind: 'pinch'; readonly atMs: number; readonly paths: readonly [Path, Path] }
  | { readonly kind: 'text'; readonly atMs: number; readonly text: string }
  | { readonly kind: 'key'; readonly atMs: number; readonly keycode: number };

export type Path = readonly TouchPoint[];

const ACTION_TYPES = ['pointer', 'key', 'none'];

/** W3C actions (WebDriver §17) as the server takes them: everything is read before anything is done. */
export async function performActions(call: Call): Promise<null> {
  const sources = asList(call.body.actions, 'actions').map((source) => asObject(source, 'an action source'));
  const acts = actsOf(call, sources);
  const { display } = call.parts;
  for (const act of acts) {
    if (act.kind === 'touch') await display.touch(act.path);
    if (act.kind === 'pinch') await pinch(call, act.paths);
    if (act.kind === 'text') await display.text(act.text);
    if (act.kind === 'key') await display.key(act.keycode);
  }
  return null;
}

function actsOf(call: Call, sources: readonly RequestBody[]): readonly Act[] {
  for (const source of sources) check(source);
  const strokes = sources
    .filter(({ type }) => type === 'pointer')
    .map((source) => pointerStrokes(call, source));
  const keys = sources.filter(({ type }) => type === 'key').flatMap((source) => keysOf(source));
  return [...joined(strokes), ...keys].sort((one, other) => one.atMs - other.atMs);
}

function check({ id, type, actions }: RequestBody): void {
  if (typeof id !== 'string') throw parseError('All actions must have the id key set');
  if (typeof type !== 'string' || !ACTION_TYPES.includes(type)) {
    throw parseError(
      `Only [${ACTION_TYPES.join(', ')}] values are supported for type key. '${String(type)}' is passed instead for action '${id}'`,
    );
  }
  if (actions === undefined) throw parseError(`'${id}' action should contain at least one item`);
}

/** Two fingers that are down at the same time pinch. */
function joined(fingers: readonly (readonly Path[])[]): readonly Act[] {
  const [one = [], other = []] = fingers;
  const [first, second] = [one[0], other[0]];
  if (one.length === 1 && other.length === 1 && first !== undefined && second !== undefined)
    return [{ kind: 'pinch', atMs: first[0]?.atMs ?? 0, paths: [first, second] }];
  return fingers.flat().map((path) => ({ kind: 'touch', atMs: path[0]?.atMs ?? 0, path }));
}

async function pinch(call: Call, [one, other]: readonly [Path, Path]): Promise<void> {
  const [from, to] = [apart(one.at(0), other.at(0)), apart(one.at(-1), other.at(-1))];
  const start = one[0];
  const opposite = other[0];
  if (start === undefined || opposite === undefined) return;
  const middle = { x: (start.x + opposite.x) / 2, y: (start.y + opposite.y) / 2 };
  await call.parts.display.pinch(middle.x, middle.y, Math.max(1, to) / Math.max(1, from));
}

function apart(one: TouchPoint | undefined, other: TouchPoint | undefined): number {
  return one === undefined || other === undefined ? 0 : Math.hypot(one.x - other.x, one.y - other.y);
}

function keysOf(source: RequestBody): readonly Act[] {
  const acts: Act[] = [];
  let atMs = 0;
  for (const step of asList(source.actions, 'actions').map((one) => asObject(one, 'an action'))) {
    if (step.type === 'pause') {
      atMs += durationOf(source, step);
      continue;
    }
    if (step.type !== 'keyDown' && step.type !== 'keyUp')
      throw wrongItem(source, step, ['keyUp', 'keyDown', 'pause']);
    const { value } = step;
    if (typeof value !== 'string' || value === '')
      throw parseError(
        `Missing value key for action item '${step.type}' of action with id '${String(source.id)}'`,
      );
    if (step.type === 'keyDown') acts.push(...keyAct(String.fromCodePoint(value.codePointAt(0) ?? 0), atMs));
  }
  return acts;
}

function keyAct(character: string, atMs: number): readonly Act[] {
  if (isModifier(character)) return [];
  const keycode = privateKey(character);
  if (keycode === 0) return [];
  if (keycode !== undefined) return [{ kind: 'key', atMs, keycode }];
  if (canBeTyped(character)) return [{ kind: 'text', atMs, text: character }];
  const code = character.codePointAt(0) ?? 0;
  throw parseError(
    `KeyCharacterMap.getEvents is unable to synthesize KeyEvent sequence out of '${code}' key code. Consider applying a patch to UiAutomator2 server code or try to synthesize the necessary key event(s) for it manually`,
  );
}

/** In the steps of 20 ms that the server injects events in. */
export function durationOf({ id }: RequestBody, { type, duration }: RequestBody): number {
  if (typeof duration !== 'number' || Number.isNaN(duration))
    throw parseError(
      `Missing duration key for action item '${String(type)}' of action with id '${String(id)}'`,
    );
  if (duration < 0) {
    throw parseError(
      `duration key cannot be negative for action item '${String(type)}' of action with id '${String(id)}'`,
    );
  }
  return Math.ceil(Math.min(duration, LONGEST_STEP_MS) / 20) * 20;
}

/** A client's number: the phone does not wait for it, but computes with it. */
const LONGEST_STEP_MS = 600_000;

export function wrongItem(source: RequestBody, step: RequestBody, allowed: readonly string[]): ProtocolError {
  return parseError(
    `Only [${allowed.join(', ')}] item type values are supported for action type '${String(source.type)}'. '${String(step.type)}' is passed instead for action '${String(source.id)}'`,
  );
}

export function parseError(message: string): ProtocolError {
  return new ProtocolError('invalid argument', message);
}
