import type { AppHandlers, Display, Intent, Network, PhoneFiles, Screen } from '../parts.ts';
import { ActivityStack } from './activity-stack.ts';
import type { AndroidVersion } from './android-version.ts';
import { createAppProcess } from './app-process.ts';
import { type AppOps, createAppOps } from './appops.ts';
import type { Logcat } from './logcat.ts';
import type { MediaStore } from './media-store.ts';
import type { Packages } from './packages.ts';
import { createPermissionRequests, type PermissionRequests } from './permission-requests.ts';
import type { PhoneProcess } from './process.ts';
import { Processes } from './processes.ts';
import { type IntentTarget, resolveIntent, unresolved } from './resolve-intent.ts';

/** Runs apps: their processes, which one is in front, and what reaches it. */
export interface Activities {
  readonly appOps: AppOps;
  readonly permissionRequests: PermissionRequests;
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
  readonly displaySize: Pick<Display, 'width' | 'height'>;
  now(): number;
  takeScreenshot(): Promise<void>;
  toast(text: string, milliseconds: number): void;
}

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

  constructor(parts: ActivityParts) {
    this.#parts = parts;
    this.#processes = new Processes({
      packages: parts.packages,
      logcat: parts.logcat,
      now: parts.now,
      startApp: (process) => this.#startApp(process),
      onEnded: (process) => this.#stack.drop(process),
    });
    this.#stack = new ActivityStack(parts.packages, this.#processes, parts.now);
    this.appOps = createAppOps({ front: () => this.front(), now: parts.now });
    this.permissionRequests = createPermissionRequests({
      api: parts.android.api,
      front: () => this.front(),
      onAnswer: () => undefined,
    });
  }

  async start(intent: Intent): Promise<{ package: string; activity: string }> {
    const target = this.resolve(intent);
    const process = target === undefined ? undefined : await this.ensureProcess(target.known.package);
    if (target === undefined || process === undefined) throw new Error(unresolved(intent));
    const started = { package: target.known.package, activity: target.activity };
    // An APK's activities cannot run here: its process does, and nothing comes to the front.
    if (target.known.app === undefined) return started;
    if (!bringsBack(intent, process)) {
      process.activity = target.activity;
      await this.#processes.guard(process, () => process.handlers?.onStart(intent, target.activity));
    }
    await this.#stack.bringToFront(process);
    return started;
  }

  resolve(intent: Intent): IntentTarget | undefined {
    return resolveIntent(this.#parts.packages, intent);
  }

  async forceStop(packageName: string): Promise<void> {
    const process = this.processOf(packageName);
    if (process !== undefined) await this.#processes.end(process);
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

  ensureProcess(packageName: string): Promise<PhoneProcess | undefined> {
    return this.#processes.ensure(packageName);
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
