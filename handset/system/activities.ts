import type { Display, Intent, Network, PhoneFiles, Screen } from '../parts.ts';
import { createAppProcess, type ProcessServices } from './app-process.ts';
import type { Logcat } from './logcat.ts';
import type { MediaStore } from './media-store.ts';
import { hasFilter, type InstalledPackage, launcherActivity, type Packages } from './packages.ts';
import type { PhoneProcess } from './process.ts';

/** Runs apps: their processes, which one is in front, and what reaches it. */
export interface Activities {
  /** Throws with Android's own words when nothing fits the intent. */
  start(intent: Intent): Promise<{ readonly package: string; readonly activity: string }>;
  resolve(intent: Intent): { readonly known: InstalledPackage; readonly activity: string } | undefined;
  forceStop(packageName: string): Promise<void>;
  /** Keys as hardware sends them; those that the system does not take go to the app in front. */
  key(keycode: number): Promise<void>;
  front(): PhoneProcess | undefined;
  screen(): Screen;
  processes(): readonly PhoneProcess[];
  processOf(packageName: string): PhoneProcess | undefined;
  /** Starts a process without an activity in front, as services do. */
  ensureProcess(packageName: string): Promise<PhoneProcess | undefined>;
}

export interface ActivityParts {
  readonly packages: Packages;
  readonly files: PhoneFiles;
  readonly media: MediaStore;
  readonly network: Network;
  readonly logcat: Logcat;
  readonly displaySize: Pick<Display, 'width' | 'height'>;
  now(): number;
  takeScreenshot(): Promise<void>;
}

const KEY_HOME = 3;
const KEY_BACK = 4;
const KEY_SYSRQ = 120;
const HOME: Intent = { action: 'android.intent.action.MAIN', extras: {} };
const FIRST_PID = 4_000;

export function createActivities(parts: ActivityParts): Activities {
  const running = new Map<string, PhoneProcess>();
  /** Packages by how recently they were in front; the last one is. */
  let stack: string[] = [];
  let nextPid = FIRST_PID;

  const front = (): PhoneProcess | undefined => running.get(stack.at(-1) ?? '');

  async function ensureProcess(packageName: string): Promise<PhoneProcess | undefined> {
    const existing = running.get(packageName);
    const known = parts.packages.get(packageName);
    if (existing !== undefined || known === undefined) return existing;
    const process: PhoneProcess = {
      pid: nextPid,
      package: known,
      startedMs: parts.now(),
      handlers: undefined,
      screen: undefined,
      activity: undefined,
      leftMs: parts.now(),
      onEnd: [],
      ended: false,
    };
    nextPid += 17;
    running.set(packageName, process);
    parts.logcat.write(
      1_000,
      'I',
      'ActivityManager',
      `Start proc ${process.pid}:${packageName}/u0a${known.uid - 10_000}`,
    );
    const { app } = known;
    if (app !== undefined) {
      await guard(process, () => {
        process.handlers = app.start(createAppProcess(process, services));
      });
    }
    return process;
  }

  async function bringToFront(process: PhoneProcess): Promise<void> {
    const before = front();
    stack = [...stack.filter((name) => name !== process.package.package), process.package.package];
    if (before === process) return;
    if (before !== undefined) await leave(before);
    process.leftMs = undefined;
    await guard(process, () => process.handlers?.onResume?.());
  }

  async function leave(process: PhoneProcess): Promise<void> {
    process.leftMs = parts.now();
    await guard(process, () => process.handlers?.onPause?.());
  }

  async function end(process: PhoneProcess): Promise<void> {
    if (process.ended) return;
    process.ended = true;
    const wasFront = front() === process;
    running.delete(process.package.package);
    stack = stack.filter((name) => name !== process.package.package);
    for (const release of process.onEnd) release();
    if (wasFront) await goHome();
  }

  async function guard(process: PhoneProcess, work: () => void | Promise<void>): Promise<void> {
    if (process.ended) return;
    try {
      await work();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      parts.logcat.write(
        process.pid,
        'E',
        'AndroidRuntime',
        `FATAL EXCEPTION: main\nProcess: ${process.package.package}, PID: ${process.pid}\n${text}`,
      );
      await end(process);
    }
  }

  async function goHome(): Promise<void> {
    const home = parts.packages
      .all()
      .find((one) =>
        one.activities.some((a) =>
          hasFilter(a, 'android.intent.action.MAIN', 'android.intent.category.HOME'),
        ),
      );
    if (home === undefined) return;
    const process = await ensureProcess(home.package);
    if (process === undefined) return;
    if (process.screen === undefined)
      await guard(process, () => process.handlers?.onStart(HOME, home.activities[0]?.name ?? ''));
    await bringToFront(process);
  }

  const services: ProcessServices = {
    ...parts,
    startActivity: async (intent) => void (await start(intent)),
    guard,
  };

  async function start(intent: Intent): Promise<{ package: string; activity: string }> {
    const target = resolveIntent(parts.packages, intent);
    if (target === undefined) throw new Error(unresolved(intent));
    const process = await ensureProcess(target.known.package);
    if (process === undefined) throw new Error(unresolved(intent));
    // An APK's activities cannot run here: its process does, and nothing comes to the front.
    if (target.known.app === undefined) return { package: target.known.package, activity: target.activity };
    // A tap on the icon of a running app brings back what it showed; every other intent is delivered.
    const resumes =
      process.screen !== undefined &&
      intent.action === 'android.intent.action.MAIN' &&
      intent.uri === undefined;
    if (!resumes) {
      process.activity = target.activity;
      await guard(process, () => process.handlers?.onStart(intent, target.activity));
    }
    await bringToFront(process);
    return { package: target.known.package, activity: target.activity };
  }

  async function key(keycode: number): Promise<void> {
    if (keycode === KEY_HOME) return await goHome();
    if (keycode === KEY_SYSRQ) return await parts.takeScreenshot();
    const process = front();
    if (process === undefined) return;
    let used = false;
    await guard(process, async () => {
      used = (await process.handlers?.onKey?.(keycode)) ?? false;
    });
    if (keycode === KEY_BACK && !used) await goHome();
  }

  return {
    start,
    resolve: (intent) => resolveIntent(parts.packages, intent),
    async forceStop(packageName) {
      const process = running.get(packageName);
      if (process !== undefined) await end(process);
    },
    key,
    front,
    screen: () => front()?.screen ?? blank(parts, front()),
    processes: () => [...running.values()],
    processOf: (packageName) => running.get(packageName),
    ensureProcess,
  };
}

function resolveIntent(
  packages: Packages,
  intent: Intent,
): { known: InstalledPackage; activity: string } | undefined {
  if (intent.component !== undefined) {
    const known = packages.get(intent.component.package);
    const name = intent.component.activity;
    const found = known?.activities.find((one) => one.name === name);
    return known === undefined || found === undefined ? undefined : { known, activity: found.name };
  }
  const scheme = intent.uri?.split(':')[0];
  for (const known of packages.all()) {
    const activity = known.activities.find((one) =>
      one.filters.some(
        (filter) =>
          intent.action !== undefined &&
          filter.actions.includes(intent.action) &&
          (scheme === undefined ? filter.schemes === undefined : (filter.schemes?.includes(scheme) ?? false)),
      ),
    );
    if (activity !== undefined && launcherActivity(known)?.name !== undefined)
      return { known, activity: activity.name };
  }
  return undefined;
}

/** The words of `am start`, by which drivers tell that nothing was started. */
function unresolved(intent: Intent): string {
  return intent.component === undefined
    ? `Error: Activity not started, unable to resolve Intent { act=${intent.action ?? ''}${intent.uri === undefined ? '' : ` dat=${intent.uri}`} flg=0x10000000 }`
    : `Error type 3\nError: Activity class {${intent.component.package}/${intent.component.activity}} does not exist.`;
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
