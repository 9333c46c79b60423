import type { ProcessState } from '../model/stimulus.ts';
import type { Adb } from './adb.ts';

/** What the phone says of the target's process at one moment. */
export interface ObservedState {
  readonly state: ProcessState;
  readonly pids: readonly number[];
  /** The line of output that shows it. */
  readonly proof: string;
}

/** `CAC`, `CACC`, `CRE`, `CEM`: kept only for a quick restart. `TOP`: the app that the user sees. */
const CACHED = new Set(['CAC', 'CACC', 'CRE', 'CEM', 'LAST']);
const FOREGROUND = new Set(['TOP', 'TPSL']);

/**
 * Reads the target's state out of `dumpsys activity processes`: the process records (`12345:com.example/u0a77`) give
 * the pids, the `UID states:` line gives the process state code (ActivityManager's `makeProcStateString`).
 */
export function parseProcessState(output: string, packageName: string, uid: number): ObservedState {
  const pids = pidsOf(output, packageName);
  const short = `u0a${uid - 10_000}`;
  const line = output
    .split('\n')
    .find((one) => new RegExp(`^\\s*UID (?:${short}|${uid}): UidRecord\\{`).test(one));
  if (pids.length === 0) return { state: 'stopped', pids, proof: `no process of ${packageName}` };
  const code = line === undefined ? undefined : /UidRecord\{\S+ \S+ (\w+)/.exec(line)?.[1];
  const proof = (line ?? `process ${pids.join(', ')} without a UID record`).trim();
  if (code === undefined) return { state: 'background', pids, proof };
  if (FOREGROUND.has(code)) return { state: 'foreground', pids, proof };
  return { state: CACHED.has(code) ? 'cached' : 'background', pids, proof };
}

export async function observeProcessState(
  adb: Adb,
  packageName: string,
  uid: number,
): Promise<ObservedState> {
  return parseProcessState(await adb.shell('dumpsys activity processes'), packageName, uid);
}

function pidsOf(output: string, packageName: string): readonly number[] {
  const escaped = packageName.replaceAll('.', '\\.');
  const pids = new Set<number>();
  for (const match of output.matchAll(new RegExp(`\\b(\\d+):${escaped}(?::[\\w.]+)?/`, 'g')))
    pids.add(Number(match[1]));
  return [...pids].sort((a, b) => a - b);
}
