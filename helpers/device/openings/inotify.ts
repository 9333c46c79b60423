import { shellQuote } from '../shell-quote.ts';

/** One line of toybox `inotifyd - …`: what happened to a watched path, or to a name in a watched directory. */
interface InotifyEvent {
  /** The phone's clock when the line was read there, in milliseconds since the Unix epoch. */
  readonly deviceMs: number;
  /**
   * One or more of toybox's letters. To the path itself or a name in it: `a` accessed, `c` modified, `e` metadata, `w` closed after
   * writing, `r` opened, `0` closed after reading, `D` deleted, `M` moved. In a directory: `n` created, `m` moved out, `y` moved
   * in (its help says it the other way round; toys/other/inotifyd.c), `d` deleted. `u` unmounted, `o` events were lost, `x` no
   * longer watched.
   */
  readonly letters: string;
  /** The path as it was given to `inotifyd`. */
  readonly watched: string;
  /** The name in that directory; absent when the event is of the directory itself. Hostile. */
  readonly name?: string;
}

export interface InotifyLog {
  readonly events: readonly InotifyEvent[];
  /** The kernel dropped events, or a path can be watched no longer: absence of an event proves nothing any more. */
  readonly lost: boolean;
}

/** `inotifyd` cuts a path at its first colon (the letters follow it), and a line at a line break. */
export function isWatchable(path: string): boolean {
  return !/[:\n\t]/.test(path);
}

/**
 * A shell line that runs `inotifyd` in the foreground and prints each event after a mark and the phone's time. It ends
 * when a path is not there: `inotifyd` then watches none. Its process id goes to `pidFile`, by which it is stopped.
 */
export function inotifyCommand(
  paths: readonly string[],
  letters: string,
  { mark, pidFile }: { readonly mark: string; readonly pidFile: string },
): string {
  // toybox (0.8.9, and landley/toybox @360d57f8) skips the first letter of a mask; twice the same means it once elsewhere.
  const mask = `${letters.slice(0, 1)}${letters}`;
  const watched = paths.filter(isWatchable).map((path) => shellQuote(`${path}:${mask}`));
  // EPOCHREALTIME is mksh's: Android's sh has been mksh since 4.0.
  return (
    `{ inotifyd - ${watched.join(' ')} & echo $! > ${shellQuote(pidFile)}; wait; } | ` +
    `while IFS= read -r event; do print -r -- "${mark} $EPOCHREALTIME $event"; done`
  );
}

/**
 * Parses what `inotifyCommand` printed. A name may hold line breaks: what does not begin as an event of a watched path
 * goes on with the name before it. `undefined` when no line carries the mark, which says nothing about the files.
 */
export function parseInotify(output: string, mark: string, paths: readonly string[]): InotifyLog | undefined {
  const known = new Set(paths);
  const events: InotifyEvent[] = [];
  let marked = false;
  let lost = false;
  for (const line of output.split('\n')) {
    const match = /^(\S+) (\d+)\.(\d{3})\d* (.*)$/.exec(line);
    if (match === null || match[1] !== mark) continue;
    const [, , seconds, milliseconds, text = ''] = match;
    marked = true;
    const deviceMs = Number(seconds) * 1000 + Number(milliseconds);
    const event = eventOf(text, deviceMs, known);
    if (event !== undefined) events.push(event);
    else continueName(events, text);
    // The path beside an overflow is none: its event belongs to no watch.
    if (/^[a-zA-Z0]*o[a-zA-Z0]*\t/.test(text) || (event !== undefined && /[oux]/.test(event.letters)))
      lost = true;
  }
  return marked ? { events, lost } : undefined;
}

function eventOf(text: string, deviceMs: number, known: ReadonlySet<string>): InotifyEvent | undefined {
  const [letters = '', watched = '', ...name] = text.split('\t');
  if (!/^[acew0rmyndDMuox]+$/.test(letters) || !known.has(watched)) return undefined;
  return { deviceMs, letters, watched, ...(name.length === 0 ? {} : { name: name.join('\t') }) };
}

function continueName(events: InotifyEvent[], text: string): void {
  const before = events.at(-1);
  if (before?.name !== undefined) events[events.length - 1] = { ...before, name: `${before.name}\n${text}` };
}
