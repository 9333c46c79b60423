import type { AppHandlers, Display, Intent, Network, PhoneFiles, Screen } from '../parts.ts';
import type { ScreenPower } from '../ui/screen-power.ts';
import { type ActivityEvents, createActivityEvents } from './activity-events.ts';
import { ActivityStack } from './activity-stack.ts';
import type { AndroidVersion } from './android-version.ts';
import { createAppProcess } from './app-process.ts';
import { type AppOps, createAppOps } from './appops.ts';
import type { DeviceConfig } from './device-config.ts';
import { Freezer } from './freezer.ts';
import { ProcessStates } from './importance/process-states.ts';
import type { Logcat } from './logcat.ts';
import type { MediaStore } from './media-store.ts';
import type { Packages } from './packages.ts';
import { createPermissionRequests, type PermissionRequests } from './permission-requests.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneProcess } from './process.ts';
import { createProcessControl, type ProcessControl } from './process-control.ts';
import { Processes } from './processes.ts';
import { type IntentTarget, resolveIntent, unresolved } from './resolve-intent.ts';
import type { Settings } from './settings.ts';

/** Runs apps: their processes, which one is in front, and what reaches it. */
export interface Activities {
  readonly appOps: AppOps;
  readonly permissionRequests: PermissionRequests;
  /** How important each process is. Whoever keeps one running (a service, a receiver, a job) holds it there. */
  readonly states: ProcessStates;
  readonly freezer: Freezer;
  readonly control: ProcessControl;
  readonly power: Pick<ScreenPower, 'awake' | 'locked'>;
  readonly events: ActivityEvents;
  /** Throws with Android's own words when nothing fits the intent. */
  start(intent: Intent): Promise<{ readonly package: string; readonly activity: string }>;
  resolve(intent: Intent): IntentTarget | undefined;
  forceStop(packageName: string): Promise<void>;
  /** Keys as hardware sends them; those that the system does not take go to the app in front. */
  key(keycode: number): Promise<void>;
  front(): PhoneProcess | undefined;
  screen(): Screen;
  /** Ends every process, and nothing comes up instead: the phone goes down. */
  powerOff(): Promise<void>;
  processes(): readonly PhoneProcess[];
  processOf(packageName: string): PhoneProcess | undefined;
  /** Processes with a task, the one in front first. */
  recent(): readonly PhoneProcess[];
  previous(): PhoneProcess | undefined;
  isHome(process: PhoneProcess): boolean;
  /** Starts a process without an activity in front, as services do. */
  ensureProcess(packageName: string): Promise<PhoneProcess | undefined>;
}

export interface ActivityParts {
  readonly android: AndroidVersion;
  readonly packages: Packages;
  readonly files: PhoneFiles;
  readonly media: MediaStore;
  readonly network: Network;
  readonly logcat: Logcat;
  readonly clock: PhoneClock;
  readonly power: ScreenPower;
  readonly settings: Settings;
  readonly deviceConfig: DeviceConfig;
  readonly displaySize: Pick<Display, 'width' | 'height'>;
  now(): number;
  takeScreenshot(): Promise<void>;
  toast(text: string, milliseconds: number): void;
}

const APPIUM_SETTINGS = 'io.appium.settings';
const KEY_HOME = 3;
const KEY_BACK = 4;
const KEY_SYSRQ = 120;

export function createActivities(parts: ActivityParts): Activities {
  return new RunningActivities(parts);
}

class RunningActivities implements Activities {
  readonly #parts: ActivityParts;
  readonly #processes: Processes;
  readonly #stack: ActivityStack;
  readonly appOps: AppOps;
  readonly permissionRequests: PermissionRequests;
  readonly states: ProcessStates;
  readonly freezer: Freezer;
  readonly control: ProcessControl;
  readonly events = createActivityEvents();
  readonly power: ActivityParts['power'];

  constructor(parts: ActivityParts) {
    this.#parts = parts;
    this.power = parts.power;
    const kill = (process: PhoneProcess, reason: string): void => void this.control.kill(process, reason);
    const { api } = parts.android;
    this.freezer = new Freezer({
      ...parts,
      api,
      onOverflow: (process) => kill(process, 'Async binder space running out while frozen'),
    });
    this.#processes = new Processes({
      ...parts,
      freezer: this.freezer,
      startApp: (process) => this.#startApp(process),
      onStarted: (process) => this.#started(process),
      onEnded: (process) => this.#ended(process),
    });
    const use = (process: PhoneProcess): void => this.states.use(process);
    const onChange = (): void => this.states.update();
    const { events } = this;
    this.#stack = new ActivityStack({ ...parts, processes: this.#processes, events, onChange, use });
    this.states = new ProcessStates({
      ...parts,
      api,
      freezer: this.freezer,
      processes: () => this.processes(),
      standing: () => this.#standing(),
      kill,
      onIdle: (uid) => events.tell({ kind: 'uid-idle', uid }),
    });
    this.control = createProcessControl({
      ...parts,
      processes: this.#processes,
      states: this.states,
      events,
    });
    this.appOps = createAppOps({
      api: parts.android.api,
      front: () => this.front(),
      processOf: (name) => this.processOf(name),
      packageNamed: (name) => parts.packages.get(name),
      now: parts.now,
    });
    this.permissionRequests = createPermissionRequests({
      api: parts.android.api,
      front: () => this.front(),
      onAnswer: () => undefined,
    });
    parts.power.onChange(onChange);
  }

  async start(intent: Intent): Promise<{ package: string; activity: string }> {
    const target = this.resolve(intent);
    const process = target === undefined ? undefined : await this.#processes.ensure(target.known.package);
    if (target === undefined || process === undefined) throw new Error(unresolved(intent));
    const started = { package: target.known.package, activity: target.activity };
    // An APK's activities cannot run here: its process does, and nothing comes to the front.
    if (target.known.app === undefined) return started;
    if (!bringsBack(intent, process)) {
      process.activity = target.activity;
      // What is started is needed: it is thawed before it hears of it.
      this.freezer.thaw(process);
      await this.#processes.guard(process, () => process.handlers?.onStart(intent, target.activity));
    }
    await this.#stack.bringToFront(process);
    return started;
  }

  resolve(intent: Intent): IntentTarget | undefined {
    return resolveIntent(this.#parts.packages, intent);
  }

  forceStop(packageName: string): Promise<void> {
    return this.control.forceStop(packageName);
  }

  async powerOff(): Promise<void> {
    this.#stack.clear();
    for (const process of this.processes()) await this.#processes.end(process);
  }

  async key(keycode: number): Promise<void> {
    if (keycode === KEY_HOME) return await this.#stack.goHome();
    if (keycode === KEY_SYSRQ) return await this.#parts.takeScreenshot();
    const process = this.front();
    if (process === undefined) return;
    let used = false;
    await this.#processes.guard(process, async () => {
      used = (await process.handlers?.onKey?.(keycode)) ?? false;
    });
    if (keycode === KEY_BACK && !used) await this.#stack.goHome();
  }

  front(): PhoneProcess | undefined {
    return this.#stack.front();
  }

  screen(): Screen {
    const front = this.front();
    return front?.screen ?? blank(this.#parts, front);
  }

  processes(): readonly PhoneProcess[] {
    return this.#processes.all();
  }

  processOf(packageName: string): PhoneProcess | undefined {
    return this.#processes.of(packageName);
  }

  recent(): readonly PhoneProcess[] {
    return this.#stack.recent();
  }

  previous(): PhoneProcess | undefined {
    return this.#stack.previous();
  }

  isHome(process: PhoneProcess): boolean {
    return this.#stack.isHome(process);
  }

  async ensureProcess(packageName: string): Promise<PhoneProcess | undefined> {
    const process = await this.#processes.ensure(packageName);
    this.states.update();
    return process;
  }

  #standing(): ReturnType<ConstructorParameters<typeof ProcessStates>[0]['standing']> {
    return {
      front: this.front(),
      visible: undefined,
      previous: this.previous(),
      isHome: (process) => this.isHome(process),
      awake: this.power.awake(),
    };
  }

  #started(process: PhoneProcess): void {
    this.states.use(process);
    // Its service in the foreground starts with it, and is all that it has.
    if (process.package.package === APPIUM_SETTINGS) process.holds.add({ kind: 'foreground-service' });
  }

  async #ended(process: PhoneProcess): Promise<void> {
    this.states.uids.forget(process.package.uid);
    this.events.tell({ kind: 'process-ended', process });
    await this.#stack.drop(process);
  }

  #startApp(process: PhoneProcess): AppHandlers {
    const { app } = process.package;
    if (app === undefined) throw new Error(`${process.package.package} is an APK: its code cannot run here`);
    const services = {
      ...this.#parts,
      appOps: this.appOps,
      permissionRequests: this.permissionRequests,
      startActivity: async (intent: Intent): Promise<void> => void (await this.start(intent)),
      guard: (guarded: PhoneProcess, work: () => void | Promise<void>): Promise<void> =>
        this.#processes.guard(guarded, work),
      freezer: this.freezer,
    };
    return app.start(createAppProcess(process, services));
  }
}

/** A tap on the icon of a running app brings back what it showed; every other intent is delivered. */
function bringsBack(intent: Intent, process: PhoneProcess): boolean {
  return (
    process.screen !== undefined && intent.action === 'android.intent.action.MAIN' && intent.uri === undefined
  );
}

function blank(parts: ActivityParts, process: PhoneProcess | undefined): Screen {
  const { width, height } = parts.displaySize;
  return {
    package: process?.package.package ?? 'android',
    activity: process?.activity ?? '',
    root: {
      className: 'android.widget.FrameLayout',
      bounds: { left: 0, top: 0, right: width, bottom: height },
    },
  };
}
