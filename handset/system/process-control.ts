import type { ActivityEvents } from './activity-events.ts';
import type { ActivityStack } from './activity-stack.ts';
import { uidName } from './dumps/activity/process-names.ts';
import { CACHED_MIN_ADJ } from './importance/importance.ts';
import type { ProcessStates } from './importance/process-states.ts';
import type { Logcat } from './logcat.ts';
import { userIdOf } from './package-state.ts';
import { type PhoneProcess, userOf } from './process.ts';
import type { EndKind, Processes } from './processes.ts';
import type { UserApp } from './tasks.ts';

/** Ending processes from outside of them. */
export interface ProcessControl {
  /** `am kill`, ActivityManager.killBackgroundProcesses: only what is no more important than a service. */
  killBackground(packageName: string, userId?: number): Promise<void>;
  /** `am kill-all`: every cached process. */
  killAllBackground(): Promise<void>;
  /** `am crash`: as an exception that the app does not catch. */
  crash(process: PhoneProcess, message: string): Promise<void>;
  /** For all users where none is named. */
  forceStop(packageName: string, userId?: number): Promise<void>;
  /** Tells the app how short memory is: a level of ComponentCallbacks2. */
  trimMemory(process: PhoneProcess, level: number): Promise<void>;
  /** As a swipe in the recents does; what another thing holds is not killed. */
  removeTask(app: UserApp): Promise<void>;
  /** It was ended from outside of Android, as by a signal: the activity manager learns of it by its death. */
  died(process: PhoneProcess): Promise<void>;
  /** For another reason of the activity manager's, which the log names. */
  kill(process: PhoneProcess, reason: string): Promise<void>;
}

interface ProcessControlParts {
  readonly processes: Processes;
  readonly states: ProcessStates;
  readonly stack: ActivityStack;
  readonly logcat: Logcat;
  readonly events: ActivityEvents;
}

const SYSTEM_SERVER_PID = 1_742;
const SERVICE_ADJ = 500;

export function createProcessControl(parts: ProcessControlParts): ProcessControl {
  const { processes, states, stack, logcat, events } = parts;

  async function kill(process: PhoneProcess, reason: string, how: EndKind = 'killed'): Promise<void> {
    if (process.ended) return;
    const { pid, package: known } = process;
    const adj = states.of(process)?.adj ?? 0;
    const line = `Killing ${pid}:${known.package}/${uidName(known.uid)} (adj ${adj}): ${reason}`;
    logcat.write(SYSTEM_SERVER_PID, 'I', 'ActivityManager', line);
    logcat.event('am_kill', [userIdOf(known.uid), pid, known.package, adj, reason]);
    await processes.end(process, how);
  }

  const upFrom = (adj: number): readonly PhoneProcess[] =>
    states.ranked().flatMap((one) => (one.importance.adj >= adj ? one.process : []));

  return {
    kill,
    died: (process) => died(process, parts),
    async killBackground(packageName, userId) {
      for (const process of upFrom(SERVICE_ADJ))
        if (isOf(process, packageName, userId)) await kill(process, 'kill background');
    },
    async killAllBackground() {
      for (const process of upFrom(CACHED_MIN_ADJ)) await kill(process, 'kill all background');
    },
    async removeTask(app) {
      await stack.remove(app);
      const process = processes.of(app.package, app.userId);
      if (process?.holds.size === 0) await kill(process, 'remove task', 'gone');
    },
    async trimMemory(process, level) {
      process.trimLevel = level;
      await processes.guard(process, () => process.handlers?.onTrimMemory?.(level));
    },
    crash: async (process, message) =>
      await processes.crash(process, `android.app.RemoteServiceException: ${message}`),
    async forceStop(packageName, userId) {
      for (const process of processes.all())
        if (isOf(process, packageName, userId)) await kill(process, `stop ${packageName}`, 'gone');
      events.tell({ kind: 'force-stopped', package: packageName, userId });
    },
  };
}

function isOf(process: PhoneProcess, packageName: string, userId: number | undefined): boolean {
  return process.package.package === packageName && (userId ?? userOf(process)) === userOf(process);
}

async function died(
  process: PhoneProcess,
  { logcat, processes, states }: ProcessControlParts,
): Promise<void> {
  if (process.ended) return;
  const { pid, package: known } = process;
  const adj = states.of(process)?.adj ?? 0;
  logcat.write(SYSTEM_SERVER_PID, 'I', 'ActivityManager', `Process ${known.package} (pid ${pid}) has died`);
  logcat.event('am_proc_died', [userIdOf(known.uid), pid, known.package, adj]);
  await processes.end(process);
}
