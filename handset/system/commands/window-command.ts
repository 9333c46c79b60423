import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { Framework } from '../framework.ts';
import { type FixedToUser, isRotation, type PanelSize } from '../phone-glass.ts';
import { ILLEGAL_ARGUMENT, thrown } from './java-exception.ts';

/** `wm`, and `cmd window`: the display's size, density and rotation, in the words of WindowManagerShellCommand (Wm.java up to 8.1). */
export async function windowManager(
  framework: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const { activities, android } = framework;
  const [verb = '', ...rest] = words;
  const run = verbOf(android.api, verb);
  if (run !== undefined) return await run({ framework, call, words: rest });
  if (verb === 'dismiss-keyguard') {
    activities.power.unlock();
    return 0;
  }
  if (verb === '') return complain(call, 'Window manager (window) commands:', 255);
  const unknown = android.api >= 28 ? `Unknown command: ${verb}` : `Error: unknown command '${verb}'`;
  return complain(call, unknown, 255);
}

interface WindowCall {
  readonly framework: Framework;
  readonly call: CommandCall;
  readonly words: readonly string[];
}

type Verb = (call: WindowCall) => Promise<number>;

/** The rotation came with 10 (`set-…`); from 12 on the same verbs, without `set-`, say what it is too. */
function verbOf(api: number, verb: string): Verb | undefined {
  switch (verb) {
    case 'size':
      return size;
    case 'density':
      return density;
    case 'set-user-rotation':
      return api >= 29 && api <= 30 ? setUserRotation : undefined;
    case 'set-fix-to-user-rotation':
      return api >= 29 && api <= 30 ? fixedToUser : undefined;
    case 'user-rotation':
      return api >= 31 ? userRotation : undefined;
    case 'fixed-to-user-rotation':
      return api >= 31 ? fixedToUser : undefined;
    case 'reset':
      return api >= 31 ? reset : undefined;
    default:
      return undefined;
  }
}

async function size({ framework: { glass }, call, words: [value] }: WindowCall): Promise<number> {
  const { panel, base } = glass;
  if (value === undefined || value === '-d') {
    const override = sameSize(panel, base) ? '' : `Override size: ${base.width}x${base.height}\n`;
    return say(call, `Physical size: ${panel.width}x${panel.height}\n${override}`);
  }
  if (value === 'reset') {
    await glass.forceSize(undefined);
    return 0;
  }
  const cut = value.indexOf('x');
  if (cut <= 0 || cut >= value.length - 1) return complain(call, `Error: bad size ${value}`, 255);
  const parts = [value.slice(0, cut), value.slice(cut + 1)].map((part) => dimension(part, base.density));
  const bad = parts.find((part) => typeof part === 'string');
  if (bad !== undefined) return complain(call, `Error: bad number ${bad}`, 255);
  const [width, height] = parts;
  if (typeof width !== 'number' || typeof height !== 'number') return 255;
  // What is less than nothing takes the override away.
  await glass.forceSize(width >= 0 && height >= 0 ? { width, height } : undefined);
  return 0;
}

function sameSize(one: PanelSize, other: PanelSize): boolean {
  return one.width === other.width && one.height === other.height;
}

/** Pixels; `px` may be said, `dp` are counted by the density. The exception's words where there is no number. */
function dimension(text: string, density: number): number | string {
  const unit = /(?:px|dp)$/.exec(text)?.[0];
  const value = unit === undefined ? text : text.slice(0, -2);
  const number = javaInteger(value);
  if (number === undefined) return numberFormat(value);
  return unit === 'dp' ? Math.trunc((number * density) / 160) : number;
}

function numberFormat(text: string): string {
  return `java.lang.NumberFormatException: For input string: "${text}"`;
}

/** Integer.parseInt. */
function javaInteger(text: string): number | undefined {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(number) <= 0x7fffffff ? number : undefined;
}

const LEAST_DENSITY = 72;

async function density({ framework: { glass }, call, words: [value] }: WindowCall): Promise<number> {
  const { panel, base } = glass;
  if (value === undefined || value === '-d') {
    const override = panel.density === base.density ? '' : `Override density: ${base.density}\n`;
    return say(call, `Physical density: ${panel.density}\n${override}`);
  }
  if (value === 'reset') {
    await glass.forceDensity(undefined);
    return 0;
  }
  const number = javaInteger(value);
  if (number === undefined) return complain(call, `Error: bad number ${numberFormat(value)}`, 255);
  if (number < LEAST_DENSITY) return complain(call, `Error: density must be >= ${LEAST_DENSITY}`, 255);
  await glass.forceDensity(number);
  return 0;
}

/** `[-d DISPLAY]` is taken wherever a version takes it; there is one display. */
function withoutDisplay(words: readonly string[]): readonly string[] {
  const at = words.indexOf('-d');
  return at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 2)];
}

async function setUserRotation({ framework, call, words }: WindowCall): Promise<number> {
  const { glass, android } = framework;
  const [mode, rotation] = withoutDisplay(words);
  if (mode === undefined) return thrown(call, android.api, 'set-user-rotation', NO_MODE);
  if (mode === 'free') return await done(glass.thaw());
  if (mode !== 'lock') return complain(call, 'Error: lock mode needs to be either free or lock.', 255);
  return await lock({ glass, call }, rotation ?? '0');
}

const NO_MODE = { kind: ILLEGAL_ARGUMENT, message: 'Argument expected after "set-user-rotation"' };

async function userRotation({ framework: { glass }, call, words }: WindowCall): Promise<number> {
  const [mode, rotation] = withoutDisplay(words);
  const user = glass.userRotation();
  if (mode === undefined) return say(call, user.locked ? `lock ${user.rotation}\n` : 'free\n');
  if (mode === 'free') return await done(glass.thaw());
  if (mode !== 'lock') return complain(call, 'Error: argument needs to be either -d, free or lock.', 255);
  return await lock({ glass, call }, rotation ?? '-1');
}

async function lock(
  { glass, call }: { readonly glass: Framework['glass']; readonly call: CommandCall },
  text: string,
): Promise<number> {
  const number = javaInteger(text);
  // NumberFormatException is an IllegalArgumentException, and only its message is said.
  if (number === undefined) return complain(call, `Error: For input string: "${text}"`, 255);
  if (number === -1) return await done(glass.freeze());
  if (isRotation(number)) return await done(glass.freeze(number));
  return complain(call, 'Error: Rotation argument is invalid - must be a rotation constant.', 255);
}

async function fixedToUser({ framework, call, words }: WindowCall): Promise<number> {
  const { glass, android } = framework;
  const [mode] = withoutDisplay(words);
  const choices: readonly FixedToUser[] =
    android.api >= 31 ? ['enabled', 'disabled', 'default'] : ['enabled', 'disabled'];
  if (mode === undefined && android.api >= 31) return say(call, `${glass.fixedToUser()}\n`);
  const chosen = choices.find((choice) => choice === mode);
  if (chosen !== undefined) return await done(glass.fixToUser(chosen));
  const expected = android.api >= 31 ? 'enabled, disabled or default' : 'enabled or disabled';
  return complain(call, `Error: expecting ${expected}, but we get ${mode ?? ''}`, 255);
}

async function reset({ framework: { glass }, call }: WindowCall): Promise<number> {
  await glass.forceSize(undefined);
  await glass.forceDensity(undefined);
  await glass.thaw();
  await glass.fixToUser('default');
  return say(call, 'Reset all settings for displayId=0\n');
}

async function done(work: Promise<void>): Promise<number> {
  await work;
  return 0;
}
