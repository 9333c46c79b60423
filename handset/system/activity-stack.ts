import type { Intent } from '../parts.ts';
import type { ActivityEvents } from './activity-events.ts';
import { hasFilter, type Packages } from './packages.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneProcess } from './process.ts';
import type { Processes } from './processes.ts';

const MAIN = 'android.intent.action.MAIN';
const HOME: Intent = { action: MAIN, extras: {} };

export interface ActivityStackParts {
  readonly packages: Packages;
  readonly processes: Processes;
  readonly clock: Pick<PhoneClock, 'now' | 'elapsed'>;
  readonly events: ActivityEvents;
  /** Something else is in front: importance has to be looked at again. */
  onChange(): void;
  use(process: PhoneProcess): void;
}

/** Which app is in front, and which were before it. */
export class ActivityStack {
  readonly #parts: ActivityStackParts;
  /** Packages by how recently they were in front; the last one is. */
  #recent: readonly string[] = [];
  #previous: PhoneProcess | undefined;

  constructor(parts: ActivityStackParts) {
    this.#parts = parts;
  }

  front(): PhoneProcess | undefined {
    return this.#parts.processes.of(this.#recent.at(-1) ?? '');
  }

  /** The process that was left last, but for the home screen's (ActivityTaskManagerService.mPreviousProcess). */
  previous(): PhoneProcess | undefined {
    return this.#previous;
  }

  isHome(process: PhoneProcess): boolean {
    return process.package.package === this.#home()?.package;
  }

  /** Processes with a task, the one in front first. */
  recent(): readonly PhoneProcess[] {
    return [...this.#recent].reverse().flatMap((name) => this.#parts.processes.of(name) ?? []);
  }

  /** A process that ended meanwhile, by a crash of its app, has nothing that could come to the front. */
  async bringToFront(process: PhoneProcess): Promise<void> {
    if (process.ended) return;
    const before = this.front();
    this.#recent = [...this.#without(process), process.package.package];
    process.leftMs = undefined;
    process.hasShown = true;
    this.#parts.use(process);
    if (before === process) return this.#parts.onChange();
    if (before !== undefined) await this.#leave(before);
    this.#parts.onChange();
    this.#tell('resumed', process);
    await this.#parts.processes.guard(process, () => process.handlers?.onResume?.());
  }

  /** Forgets what was in front, so that no home screen comes up when it ends. */
  clear(): void {
    this.#recent = [];
  }

  async goHome(): Promise<void> {
    const home = this.#home();
    const process = home === undefined ? undefined : await this.#parts.processes.ensure(home.package);
    if (process === undefined) return;
    if (process.screen === undefined) {
      const activity = home?.activities[0]?.name ?? '';
      process.activity ??= activity;
      await this.#parts.processes.guard(process, () => process.handlers?.onStart(HOME, activity));
    }
    await this.bringToFront(process);
  }

  /** Takes a process away that has ended; the home screen comes up where it was. */
  async drop(process: PhoneProcess): Promise<void> {
    const wasFront = this.#recent.at(-1) === process.package.package;
    this.#recent = this.#without(process);
    if (this.#previous === process) this.#previous = undefined;
    this.#parts.onChange();
    if (wasFront) await this.goHome();
  }

  /** Its activities are destroyed; the process may go on without them. */
  async remove(process: PhoneProcess): Promise<void> {
    const wasFront = process === this.front();
    this.#recent = this.#without(process);
    if (wasFront) await this.#leave(process);
    this.#tell('destroyed', process);
    await this.#parts.processes.guard(process, () => process.handlers?.onDestroy?.());
    process.activity = undefined;
    process.screen = undefined;
    this.#parts.onChange();
    if (wasFront) await this.goHome();
  }

  async #leave(process: PhoneProcess): Promise<void> {
    process.leftMs = this.#parts.clock.now();
    process.leftElapsedMs = this.#parts.clock.elapsed();
    if (!this.isHome(process)) this.#previous = process;
    this.#tell('paused', process);
    await this.#parts.processes.guard(process, () => process.handlers?.onPause?.());
    this.#tell('stopped', process);
    await this.#parts.processes.guard(process, () => process.handlers?.onStop?.());
  }

  #tell(kind: 'resumed' | 'paused' | 'stopped' | 'destroyed', process: PhoneProcess): void {
    this.#parts.events.tell({ kind, process, activity: process.activity ?? '' });
  }

  #home() {
    return this.#parts.packages
      .all()
      .find((one) => one.activities.some((a) => hasFilter(a, MAIN, 'android.intent.category.HOME')));
  }

  #without(process: PhoneProcess): readonly string[] {
    return this.#recent.filter((name) => name !== process.package.package);
  }
}
