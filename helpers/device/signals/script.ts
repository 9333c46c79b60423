import type { Signal } from '../../model/signal.ts';
import { processCommand } from '../freezer.ts';
import { shellQuote } from '../shell-quote.ts';

/** Which app, on which Android. */
interface WatchedApp {
  readonly packageName: string;
  readonly uid: number;
  readonly sdk: number;
}

/** The command lines by which the phone tells of one app, in the order in which they are run. */
export function signalCommands({ packageName, uid, sdk }: WatchedApp): Readonly<Record<Signal, string>> {
  const name = shellQuote(packageName);
  return {
    // EPOCHREALTIME is mksh's, and knows microseconds; toybox's date knows whole seconds on every version.
    clock: 'echo "$EPOCHREALTIME"',
    // Android 8.1 knows no --package, and then prints nothing else.
    operations: `a=$(dumpsys appops --package ${name}); case "$a" in *"Unknown option"*) dumpsys appops;; *) print -r -- "$a";; esac`,
    observers: 'dumpsys content',
    process: processCommand(uid, sdk),
    sockets: 'cat /proc/net/tcp /proc/net/tcp6; echo udp; cat /proc/net/udp /proc/net/udp6',
    jobs: `dumpsys jobscheduler ${name}`,
    permissions: `dumpsys package ${name}`,
    notifications: 'dumpsys notification --noredact',
    // A poll of its own: one that polls prints nothing else. `--full`: otherwise only the last 32 buckets are printed.
    bytes: 'dumpsys netstats --poll; dumpsys netstats --full --uid',
  };
}

/** All of them in one command, each after a line with the mark; the clock once more at the end. */
export function signalsScript(commands: Readonly<Record<Signal, string>>, mark: string): string {
  const sections = Object.entries(commands).map(
    ([name, line]) => `echo; echo ${mark} ${name}; { ${line}; } 2>&1`,
  );
  return [...sections, `echo; echo ${mark} end; ${commands.clock}`].join('; ');
}

/** What stands after each mark. What an app may print holds the mark by chance only: it is new for each command. */
export function sectionsOf(output: string, mark: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  for (const part of `\n${output.replaceAll('\r\n', '\n')}`.split(`\n${mark} `).slice(1)) {
    const end = part.indexOf('\n');
    if (end >= 0) sections.set(part.slice(0, end), part.slice(end + 1));
  }
  return sections;
}
