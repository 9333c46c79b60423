import type { NotedAccess } from '../model/signal.ts';

/** A noted access as the phone tells it: by its age. */
export type NotedOperation = Omit<NotedAccess, 'atMs'> & { readonly agoMs: number };

/** After more than fifty years it is the epoch's zero, taken for a time: a known fault of makers' ROMs. */
const LONGEST_AGO_MS = 50 * 365 * 86_400_000;

/** TimeUtils.formatDuration: `-1d2h3m4s5ms`, `+2s520ms`, `0`. Its length, whatever its sign; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^[-+]?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (text === '0') return 0;
  if (match === null || !/\d/.test(text)) return undefined;
  const [days, hours, minutes, seconds, milliseconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (
    (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 +
    (seconds ?? 0) * 1000 +
    (milliseconds ?? 0)
  );
}

/** An operation's heading from Android 9 on: `OP (allow / switch OTHER=allow):`, its times on the lines below. */
const HEADING = /^ {6}(\S+) \([^)]*\):\s*$/;
/** Up to 8.1 all in one: `OP: mode=0; time=+1h ago; rejectTime=+2h ago; duration=+3ms`. */
const ONE_LINE = /^ {6}(\S+): mode=\d+(.*)$/;
/** 9: `Access: bg    = <time> (-1s)`, the word only on the first line; 10 and later: `Access: [bg-s] <time> (-1s)`. */
const TIME =
  /^\s+(?:(Access|Reject): ?)?(?:\[(\w+)-(\w+)\]|(\w+)\s*=) ?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \(([-+\w]+)\)/;

/**
 * Reads what `dumpsys appops` says of one package, in the forms of Android 8.1 to 16 (AOSP, AppOpsService.dump).
 * Empty for a package of which nothing was noted; `undefined` when the output is no such dump.
 */
export function parseAppOps(output: string, packageName: string): readonly NotedOperation[] | undefined {
  if (!/^Current AppOps Service state:/m.test(output)) return undefined;
  const noted: NotedOperation[] = [];
  let inPackage = false;
  let operation: string | undefined;
  let outcome: NotedOperation['outcome'] = 'access';
  let tag: string | undefined;
  for (const line of output.split(/\r?\n/)) {
    const owner = /^ {4}Package (\S+):/.exec(line)?.[1];
    if (owner !== undefined || /^ {0,2}\S/.test(line)) {
      inPackage = owner === packageName;
      operation = undefined;
      continue;
    }
    if (!inPackage) continue;
    const single = ONE_LINE.exec(line);
    if (single?.[1] !== undefined) {
      noted.push(...timesOf(single[1], single[2] ?? ''));
      continue;
    }
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) {
      operation = heading;
      tag = undefined;
      continue;
    }
    const group = /^\s+(\S+)=\[\s*$/.exec(line)?.[1];
    if (group !== undefined) tag = group === 'null' ? undefined : group;
    const time = TIME.exec(line);
    if (time === null || operation === undefined) continue;
    const [, word, flaggedState, flag, plainState, stamp, ago = ''] = time;
    if (word !== undefined) outcome = word === 'Access' ? 'access' : 'reject';
    const agoMs = parseDuration(ago);
    const state = flaggedState ?? plainState;
    if (agoMs === undefined || agoMs > LONGEST_AGO_MS || state === undefined || stamp === undefined) continue;
    const known = { operation, outcome, state, stamp, agoMs };
    noted.push({ ...known, ...(flag === undefined ? {} : { flag }), ...(tag === undefined ? {} : { tag }) });
  }
  return noted;
}

/**
 * Reads `cmd appops get PACKAGE`: `[Uid mode: ]OP: allow; time=+1h2m ago; rejectTime=+3s ago (running)`. It tells no state.
 * Empty for `No operations.`; `undefined` when no line was understood.
 */
export function parseAppOpsGet(output: string): readonly NotedOperation[] | undefined {
  if (/^No operations\.\r?$/m.test(output)) return [];
  const lines = output.split(/\r?\n/).flatMap((line) => {
    const match =
      /^(?:Uid mode: )?([A-Z][A-Z0-9_]*(?:\(\d+\))?): (?:allow|ignore|deny|default|foreground)\b(.*)$/.exec(
        line,
      );
    return match?.[1] === undefined ? [] : [timesOf(match[1], match[2] ?? '')];
  });
  return lines.length === 0 ? undefined : lines.flat();
}

function timesOf(operation: string, rest: string): readonly NotedOperation[] {
  return (['access', 'reject'] as const).flatMap((outcome) => {
    const name = outcome === 'access' ? 'time' : 'rejectTime';
    const agoMs = parseDuration(new RegExp(`; ${name}=(\\S+) ago`).exec(rest)?.[1] ?? '');
    return agoMs === undefined || agoMs > LONGEST_AGO_MS ? [] : [{ operation, outcome, agoMs }];
  });
}
