import type { ProcessState } from '../model/stimulus.ts';
import type { Adb } from './adb.ts';
import {
  freezerNote,
  hasFreezer,
  PROCESS_LIST,
  processCommand,
  splitFreezer,
  withoutFreezer,
} from './freezer.ts';

/** What the phone says of the target's process at one moment. */
export interface ObservedState {
  readonly state: ProcessState;
  readonly pids: readonly number[];
  /** The line of output that shows it. */
  readonly proof: string;
}

/**
 * `CAC`, `CACC`, `CRE`, `CEM`: kept only for a quick restart (ActivityManager.isProcStateCached). `LAST`, the app that was
 * used last, is not among them: it is not frozen. `TOP`: the app that the user sees.
 */
const CACHED = new Set(['CAC', 'CACC', 'CRE', 'CEM']);
const FOREGROUND = new Set(['TOP', 'TPSL']);

/**
 * Reads the target's state out of what `processCommand` printed: the process records (`12345:com.example/u0a77`) give
 * the pids, the `UID states:` line gives the process state code (ActivityManager's `makeProcStateString`), and from
 * Android 12 on `isFrozen=` of each record says whether it runs at all. A cached process of which nothing says that may be
 * frozen, and is called so.
 */
export function parseProcessState(output: string, packageName: string, uid: number): ObservedState {
  const { processes, freezer } = splitFreezer(output);
  const pids = pidsOf(processes, packageName);
  if (pids.length === 0) return { state: 'stopped', pids, proof: `no process of ${packageName}` };
  const line = uidLine(processes, uid);
  const code = line === undefined ? undefined : /UidRecord\{\S+ \S+ (\w+)/.exec(line)?.[1];
  const proof = (line ?? `process ${pids.join(', ')} without a UID record`).trim();
  if (code !== undefined && FOREGROUND.has(code)) return { state: 'foreground', pids, proof };
  const listed = freezingLines(processes, packageName);
  const freezing = pids.map((pid) => freezingOf(pid, listed.get(pid), freezer));
  const words = [...new Set(freezing.flatMap((one) => (one.proof === undefined ? [] : [one.proof])))];
  const known = [proof, ...words].join('; ');
  // One process that runs is enough to react.
  if (freezing.every(({ state }) => state === 'frozen')) return { state: 'frozen', pids, proof: known };
  if (code === undefined || !CACHED.has(code)) return { state: 'background', pids, proof };
  if (freezing.some(({ state }) => state === 'runs')) return { state: 'cached', pids, proof: known };
  const unknown = `${known}; the phone does not say whether it is frozen`;
  return { state: 'maybe-frozen', pids, proof: unknown };
}

interface Freezing {
  readonly state: 'frozen' | 'runs' | 'unknown';
  readonly proof?: string;
}

/** The kernel's word goes before the list's, which knows nothing of a maker's freezer. */
function freezingOf(pid: number, listed: string | undefined, freezer: string): Freezing {
  const note = freezerNote(freezer, pid);
  if (note?.by === 'cgroup' && (note.frozen || listed === undefined))
    return { state: note.frozen ? 'frozen' : 'runs', proof: note.proof };
  if (listed !== undefined)
    return { state: listed.includes('isFrozen=true') ? 'frozen' : 'runs', proof: listed };
  if (note === undefined) return { state: 'unknown' };
  const state = note.frozen ? 'frozen' : 'runs';
  return note.by === 'version' ? { state } : { state, proof: note.proof };
}

/** Which app, on which Android. */
interface WatchedProcess {
  readonly packageName: string;
  readonly uid: number;
  readonly sdk: number;
}

export async function observeProcessState(
  adb: Adb,
  { packageName, uid, sdk }: WatchedProcess,
): Promise<ObservedState> {
  const said = hasFreezer(sdk)
    ? await adb.shell(processCommand(uid, sdk))
    : withoutFreezer(await adb.shell(PROCESS_LIST), sdk);
  return parseProcessState(said, packageName, uid);
}

function uidLine(output: string, uid: number): string | undefined {
  const short = `u${Math.floor(uid / 100_000)}a${(uid % 100_000) - 10_000}`;
  const record = new RegExp(`^\\s*UID (?:${short}|${uid}): UidRecord\\{`);
  return output.split('\n').find((one) => record.test(one));
}

/** What `All known processes:` says of each of the package's processes: `… isPendingFreeze=false isFrozen=true`. */
function freezingLines(output: string, packageName: string): ReadonlyMap<number, string> {
  const blocks = output.split(/^ {2}\*(?:APP|PERS)\* /m).slice(1);
  return new Map(
    blocks.flatMap((block) => {
      const [pid] = pidsOf(block.split('\n')[0] ?? '', packageName);
      const line = /^.*\bisFrozen=(?:true|false)\b.*$/m.exec(block)?.[0].trim().replaceAll(/\s+/g, ' ');
      return pid === undefined || line === undefined ? [] : [[pid, line] as const];
    }),
  );
}

function pidsOf(output: string, packageName: string): readonly number[] {
  const escaped = packageName.replaceAll('.', '\\.');
  const pids = new Set<number>();
  for (const match of output.matchAll(new RegExp(`\\b(\\d+):${escaped}(?::[\\w.]+)?/`, 'g')))
    pids.add(Number(match[1]));
  return [...pids].sort((a, b) => a - b);
}
