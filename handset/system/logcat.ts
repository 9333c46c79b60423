import { formatEntry } from './log-format.ts';

/** The buffers of liblog that a phone has, in the order of their numbers. */
export const LOG_BUFFERS = ['main', 'radio', 'events', 'system', 'crash'] as const;
export type LogBuffer = (typeof LOG_BUFFERS)[number];
export type LogLevel = 'V' | 'D' | 'I' | 'W' | 'E' | 'F';

export interface LogEntry {
  readonly buffer: LogBuffer;
  /** By the clock on the wall. */
  readonly ms: number;
  readonly pid: number;
  readonly uid: number;
  readonly level: LogLevel;
  readonly tag: string;
  /** Without its last line break; each of its lines is printed with the tag. */
  readonly message: string;
}

/** The phone's log: the last entries of each buffer, and whoever follows them. */
export interface Logcat {
  /** A text entry; which buffer it goes to follows from who writes it (liblog, Slog and AndroidRuntime). */
  write(pid: number, level: LogLevel, tag: string, message: string): void;
  /** An entry of a buffer that is named: `{ buffer: 'events', … }` and such. */
  add(entry: Omit<LogEntry, 'ms' | 'uid'> & { readonly uid?: number }): void;
  /** A line of the events buffer by the system's process, e.g. `am_kill` with `0,4017,org.app,900,stop`. */
  event(tag: string, values: readonly (string | number)[]): void;
  /** What is kept in these buffers, the oldest first. */
  entries(buffers?: readonly LogBuffer[]): readonly LogEntry[];
  /** Those of the text buffers as `logcat` prints them by itself. */
  lines(): readonly string[];
  /** Forgets; of all buffers when none is named. They lie in memory: nothing of them outlives a reboot. */
  clear(buffers?: readonly LogBuffer[]): void;
  /** Calls for each new entry until the returned function is called. */
  follow(take: (entry: LogEntry) => void): () => void;
  /** Tells whose a process is, which is noted with what it writes. */
  nameOwners(of: (pid: number) => number | undefined): void;
}

/** A real buffer holds 256 kB, which is some thousand lines. */
const KEPT_ENTRIES = 5_000;
const SYSTEM_SERVER = { pid: 1_742, uid: 1_000 };
const TEXT: readonly LogBuffer[] = ['main', 'system', 'crash'];
/** Entries are cut to LOGGER_ENTRY_MAX_PAYLOAD (liblog). */
const LONGEST_MESSAGE = 4_068;

export function createLogcat(now: () => number): Logcat {
  let kept: LogEntry[] = [];
  const counts = new Map<LogBuffer, number>();
  const followers = new Set<(entry: LogEntry) => void>();
  let ownerOf: (pid: number) => number | undefined = () => undefined;

  const keep = (entry: LogEntry): void => {
    kept.push(entry);
    const count = (counts.get(entry.buffer) ?? 0) + 1;
    counts.set(entry.buffer, count);
    if (count <= KEPT_ENTRIES) return;
    kept.splice(
      kept.findIndex(({ buffer }) => buffer === entry.buffer),
      1,
    );
    counts.set(entry.buffer, KEPT_ENTRIES);
  };
  const add: Logcat['add'] = (given) => {
    const uid =
      given.uid ?? (given.pid === SYSTEM_SERVER.pid ? SYSTEM_SERVER.uid : (ownerOf(given.pid) ?? 0));
    const message = given.message.replace(/\n$/, '').slice(0, LONGEST_MESSAGE);
    const entry = { ...given, uid, message, ms: now() };
    keep(entry);
    for (const take of followers) take(entry);
  };
  return {
    add,
    write: (pid, level, tag, message) => add({ buffer: bufferOf(pid, level, tag), pid, level, tag, message }),
    event(tag, values) {
      const message = values.length === 1 ? String(values[0]) : `[${values.join(',')}]`;
      add({ buffer: 'events', pid: SYSTEM_SERVER.pid, level: 'I', tag, message });
    },
    entries: (buffers) =>
      buffers === undefined ? kept : kept.filter(({ buffer }) => buffers.includes(buffer)),
    lines: () =>
      kept
        .filter(({ buffer }) => TEXT.includes(buffer))
        .flatMap((entry) => formatEntry(entry, { format: 'threadtime' }).trimEnd().split('\n')),
    clear(buffers = LOG_BUFFERS) {
      kept = kept.filter(({ buffer }) => !buffers.includes(buffer));
      for (const buffer of buffers) counts.delete(buffer);
    },
    follow(take) {
      followers.add(take);
      return () => followers.delete(take);
    },
    nameOwners(of) {
      ownerOf = of;
    },
  };
}

/** The system's process writes by Slog, which has a buffer of its own, and so have crashes (RuntimeInit.Clog_e). */
function bufferOf(pid: number, level: LogLevel, tag: string): LogBuffer {
  if (level === 'E' && tag === 'AndroidRuntime') return 'crash';
  return pid === SYSTEM_SERVER.pid ? 'system' : 'main';
}
