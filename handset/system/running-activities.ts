import type { AppHandlers, Intent, ScreenOrientation } from '../app-parts.ts';
import type { Screen } from '../screen-parts.ts';
import type { Activities, ActivityParts, Started } from './activities.ts';
import { type ActivityResults, createActivityResults } from './activity-results.ts';
import { orientationOf } from './app-glass.ts';
import { createAppProcess } from './app-process.ts';
import { type AppStandby, createAppStandby } from './app-standby.ts';
import { startFromApp } from './app-starts.ts';
import { type AppOps, createAppOps } from './appops.ts';
import { blankScreen } from './blank-screen.ts';
import { createPermissionRequests, type PermissionRequests } from './permission-requests.ts';
import { endOneTimeGrants } from './permissions/one-time-grants.ts';
import { appOf, type PhoneProcess, userOf } from './process.ts';
import { createProcessMachinery, type ProcessMachinery } from './process-machinery.ts';
import { type IntentTarget, resolveIntent, unresolved } from './resolve-intent.ts';
import { createScreenCaptures, type ScreenCaptures } from './screen-captures.ts';
import { createStoppedPackages, type StoppedPackages } from './stopped-packages.ts';
import type { Task, UserApp } from './tasks.ts';

const MAIN = 'android.intent.action.MAIN';
const KEY_HOME = 3;
const KEY_BACK = 4;
const KEY_SYSRQ = 120;
/** Settings that the activity manager observes. */
const HEEDED = new Set(['activity_manager_constants', 'cached_apps_freezer']);

/** Processes, the stack of activities and what depends on them, behind one face. */
export class RunningActivities implements Activities {
  readonly #parts: ActivityParts;
  readonly #machinery: ProcessMachinery;
  readonly appOps: AppOps;
  readonly #appOps = new Map<number, AppOps>();
  readonly permissionRequests: PermissionRequests;
  readonly standby: AppStandby;
  readonly stopped: StoppedPackages;
  #homePressedMs: number | undefined;
  readonly screenCaptures: ScreenCaptures;
  readonly #results: ActivityResults;

  constructor(parts: ActivityParts) {
    this.#parts = parts;
    this.#machinery = createProcessMachinery(parts, (process) => this.#startApp(process));
    const { events } = this.#machinery;
    const { android, packages } = parts;
    const isSystem = (name: string): boolean => packages.get(name)?.system ?? false;
    this.standby = createAppStandby({ ...parts, api: android.api, events, isSystem });
    this.stopped = createStoppedPackages(events, packages);
    this.appOps = this.appOpsOf(0);
    this.permissionRequests = createPermissionRequests({
      api: parts.android.api,
      front: () => this.front(),
      onAnswer: () => undefined,
      selectPhotos: (process) => this.#results.selectPhotos(process),
    });
    endOneTimeGrants({
      api: android.api,
      events,
      clock: parts.clock,
      front: () => this.front(),
      kill: (process, reason) => this.control.kill(process, reason),
    });
    this.#results = createActivityResults({
      activities: this,
      stack: this.#machinery.stack,
      events,
      grantsOf: (userId) => parts.media.forUser(userId).grants,
    });
    // Its processes end with what they run: another version, or nothing any more.
    parts.packages.onChange(async ({ package: name, userId }) => await this.forceStop(name, userId));
    this.screenCaptures = createScreenCaptures({
      ...parts,
      api: parts.android.api,
      visible: () => (parts.power.awake() && !parts.power.locked() ? this.front() : undefined),
    });
    parts.settings.onPut((_, key) => {
      if (HEEDED.has(key)) this.states.update();
    });
  }

  get states(): ProcessMachinery['states'] {
    return this.#machinery.states;
  }

  get freezer(): ProcessMachinery['freezer'] {
    return this.#machinery.freezer;
  }

  get mainThreads(): ProcessMachinery['mainThreads'] {
    return this.#machinery.mainThreads;
  }

  get control(): ProcessMachinery['control'] {
    return this.#machinery.control;
  }

  get events(): ProcessMachinery['events'] {
    return this.#machinery.events;
  }

  get power(): ActivityParts['power'] {
    return this.#parts.power;
  }

  appOpsOf(userId: number): AppOps {
    const known = this.#appOps.get(userId);
    if (known !== undefined) return known;
    const { android, packages, now } = this.#parts;
    const made = createAppOps({
      api: android.api,
      front: () => this.front(),
      processOf: (name) => this.processOf(name, userId),
      packageNamed: (name) => packages.get(name, userId),
      modeChanged: (name) => this.events.tell({ kind: 'mode-changed', package: name, userId }),
      now,
    });
    this.#appOps.set(userId, made);
    return made;
  }

  async start(intent: Intent, userId = 0): Promise<Started> {
    const { processes, stack } = this.#machinery;
    const target = this.resolve(intent, userId);
    const before = target === undefined ? undefined : this.processOf(target.known.package, userId);
    const process = target === undefined ? undefined : await processes.ensure(target.known.package, userId);
    if (target === undefined || process === undefined) throw new Error(unresolved(intent));
    this.stopped.start(target.known);
    const started = { package: target.known.package, activity: target.activity };
    const launch = before === undefined ? 'COLD' : before.activity === undefined ? 'WARM' : 'HOT';
    // An APK's activities cannot run here: its process does, and nothing comes to the front.
    if (target.known.app === undefined) return { ...started, outcome: 'started', launch };
    const back = intent.action === MAIN && intent.uri === undefined && stack.hasActivity(appOf(process));
    const outcome = !back ? 'started' : process === this.front() ? 'delivered-to-top' : 'brought-to-front';
    // What is started is needed: it is thawed before it hears of it.
    this.freezer.thaw(process);
    // A tap on the icon of an app brings back what it showed; every other intent is delivered.
    if (back) await stack.restore(process, intent);
    else await stack.start(process, target.activity, intent);
    await stack.bringToFront(process);
    return { ...started, outcome, launch };
  }

  resolve(intent: Intent, userId = 0): IntentTarget | undefined {
    return resolveIntent(this.#parts.packages, intent, userId);
  }

  forceStop(packageName: string, userId?: number): Promise<void> {
    return this.control.forceStop(packageName, userId);
  }

  removeTask(app: UserApp): Promise<void> {
    return this.control.removeTask(app);
  }

  async powerOff(): Promise<void> {
    this.#machinery.stack.clear();
    for (const process of this.processes()) await this.#machinery.processes.end(process);
  }

  async key(keycode: number): Promise<void> {
    if (keycode === KEY_HOME) {
      this.#homePressedMs = this.#parts.clock.elapsed();
      return await this.#machinery.stack.goHome();
    }
    if (keycode === KEY_SYSRQ) return await this.#parts.takeScreenshot();
    const process = this.front();
    if (process === undefined) return;
    await this.mainThreads.input(process, 'key', () => this.#appKey(process, keycode));
  }

  async #appKey(process: PhoneProcess, keycode: number): Promise<void> {
    let used = false;
    await this.#machinery.processes.guard(process, async () => {
      used = (await process.handlers?.onKey?.(keycode)) ?? false;
    });
    if (keycode === KEY_BACK && !used) await this.#machinery.stack.back(process);
  }

  front(): PhoneProcess | undefined {
    return this.#machinery.stack.front();
  }

  screen(): Screen {
    const front = this.front();
    return front?.screen ?? blankScreen(this.#parts.glass, front);
  }

  processes(): readonly PhoneProcess[] {
    return this.#machinery.processes.all();
  }

  processOf(packageName: string, userId?: number): PhoneProcess | undefined {
    return this.#machinery.processes.of(packageName, userId);
  }

  tasks(): readonly Task[] {
    return this.#machinery.stack.tasks();
  }

  recent(): readonly PhoneProcess[] {
    return this.#machinery.stack.recent();
  }

  previous(): PhoneProcess | undefined {
    return this.#machinery.stack.previous();
  }

  orientation(): ScreenOrientation {
    // The lock screen does not turn on phones (config_enableLockScreenRotation).
    return this.power.locked() ? 'nosensor' : orientationOf(this.front());
  }

  isHome(process: PhoneProcess): boolean {
    return this.#machinery.stack.isHome(process);
  }

  async ensureProcess(packageName: string, userId?: number): Promise<PhoneProcess | undefined> {
    const process = await this.#machinery.processes.ensure(packageName, userId);
    this.states.update();
    return process;
  }

  guard(process: PhoneProcess, work: () => void | Promise<void>): Promise<void> {
    return this.#machinery.processes.guard(process, work);
  }

  #startApp(process: PhoneProcess): AppHandlers {
    const { app } = process.package;
    if (app === undefined) throw new Error(`${process.package.package} is an APK: its code cannot run here`);
    const services = {
      ...this.#parts,
      media: this.#parts.media.forUser(userOf(process)),
      appOps: this.appOpsOf(userOf(process)),
      permissionRequests: this.permissionRequests,
      startActivity: (intent: Intent, userId?: number): Promise<void> =>
        startFromApp(
          { ...this.#parts, activities: this, homePressedMs: this.#homePressedMs, userId },
          process,
          intent,
        ),
      screenCaptures: this.screenCaptures,
      activityResults: this.#results,
      guard: (guarded: PhoneProcess, work: () => void | Promise<void>): Promise<void> =>
        this.#machinery.processes.guard(guarded, work),
      freezer: this.freezer,
      mainThreads: this.mainThreads,
    };
    return app.start(createAppProcess(process, services));
  }
}
