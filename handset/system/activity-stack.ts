import type { Intent } from '../app-parts.ts';
import type { ActivityEvents } from './activity-events.ts';
import { glassName, glassOf } from './app-glass.ts';
import { hasFilter } from './package-state.ts';
import type { Packages } from './packages.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneGlass } from './phone-glass.ts';
import { appOf, type PhoneProcess, userOf } from './process.ts';
import type { Processes } from './processes.ts';
import { isSame, type Task, Tasks, type UserApp } from './tasks.ts';

const MAIN = 'android.intent.action.MAIN';
const LAUNCHER = 'android.intent.category.LAUNCHER';
/** ComponentCallbacks2.TRIM_MEMORY_UI_HIDDEN. */
const UI_HIDDEN = 20;
const HOME: Intent = { action: MAIN, extras: {} };

export interface ActivityStackParts {
  readonly api: number;
  readonly packages: Packages;
  readonly processes: Processes;
  readonly clock: Pick<PhoneClock, 'now' | 'elapsed'>;
  readonly events: ActivityEvents;
  /** Something else is in front: importance has to be looked at again. */
  onChange(): void;
  use(process: PhoneProcess): void;
  readonly glass: PhoneGlass;
  /** Awake and not locked: activities are resumed. */
  interactive(): boolean;
}

/** Which app is in front, and which were before it. */
export class ActivityStack {
  readonly #parts: ActivityStackParts;
  readonly #tasks = new Tasks();
  #previous: PhoneProcess | undefined;
  /** Whose activity is resumed now. */
  #resumed: PhoneProcess | undefined;

  constructor(parts: ActivityStackParts) {
    this.#parts = parts;
  }

  front(): PhoneProcess | undefined {
    const top = this.#tasks.all().at(-1);
    return top === undefined ? undefined : this.#parts.processes.of(top.package, top.userId);
  }

  /** The process that was left last, but for the home screen's (ActivityTaskManagerService.mPreviousProcess). */
  previous(): PhoneProcess | undefined {
    return this.#previous;
  }

  isHome(process: PhoneProcess): boolean {
    return userOf(process) === 0 && process.package.package === this.#home()?.package;
  }

  /** The task in front first; those of processes that have ended meanwhile are among them. */
  tasks(): readonly Task[] {
    return [...this.#tasks.all()]
      .reverse()
      .filter((one) => this.#parts.packages.get(one.package, one.userId) !== undefined);
  }

  /** Processes with a task, the one in front first. */
  recent(): readonly PhoneProcess[] {
    return this.tasks().flatMap((task) => this.#parts.processes.of(task.package, task.userId) ?? []);
  }

  /** Delivers an intent to an activity of the process, which lies on top of the app's others then. */
  async start(process: PhoneProcess, activity: string, intent: Intent): Promise<void> {
    const app = appOf(process);
    const below = this.#tasks.top(app);
    if (below !== undefined) Object.assign(below, { screen: process.screen, madeFor: process.madeFor });
    this.#tasks.start(app, activity, intent);
    process.activity = activity;
    await this.#parts.processes.guard(process, () => process.handlers?.onStart(intent, activity));
  }

  /** Brings back what the app showed; in a fresh process its activity on top is started anew, by its own intent. */
  async restore(process: PhoneProcess, intent: Intent): Promise<void> {
    const top = this.#tasks.top(appOf(process));
    process.activity = top?.name ?? process.activity;
    if (process.screen !== undefined || top === undefined) return;
    await this.#parts.processes.guard(process, () =>
      process.handlers?.onStart(top.intent ?? intent, top.name),
    );
  }

  /** Whether the app has an activity that could be brought back. */
  hasActivity(app: UserApp): boolean {
    return this.#tasks.top(app) !== undefined;
  }

  /** A process that ended meanwhile, by a crash of its app, has nothing that could come to the front. */
  async bringToFront(process: PhoneProcess): Promise<void> {
    if (process.ended) return;
    const before = this.front();
    this.#tasks.raise(appOf(process));
    process.taskId = this.#tasks.of(appOf(process))?.id ?? 0;
    process.leftMs = undefined;
    process.hasShown = true;
    this.#parts.use(process);
    if (before !== undefined && before !== process) await this.#leave(before);
    this.#parts.onChange();
    await this.configure(process);
    await this.#resume(process);
  }

  /** The display is not the one that its screen was made for: it makes another (ActivityRecord.ensureActivityConfiguration). */
  async configure(process: PhoneProcess): Promise<void> {
    const now = glassName(glassOf(process, this.#parts.glass));
    const top = this.#tasks.top(appOf(process));
    if (process.screen === undefined || process.madeFor === now || top === undefined) return;
    // Told once, whatever it makes of it.
    process.madeFor = now;
    const { handlers } = process;
    await this.#parts.processes.guard(process, () =>
      handlers?.onConfigurationChanged === undefined
        ? handlers?.onStart(top.intent, top.name)
        : handlers.onConfigurationChanged(),
    );
  }

  /** Forgets what was in front, so that no home screen comes up when it ends. */
  clear(): void {
    this.#tasks.clear();
    this.#resumed = undefined;
    this.#previous = undefined;
  }

  async goHome(): Promise<void> {
    const home = this.#home();
    const process = home === undefined ? undefined : await this.#parts.processes.ensure(home.package);
    if (process === undefined) return;
    if (process.screen === undefined) await this.start(process, home?.activities[0]?.name ?? '', HOME);
    await this.bringToFront(process);
  }

  /**
   * BACK, which the app did not use: its activity on top ends. The last one ends too, up to 11; from 12 on one that the
   * home screen has started only goes to the back (Activity.onBackPressed, moveTaskToBack for root launcher activities).
   */
  async back(process: PhoneProcess): Promise<void> {
    const app = appOf(process);
    const task = this.#tasks.of(app);
    if ((task?.activities.length ?? 0) > 1) return await this.finishTop(process);
    const root = task?.activities[0]?.intent;
    const fromIcon =
      root?.action === MAIN && (root.categories === undefined || root.categories.includes(LAUNCHER));
    if (this.#parts.api < 31 || !fromIcon) return await this.finish(process);
    await this.#showNext(app);
  }

  /** The display or the keyguard changed: what is in front is resumed only while it can be seen and touched. */
  async interactivityChanged(): Promise<void> {
    this.#parts.onChange();
    const front = this.front();
    if (front === undefined) return;
    if (this.#parts.interactive()) await this.#resume(front);
    else await this.#pause(front);
  }

  /** Takes a process away that has ended; the home screen comes up where it was. Its task stays as it is, if it was kept. */
  async drop(process: PhoneProcess, keepTask: boolean): Promise<void> {
    const app = appOf(process);
    const top = this.#tasks.all().at(-1);
    const wasFront = top !== undefined && isSame(top, app);
    if (this.#previous === process) this.#previous = undefined;
    if (this.#resumed === process) this.#resumed = undefined;
    for (const activity of this.#tasks.of(app)?.activities ?? []) activity.screen = undefined;
    if (!keepTask || wasFront) this.#tasks.empty(app);
    this.#parts.onChange();
    if (wasFront) await this.goHome();
  }

  /** Its activities end, and its task is no more in the recents; the process may go on without them. */
  async remove(app: UserApp): Promise<void> {
    const process = this.#parts.processes.of(app.package, app.userId);
    if (process !== undefined) await this.finish(process);
    this.#tasks.remove(app);
    this.#parts.onChange();
  }

  /** All of its activities end; the task stays in the recents, and what was below comes to the front. */
  async finish(process: PhoneProcess): Promise<void> {
    const app = appOf(process);
    const had = process.activity !== undefined;
    if (process === this.front()) await this.#showNext(app);
    this.#tasks.empty(app);
    if (!had) return;
    this.#tell('destroyed', process);
    await this.#parts.processes.guard(process, () => process.handlers?.onDestroy?.());
    process.activity = undefined;
    process.screen = undefined;
    this.#parts.onChange();
  }

  /** Ends its activity on top, if there is one below. */
  async finishTop(process: PhoneProcess): Promise<void> {
    const below = this.#tasks.finishTop(appOf(process));
    if (below === undefined) return;
    process.activity = below.name;
    process.screen = below.screen;
    process.madeFor = below.madeFor;
    await this.restore(process, below.intent);
    await this.configure(process);
  }

  /** The task below comes to the front: that of the home screen, where it lies before others. */
  async #showNext(app: UserApp): Promise<void> {
    const below = this.tasks().find((task) => !isSame(task, app) && task.activities.length > 0);
    const process =
      below === undefined ? undefined : await this.#parts.processes.ensure(below.package, below.userId);
    if (below === undefined || process === undefined) return await this.goHome();
    await this.restore(process, HOME);
    await this.bringToFront(process);
  }

  async #leave(process: PhoneProcess): Promise<void> {
    process.leftMs = this.#parts.clock.now();
    process.leftElapsedMs = this.#parts.clock.elapsed();
    if (!this.isHome(process)) this.#previous = process;
    await this.#pause(process);
  }

  async #resume(process: PhoneProcess): Promise<void> {
    if (this.#resumed === process || process.activity === undefined || !this.#parts.interactive()) return;
    this.#resumed = process;
    this.#tell('resumed', process);
    await this.#parts.processes.guard(process, () => process.handlers?.onResume?.());
  }

  async #pause(process: PhoneProcess): Promise<void> {
    if (this.#resumed !== process) return;
    this.#resumed = undefined;
    this.#tell('paused', process);
    await this.#parts.processes.guard(process, () => process.handlers?.onPause?.());
    this.#tell('stopped', process);
    await this.#parts.processes.guard(process, () => process.handlers?.onStop?.());
    // With memory enough that is all that it is told, and no level stays (updateLowMemStateLocked).
    process.trimLevel = 0;
    await this.#parts.processes.guard(process, () => process.handlers?.onTrimMemory?.(UI_HIDDEN));
  }

  #tell(kind: 'resumed' | 'paused' | 'stopped' | 'destroyed', process: PhoneProcess): void {
    this.#parts.events.tell({ kind, process, activity: process.activity ?? '' });
  }

  #home() {
    return this.#parts.packages
      .all()
      .find((one) => one.activities.some((a) => hasFilter(a, MAIN, 'android.intent.category.HOME')));
  }
}
