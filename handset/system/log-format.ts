import type { LogEntry, LogLevel } from './logcat.ts';
import { createLocalClock, type LocalClock } from './roms/time-zone.ts';

const FORMATS = ['brief', 'long', 'process', 'raw', 'tag', 'thread', 'threadtime', 'time'] as const;
type LogFormat = (typeof FORMATS)[number];

/** How lines are printed: `-v FORMAT`, and the words that change one (`-v epoch`, `-v uid`, …). */
export interface LogStyle {
  readonly format: LogFormat;
  readonly clock?: LocalClock;
  readonly color?: boolean;
  readonly epoch?: boolean;
  readonly printable?: boolean;
  readonly uid?: boolean;
  readonly usec?: boolean;
  readonly nsec?: boolean;
  readonly year?: boolean;
  readonly zone?: boolean;
}

const MODIFIERS = ['color', 'epoch', 'nsec', 'printable', 'uid', 'usec', 'year', 'zone'] as const;
const UTC = createLocalClock('UTC');
/** Of 256 colours, as liblog has them (log_print.c, colorFromPri). */
const COLORS: Readonly<Record<LogLevel, number>> = { V: 231, D: 75, I: 40, W: 166, E: 196, F: 196 };

/** A word behind `-v` or `--format`; undefined for one that logcat does not know. */
export function styled(style: LogStyle, word: string): LogStyle | undefined {
  const format = FORMATS.find((name) => name === word);
  if (format !== undefined) return { ...style, format };
  if (word === 'UTC') return { ...style, clock: UTC };
  const modifier = MODIFIERS.find((name) => name === word);
  return modifier === undefined ? undefined : { ...style, [modifier]: true };
}

/** The lines of an entry, each with its line break (liblog log_print.c, android_log_formatLogLine). */
export function formatEntry(entry: LogEntry, style: LogStyle): string {
  const [prefix, suffix] = around(entry, style);
  const color = style.color === true ? [`\x1b[38;5;${COLORS[entry.level]}m`, '\x1b[0m'] : ['', ''];
  const message = style.printable === true ? printable(entry.message) : entry.message;
  if (style.format === 'long') return `${color[0]}${prefix}${message}${color[1]}\n\n`;
  return message
    .split('\n')
    .map((line) => `${color[0]}${prefix}${line}${suffix}${color[1]}\n`)
    .join('');
}

function around(entry: LogEntry, style: LogStyle): readonly [prefix: string, suffix: string] {
  const { level, tag, pid } = entry;
  const [five, padded] = [String(pid).padStart(5), tag.padEnd(8)];
  const owner = style.uid === true ? String(entry.uid).padStart(5) : '';
  const of = style.uid === true ? `${owner}:` : '';
  switch (style.format) {
    case 'brief':
      return [`${level}/${padded}(${of}${five}): `, ''];
    case 'long':
      return [`[ ${time(entry, style)} ${of}${five}:${five} ${level}/${padded} ]\n`, ''];
    case 'process':
      return [`${level}(${of}${five}) `, `  (${tag})`];
    case 'raw':
      return ['', ''];
    case 'tag':
      return [`${level}/${padded}: `, ''];
    case 'thread':
      return [`${level}(${of}${five}:${five}) `, ''];
    case 'threadtime':
      return [
        `${time(entry, style)} ${owner === '' ? '' : `${owner} `}${five} ${five} ${level} ${padded}: `,
        '',
      ];
    case 'time':
      return [`${time(entry, style)} ${level}/${padded}(${of}${five}): `, ''];
  }
}

function time({ ms }: LogEntry, style: LogStyle): string {
  const fraction = style.nsec === true ? '000000' : style.usec === true ? '000' : '';
  const clock = style.clock ?? UTC;
  const at = clock(ms);
  if (style.epoch === true)
    return `${String(Math.floor(ms / 1000)).padStart(19)}.${at.millisecond}${fraction}`;
  const date = `${style.year === true ? `${at.year}-` : ''}${at.month}-${at.day}`;
  const zone = style.zone === true ? ` ${offset(ms, at)}` : '';
  return `${date} ${at.hour}:${at.minute}:${at.second}.${at.millisecond}${fraction}${zone}`;
}

/** `+0800`, from what the clock shows. */
function offset(ms: number, at: ReturnType<LocalClock>): string {
  const shown = Date.UTC(+at.year, +at.month - 1, +at.day, +at.hour, +at.minute, +at.second);
  const minutes = Math.round((shown - Math.floor(ms / 1000) * 1000) / 60_000);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`;
}

/** Control characters as C writes them, but for the line break. */
function printable(message: string): string {
  return [...message]
    .map((one) => {
      const code = one.codePointAt(0) ?? 0;
      if (one === '\\') return '\\\\';
      if (one === '\t') return '\\t';
      return (code < 32 && one !== '\n') || code === 127
        ? `\\x${code.toString(16).padStart(2, '0').toUpperCase()}`
        : one;
    })
    .join('');
}
