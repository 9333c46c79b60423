import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What a process and its descendants hold in memory, by Linux's proc(5). */
export interface ProcessMemory {
  nowMegabytes(): number;
  /** The most since `forgetPeak`: the highest of each process, added up. */
  peakMegabytes(): number;
  forgetPeak(): void;
  /** What they have used of the processors, in their own code. */
  cpuSeconds(): number;
}

export function memoryOf(pid: number): ProcessMemory {
  const sum = (field: string): number =>
    family(pid).reduce((total, one) => total + kilobytes(one, field), 0) / 1024;
  return {
    nowMegabytes: () => sum('VmRSS'),
    peakMegabytes: () => sum('VmHWM'),
    cpuSeconds: () => family(pid).reduce((total, one) => total + userSeconds(one), 0),
    forgetPeak() {
      // 5: "reset the peak resident set size to the process's current one".
      for (const one of family(pid)) writeFileSync(`/proc/${one}/clear_refs`, '5');
    },
  };
}

function family(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

function kilobytes(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
}

/** The 14th field is counted in clock ticks, of which Linux shows a hundred a second; the name before it may hold anything. */
function userSeconds(pid: number): number {
  const behindName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
  return Number(behindName.split(' ')[11] ?? 0) / 100;
}
