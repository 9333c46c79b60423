import { type LogStyle, styled } from '../log-format.ts';
import { LOG_BUFFERS, type LogBuffer } from '../logcat.ts';
import type { LocalClock } from '../roms/time-zone.ts';

export interface LogcatOptions {
  readonly style: LogStyle;
  readonly buffers: readonly LogBuffer[];
  readonly act: 'print' | 'clear' | 'sizes';
  /** Ends with what there is. */
  readonly dump: boolean;
  readonly silent: boolean;
  readonly dividers: boolean;
  readonly filters: readonly string[];
  readonly pid?: number;
  readonly uids?: readonly number[];
  readonly regex?: RegExp;
  readonly most?: number;
  /** The last so many entries, or those since a time. */
  readonly tail?: { readonly count: number } | { readonly sinceMs: number };
}

export type ParsedOptions =
  | { readonly kind: 'options'; readonly options: LogcatOptions; readonly warning: string }
  | { readonly kind: 'refused'; readonly why: string };

const LONG: Readonly<Record<string, string>> = {
  '--buffer': '-b',
  '--clear': '-c',
  '--dividers': '-D',
  '--format': '-v',
  '--buffer-size': '-g',
  '--max-count': '-m',
  '--regex': '-e',
  '--pid': '--pid',
  '--uid': '--uid',
  '--print': '--print',
};
const DEFAULTS: readonly LogBuffer[] = ['main', 'system', 'crash'];

type Draft = { -readonly [Key in keyof LogcatOptions]: LogcatOptions[Key] } & { warning: string };

/** What the words are read by: the version decides what there is, the clock reads times, now is the year. */
export interface LogcatReading {
  readonly api: number;
  readonly clock: LocalClock;
  readonly nowMs: number;
}

/** logcat's words (logcat.cpp). */
export function logcatOptions(words: readonly string[], reading: LogcatReading): ParsedOptions {
  const draft: Draft = {
    style: { format: 'threadtime', clock: reading.clock },
    ...{ buffers: [], filters: [], act: 'print', dump: false, silent: false, dividers: false, warning: '' },
  };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [option, value] = apart(word, rest);
    if (option === undefined) {
      draft.filters = [...draft.filters, word];
      continue;
    }
    const why = take(draft, option, { ...reading, value });
    if (why !== undefined) return { kind: 'refused', why };
  }
  if (draft.buffers.length === 0) draft.buffers = DEFAULTS;
  return { kind: 'options', options: draft, warning: draft.warning };
}

/** `-b main`, `-bmain`, `--buffer=main`; `-g` alone has no value, `-s` may have one. */
function apart(word: string, rest: string[]): readonly [option: string | undefined, value: string] {
  if (!word.startsWith('-') || word === '-') return [undefined, ''];
  const [name = '', attached] = word.startsWith('--') ? split(word) : [word.slice(0, 2), word.slice(2)];
  const option = LONG[name] ?? name;
  const takes = /^(?:-[bvtTemfrn]|--pid|--uid|-G|-p)$/.test(option);
  if (!takes) return [option, attached ?? ''];
  return [option, attached === undefined || attached === '' ? (rest.shift() ?? '') : attached];
}

function split(word: string): readonly [string, string | undefined] {
  const at = word.indexOf('=');
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** Takes one option in; says why not. */
function take(
  draft: Draft,
  option: string,
  reading: LogcatReading & { readonly value: string },
): string | undefined {
  const { value, api } = reading;
  switch (option) {
    case '-b':
      return takeBuffers(draft, value, api);
    case '-v':
      return takeStyle(draft, value);
    case '-t':
    case '-T':
      draft.dump ||= option === '-t';
      return takeTail(draft, option, reading);
    case '-e':
      return takeRegex(draft, value);
    case '-m':
      draft.most = Number.parseInt(value, 10);
      return Number.isNaN(draft.most) ? `-m "${value}" isn't an integer greater than zero` : undefined;
    case '--pid':
      draft.pid = Number.parseInt(value, 10);
      return /^\d+$/.test(value) ? undefined : `pid ${value} out of range`;
    case '--uid':
      if (api < 33) return `unrecognized option: ${option}`;
      draft.uids = value.split(',').map(Number);
      return draft.uids.some(Number.isNaN) ? `Unable to parse UID '${value}'` : undefined;
    default:
      return takeFlag(draft, option, value);
  }
}

function takeFlag(draft: Draft, option: string, value: string): string | undefined {
  switch (option) {
    case '-d':
      draft.dump = true;
      return undefined;
    case '-c':
      draft.act = 'clear';
      return undefined;
    case '-g':
      draft.act = 'sizes';
      return undefined;
    case '-s':
      draft.silent = true;
      if (value !== '') draft.filters = [...draft.filters, value];
      return undefined;
    case '-D':
      draft.dividers = true;
      return undefined;
    case '--print':
    case '-G':
      return undefined;
    default:
      return option.startsWith('--')
        ? `unrecognized option: ${option}`
        : `invalid option -- ${option.slice(1)}`;
  }
}

function takeBuffers(draft: Draft, value: string, api: number): string | undefined {
  for (const name of value.split(',')) {
    const found = LOG_BUFFERS.find((one) => one === name);
    if (found !== undefined) draft.buffers = [...draft.buffers, found];
    else if (name === 'all') draft.buffers = LOG_BUFFERS;
    else if (name === 'default') draft.buffers = [...draft.buffers, ...DEFAULTS];
    else if (name === 'kernel' || name === 'security' || name === 'stats')
      continue; // There, and empty.
    else return api < 30 ? `unknown buffer ${name}` : `Unknown buffer '${name}'`;
  }
  return undefined;
}

function takeStyle(draft: Draft, value: string): string | undefined {
  for (const word of value.split(/[ ,]+/)) {
    const next = styled(draft.style, word);
    if (next === undefined) return `Invalid parameter "${word}" to -v`;
    draft.style = next;
  }
  return undefined;
}

function takeRegex(draft: Draft, value: string): string | undefined {
  try {
    draft.regex = new RegExp(value);
    return undefined;
  } catch {
    return `Bad regular expression '${value}'`;
  }
}

function takeTail(
  draft: Draft,
  option: string,
  { value, clock, nowMs }: LogcatReading & { readonly value: string },
): string | undefined {
  if (/^\d+$/.test(value)) {
    const count = Number(value);
    if (count === 0) draft.warning += `logcat: ${option} ${value} invalid, setting to 1\n`;
    draft.tail = { count: Math.max(1, count) };
    return undefined;
  }
  const sinceMs = momentOf(value, clock, nowMs);
  if (sinceMs === undefined) return `${option} "${value}" not in time format`;
  draft.tail = { sinceMs };
  return undefined;
}

/** `01-31 10:15:00.0`, with a year before it or not, or seconds since 1970; in the phone's zone. */
function momentOf(text: string, clock: LocalClock, nowMs: number): number | undefined {
  const seconds = /^\d+\.\d+$/.exec(text);
  if (seconds !== null) return Number(text) * 1000;
  const parts = /^(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '0'] = parts;
  const ms = Number(`0.${fraction}`) * 1000;
  const asUtc = (y: number): number =>
    Date.UTC(y, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) + ms;
  const guess = asUtc(Number(year ?? clock(nowMs).year));
  const shown = clock(guess);
  const back = Date.UTC(+shown.year, +shown.month - 1, +shown.day, +shown.hour, +shown.minute, +shown.second);
  return guess - (back - Math.floor(guess / 1000) * 1000);
}
