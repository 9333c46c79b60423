import type { AppProcess } from '../app-parts.ts';
import { activityResultCalls } from './activity-results.ts';
import { createAppComponents } from './app-components.ts';
import { createAppFiles } from './app-files.ts';
import { throughGate } from './app-gate.ts';
import { glassName, glassOf } from './app-glass.ts';
import { createAppMedia } from './app-media.ts';
import { createAppNetwork } from './app-network.ts';
import { createAppPermissions } from './app-permissions.ts';
import { type AppServices, READ, READ_OP, WRITE_OP } from './app-services.ts';
import type { AppOps } from './appops.ts';
import { launcherCalls } from './launcher-calls.ts';
import { dataDirectory } from './package-files.ts';
import { type PhoneProcess, userOf } from './process.ts';
import { screenCaptureCall } from './screen-captures.ts';

/** What an app can do, with the rules of the platform enforced on each call. */
export function createAppProcess(process: PhoneProcess, services: AppServices): AppProcess {
  const { package: known, pid } = process;
  const { manifest } = appOf(process);
  const uid = known.uid;
  if (services.android.api <= LAST_WITH_MOUNTS) noteMount(process, services.appOps);
  const timers = new Set<() => void>();
  process.onEnd.push(() => {
    for (const cancel of timers) cancel();
  });
  const calls: AppProcess = {
    uid,
    pid,
    manifest,
    dataDirectory: dataDirectory(known.package, userOf(process)),
    storageDirectory: services.media.storage.path,
    displaySize: glassOf(process, services.glass),
    now: services.now,
    timeZone: () => services.zone.name(),
    show(screen) {
      if (process.ended) return;
      process.screen = screen;
      process.madeFor = glassName(glassOf(process, services.glass));
    },
    toast(text, length = 'short') {
      // Toast.java: LENGTH_SHORT and LENGTH_LONG as NotificationManagerService times them.
      if (!process.ended) services.toast(text, length === 'long' ? 3_500 : 2_000);
    },
    startActivity: (intent) => services.startActivity(intent),
    ...launcherCalls(process, services),
    ...activityResultCalls(process, services),
    ...createAppMedia(process, services),
    ...createAppPermissions(process, services),
    registerScreenCaptureCallback: screenCaptureCall(process, services),
    ...createAppComponents(process, services),
    files: createAppFiles(process, services),
    ...createAppNetwork(process, services),
    later(milliseconds, work) {
      const cancel = services.clock.later(milliseconds, () => {
        timers.delete(cancel);
        void services.guard(process, work);
      });
      timers.add(cancel);
    },
    blockMainThread: (milliseconds) => services.mainThreads.block(process, milliseconds),
    log: (tag, message) => services.logcat.write(pid, 'I', tag, message),
  };
  return throughGate(calls, {
    closed: () => process.ended,
    async opened() {
      await services.freezer.thawed(process);
      await services.mainThreads.free(process);
    },
  });
}

function appOf(process: PhoneProcess): NonNullable<PhoneProcess['package']['app']> {
  const { app } = process.package;
  if (app === undefined) throw new Error(`${process.package.package} is an APK: its code cannot run here`);
  return app;
}

/** From 11 on FUSE asks at every file instead. */
const LAST_WITH_MOUNTS = 29;

/**
 * What a new process sees of shared storage is decided by the operations, which notes them: at the start, and never at
 * the opening of a file by its path (AppOpsService.systemReady of Android 9, ExternalStorageMountPolicy).
 */
function noteMount(process: PhoneProcess, appOps: AppOps): void {
  if (!process.package.granted.has(READ)) return;
  if (appOps.note(process, READ_OP) === 'allow') appOps.note(process, WRITE_OP);
}
