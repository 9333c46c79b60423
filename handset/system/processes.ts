import type { AppHandlers } from '../app-parts.ts';
import { uidName } from './dumps/activity/process-names.ts';
import type { Freezer } from './freezer.ts';
import type { Logcat } from './logcat.ts';
import type { MainThreads } from './main-threads.ts';
import { userIdOf } from './package-state.ts';
import type { Packages } from './packages.ts';
import type { PhoneProcess } from './process.ts';

/** `killed`: its task stays, and its activities come back by a new process; `gone`: they have ended too. */
export type EndKind = 'killed' | 'gone';

export interface ProcessParts {
  readonly packages: Packages;
  readonly logcat: Logcat;
  readonly freezer: Freezer;
  readonly mainThreads: MainThreads;
  now(): number;
  /** Runs the code of the package's app; not called for packages whose code cannot run here. */
  startApp(process: PhoneProcess): AppHandlers;
  onStarted(process: PhoneProcess): void;
  onCrashed(process: PhoneProcess): void;
  /** What was in front has to be told that a process is no more. */
  onEnded(process: PhoneProcess, how: EndKind): Promise<void>;
}

const FIRST_PID = 4_000;
const SYSTEM_SERVER_PID = 1_742;

/** The running processes, one per package and user at most. */
export class Processes {
  readonly #parts: ProcessParts;
  /** By uid, which one package has for one user. */
  readonly #running = new Map<number, PhoneProcess>();
  #nextPid = FIRST_PID;

  constructor(parts: ProcessParts) {
    this.#parts = parts;
  }

  all(): readonly PhoneProcess[] {
    return [...this.#running.values()];
  }

  of(packageName: string, userId = 0): PhoneProcess | undefined {
    return this.all().find(
      ({ package: known }) => known.package === packageName && userIdOf(known.uid) === userId,
    );
  }

  /** Starts the package's process for that user unless it runs; `undefined` when he has no such package. */
  async ensure(packageName: string, userId = 0): Promise<PhoneProcess | undefined> {
    const existing = this.of(packageName, userId);
    const known = this.#parts.packages.get(packageName, userId);
    if (existing !== undefined || known === undefined) return existing;
    const process = this.#fresh(known);
    this.#running.set(known.uid, process);
    const started = `Start proc ${process.pid}:${packageName}/${uidName(known.uid)}`;
    this.#parts.logcat.write(SYSTEM_SERVER_PID, 'I', 'ActivityManager', started);
    // EventLogTags.logtags of am: user, pid, uid, name, and what for, which is not known here.
    this.#parts.logcat.event('am_proc_start', [userId, process.pid, known.uid, packageName, '', '']);
    this.#parts.onStarted(process);
    if (known.app !== undefined) {
      await this.guard(process, () => {
        process.handlers = this.#parts.startApp(process);
      });
    }
    return process;
  }

  /**
   * The one place through which code of an app runs. What it throws ends its process and nothing else; what a frozen
   * process should do waits until it is thawed, or its main thread is free, and is gone with the process. Does not wait for that.
   */
  async guard(process: PhoneProcess, work: () => void | Promise<void>): Promise<void> {
    if (process.ended) return;
    if (this.#parts.freezer.holdsBack(process, () => void this.guard(process, work))) return;
    if (this.#parts.mainThreads.holdsBack(process, () => void this.guard(process, work))) return;
    try {
      await work();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      await this.crash(process, text);
    }
  }

  /** Ends a process as an exception does that nobody catches. */
  async crash(process: PhoneProcess, exception: string): Promise<void> {
    if (process.ended) return;
    const crash = `FATAL EXCEPTION: main\nProcess: ${process.package.package}, PID: ${process.pid}\n${exception}`;
    this.#parts.logcat.write(process.pid, 'E', 'AndroidRuntime', crash);
    this.#parts.onCrashed(process);
    await this.end(process);
  }

  /** Ends a process with all that it registered. */
  async end(process: PhoneProcess, how: EndKind = 'gone'): Promise<void> {
    if (process.ended) return;
    process.ended = true;
    this.#running.delete(process.package.uid);
    this.#parts.freezer.forget(process);
    for (const release of process.onEnd) release();
    await this.#parts.onEnded(process, how);
  }

  #fresh(known: PhoneProcess['package']): PhoneProcess {
    const nowMs = this.#parts.now();
    const pid = this.#nextPid;
    this.#nextPid += 17;
    return {
      pid,
      package: known,
      startedMs: nowMs,
      handlers: undefined,
      screen: undefined,
      madeFor: undefined,
      activity: undefined,
      taskId: 0,
      leftMs: nowMs,
      leftElapsedMs: undefined,
      holds: new Set(),
      hasShown: false,
      trimLevel: 0,
      lastUse: 0,
      onEnd: [],
      ended: false,
    };
  }
}
