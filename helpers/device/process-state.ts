import type { ProcessState } from '../model/stimulus.ts';
import type { Adb } from './adb.ts';

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
 * Reads the target's state out of `dumpsys activity processes`: the process records (`12345:com.example/u0a77`) give
 * the pids, the `UID states:` line gives the process state code (ActivityManager's `makeProcStateString`), and from
 * Android 12 on `isFrozen=` of each record says whether it runs at all (ProcessCachedOptimizerRecord.dump).
 */
export function parseProcessState(output: string, packageName: string, uid: number): ObservedState {
  const pids = pidsOf(output, packageName);
  if (pids.length === 0) return { state: 'stopped', pids, proof: `no process of ${packageName}` };
  const line = uidLine(output, uid);
  const code = line === undefined ? undefined : /UidRecord\{\S+ \S+ (\w+)/.exec(line)?.[1];
  const proof = (line ?? `process ${pids.join(', ')} without a UID record`).trim();
  // One process that runs is enough to react.
  const freezing = freezingLines(output, packageName);
  const frozen = freezing.length >= pids.length && freezing.every((one) => one.includes('isFrozen=true'));
  if (frozen) return { state: 'frozen', pids, proof: `${proof}; ${freezing.join('; ')}` };
  if (code !== undefined && FOREGROUND.has(code)) return { state: 'foreground', pids, proof };
  if (code === undefined || !CACHED.has(code)) return { state: 'background', pids, proof };
  return { state: 'cached', pids, proof: [proof, ...freezing].join('; ') };
}

export async function observeProcessState(
  adb: Adb,
  packageName: string,
  uid: number,
): Promise<ObservedState> {
  return parseProcessState(await adb.shell('dumpsys activity processes'), packageName, uid);
}

function uidLine(output: string, uid: number): string | undefined {
  const short = `u${Math.floor(uid / 100_000)}a${(uid % 100_000) - 10_000}`;
  const record = new RegExp(`^\\s*UID (?:${short}|${uid}): UidRecord\\{`);
  return output.split('\n').find((one) => record.test(one));
}

/** What `All known processes:` says of each of the package's processes: `… isPendingFreeze=false isFrozen=true`. */
function freezingLines(output: string, packageName: string): readonly string[] {
  return output
    .split(/^ {2}\*(?:APP|PERS)\* /m)
    .slice(1)
    .filter((block) => pidsOf(block.split('\n')[0] ?? '', packageName).length > 0)
    .flatMap((block) => {
      const line = /^.*\bisFrozen=(?:true|false)\b.*$/m.exec(block)?.[0].trim().replaceAll(/\s+/g, ' ');
      return line === undefined ? [] : [line];
    });
}

function pidsOf(output: string, packageName: string): readonly number[] {
  const escaped = packageName.replaceAll('.', '\\.');
  const pids = new Set<number>();
  for (const match of output.matchAll(new RegExp(`\\b(\\d+):${escaped}(?::[\\w.]+)?/`, 'g')))
    pids.add(Number(match[1]));
  return [...pids].sort((a, b) => a - b);
}
