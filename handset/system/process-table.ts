import type { Activities } from './activities.ts';
import type { Logcat } from './logcat.ts';
import { SYSTEM_ROWS } from './system-rows.ts';

/** One process as `/proc` and `ps` show it. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  /** Its arguments; those of kernel threads are none. */
  readonly words: readonly string[];
  /** The first word, or a kernel thread's name in brackets. */
  readonly name: string;
  readonly state: 'R' | 'S' | 'T' | 'Z' | 'D';
  /** By the clock on the wall. */
  readonly startedMs: number;
  readonly adj: number;
  readonly terminal?: string;
}

/** Processes come from several places: the system's, the apps, and what the shell runs. */
export interface ProcessSource {
  rows(): readonly ProcessRow[] | Promise<readonly ProcessRow[]>;
  /** Sends a signal to one of them. */
  signal(pid: number, signal: number): Promise<void>;
}

/** What `kill` comes to: as errno has it. */
type SignalAnswer = 'sent' | 'EPERM' | 'ESRCH';

/** Every process of the phone. */
export interface ProcessTable {
  add(source: ProcessSource): void;
  /** In the order of their numbers. */
  all(): Promise<readonly ProcessRow[]>;
  /** As the kernel lets it happen: root may signal everybody, others themselves; 0 only asks. */
  signal(pid: number, signal: number, uid: number): Promise<SignalAnswer>;
}

export function createProcessTable(): ProcessTable {
  const sources: ProcessSource[] = [];
  return {
    add: (source) => void sources.push(source),
    async all() {
      const rows = (await Promise.all(sources.map((source) => source.rows()))).flat();
      // A number is one process's: those that the phone gives count before those that the host gave.
      const byPid = new Map([...rows].reverse().map((row) => [row.pid, row]));
      return [...byPid.values()].sort((a, b) => a.pid - b.pid);
    },
    async signal(pid, signal, uid) {
      for (const source of sources) {
        const found = (await source.rows()).find((row) => row.pid === pid);
        if (found === undefined) continue;
        if (uid !== 0 && uid !== found.uid) return 'EPERM';
        if (signal !== 0) await source.signal(pid, signal);
        return 'sent';
      }
      return 'ESRCH';
    },
  };
}

/** Those that the framework knows of; the shell's are added by whoever starts it. */
export function addOwnProcesses(
  framework: {
    readonly bootMs: number;
    readonly processTable: ProcessTable;
    readonly logcat: Pick<Logcat, 'nameOwners'>;
  } & {
    readonly activities: AppSource;
  },
): void {
  framework.processTable.add(systemProcesses(() => framework.bootMs));
  framework.processTable.add(appProcesses(framework.activities));
  framework.logcat.nameOwners(
    (pid) => framework.activities.processes().find((one) => one.pid === pid)?.package.uid,
  );
}

/** The daemons of Android; they live as long as the phone, and no signal ends them here. */
function systemProcesses(bootMs: () => number): ProcessSource {
  return {
    rows: () => SYSTEM_ROWS.map((row) => ({ ...row, state: 'S', startedMs: bootMs() })),
    signal: async () => undefined,
  };
}

const ZYGOTE64_PID = 700;
const CONTINUES = new Set([17, 18, 19, 20, 21, 22, 23, 28]);

/** The processes of apps. Every signal that by default ends a process ends them; stopping one is not simulated. */
type AppSource = Pick<Activities, 'processes' | 'states' | 'control'>;

function appProcesses(activities: AppSource): ProcessSource {
  return {
    rows: () =>
      activities.processes().map((process) => ({
        pid: process.pid,
        ppid: ZYGOTE64_PID,
        uid: process.package.uid,
        words: [process.package.package],
        name: process.package.package,
        state: 'S',
        startedMs: process.startedMs,
        adj: activities.states.of(process)?.adj ?? 0,
      })),
    async signal(pid, signal) {
      const process = activities.processes().find((one) => one.pid === pid);
      if (process === undefined || CONTINUES.has(signal)) return;
      await activities.control.died(process);
    },
  };
}
