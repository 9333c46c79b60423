import type { Intent } from '../../../app-parts.ts';
import { EXTRA_OPTIONS, FLAG_OPTIONS } from './intent-options.ts';
import { AmException, type ShellWords, userArgument } from './shell-words.ts';

/** What `am start`, `startservice` and `broadcast` are told. */
export interface AmIntent {
  readonly intent: Intent;
  readonly user: 'all' | 'current' | number;
  /** `-W`, `-S`, `-D`, … */
  readonly flags: ReadonlySet<string>;
  /** `-R`, `--display`, … */
  readonly values: ReadonlyMap<string, string>;
}

const MAIN = 'android.intent.action.MAIN';
const LAUNCHER = 'android.intent.category.LAUNCHER';
/** Options of `am` itself that are flags, and those that are followed by a value (ActivityManagerShellCommand.makeIntent). */
const FLAGS = new Set([
  ...['-D', '-N', '-W', '-S', '--streaming', '--track-allocation', '--task-overlay', '--lock-task'],
  ...['--allow-background-activity-starts', '--async', '--splashscreen-show-icon'],
  ...['--dismiss-keyguard', '--dismiss-keyguard-if-insecure'],
]);
const VALUES = new Set([
  ...['-P', '--start-profiler', '--attach-agent', '--attach-agent-bind', '--receiver-permission'],
]);
const NUMBERS = new Set(['-R', '--sampling', '--display', '--windowingMode', '--activityType', '--task']);

interface Draft {
  action?: string;
  data?: string;
  mimeType?: string;
  component?: NonNullable<Intent['component']>;
  package?: string;
  flags: number;
  user: AmIntent['user'];
  supplied: boolean;
  readonly categories: string[];
  readonly extras: Record<string, string>;
  readonly seen: Set<string>;
  readonly values: Map<string, string>;
}

/** Reads options up to the first word that is none, which is a URI, a component or a package (Intent.parseCommandArgs). */
export function parseIntent(words: ShellWords): AmIntent {
  const draft: Draft = {
    flags: 0,
    user: 'current',
    supplied: false,
    categories: [],
    extras: {},
    seen: new Set(),
    values: new Map(),
  };
  for (let option = words.option(); option !== undefined; option = words.option())
    takeOption(draft, option, words);
  takeArgument(draft, words.word());
  if (!draft.supplied) throw new AmException('No intent supplied');
  return { intent: finished(draft), user: draft.user, flags: draft.seen, values: draft.values };
}

function takeOption(draft: Draft, option: string, words: ShellWords): void {
  const flag = FLAG_OPTIONS.get(option);
  if (flag !== undefined) draft.flags |= flag;
  else if (EXTRA_OPTIONS.has(option)) takeExtra(draft, option, words);
  else if (FLAGS.has(option)) draft.seen.add(option);
  else if (NUMBERS.has(option)) draft.values.set(option, String(words.number()));
  else if (VALUES.has(option)) draft.values.set(option, words.required());
  else if (option === '--user') draft.user = userArgument(words.required());
  else if (option === '-f') draft.flags = decoded(words.required());
  else takeDescription(draft, option, words);
}

function takeDescription(draft: Draft, option: string, words: ShellWords): void {
  switch (option) {
    case '-a':
      draft.action = words.required();
      break;
    case '-c':
      draft.categories.push(words.required());
      break;
    case '-d':
      draft.data = words.required();
      break;
    case '-t':
      draft.mimeType = words.required();
      break;
    case '-n':
      draft.component = componentOf(words.required());
      break;
    case '-p':
      draft.package = words.required();
      break;
    default:
      throw new AmException(`Unknown option: ${option}`);
  }
  draft.supplied = true;
}

function takeExtra(draft: Draft, option: string, words: ShellWords): void {
  const kind = EXTRA_OPTIONS.get(option);
  const key = words.required();
  const value = kind === 'none' ? '' : words.required();
  if (kind === 'whole') decoded(value);
  if (kind === 'decimal' && Number.isNaN(Number(value))) throw notANumber(value);
  if (kind === 'boolean' && !/^(?:true|false|t|f|[-+]?\d+)$/i.test(value))
    throw new AmException(`Invalid boolean value: ${value}`);
  if (kind === 'component') componentOf(value);
  draft.extras[key] = value;
}

function takeArgument(draft: Draft, argument: string | undefined): void {
  if (argument === undefined) return;
  draft.supplied = true;
  if (argument.includes(':')) {
    draft.data ??= argument;
    draft.action ??= 'android.intent.action.VIEW';
    return;
  }
  if (draft.action === undefined) draft.categories.push(LAUNCHER);
  draft.action ??= MAIN;
  if (argument.includes('/')) draft.component ??= componentOf(argument);
  else draft.package ??= argument;
}

function finished({ action, data, mimeType, component, package: name, ...draft }: Draft): Intent {
  return {
    extras: draft.extras,
    ...(action === undefined ? {} : { action }),
    ...(data === undefined ? {} : { uri: data }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(component === undefined ? {} : { component }),
    ...(name === undefined ? {} : { package: name }),
    ...(draft.categories.length === 0 ? {} : { categories: draft.categories }),
    ...(draft.flags === 0 ? {} : { flags: draft.flags }),
  };
}

/** ComponentName.unflattenFromString: a class that begins with a dot is in the package. */
export function componentOf(text: string): NonNullable<Intent['component']> {
  const at = text.indexOf('/');
  if (at < 0 || at + 1 >= text.length) throw new AmException(`Bad component name: ${text}`);
  const [name, activity] = [text.slice(0, at), text.slice(at + 1)];
  return { package: name, activity: activity.startsWith('.') ? `${name}${activity}` : activity };
}

/** Integer.decode: decimal, `0x…` or octal. */
function decoded(text: string): number {
  if (!/^[-+]?(?:0[xX][\da-fA-F]+|#[\da-fA-F]+|\d+)$/.test(text)) throw notANumber(text);
  const number = text.replace('#', '0x');
  return number.startsWith('-') ? -Number(number.slice(1)) : Number(number.replace('+', ''));
}

function notANumber(text: string): AmException {
  return new AmException(`For input string: "${text}"`, 'java.lang.NumberFormatException');
}
