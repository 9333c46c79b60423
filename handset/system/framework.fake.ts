import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import type { App, AppHandlers, AppProcess } from '../app-parts.ts';
import { createMockLocation } from '../apps/camera/mock-location.ts';
import { fakeNetwork } from '../network/network.fake.ts';
import type { Interfaces, Network } from '../network-parts.ts';
import type { Screen } from '../screen-parts.ts';
import { createLoopback } from '../shell/loopback.ts';
import { createPhoneFiles } from '../shell/phone-files.ts';
import type { PhoneFiles } from '../shell-parts.ts';
import { createPhoneDisplay, type PhoneDisplay, type PhoneDisplayParts } from '../ui/phone-display.ts';
import { createScreenPower } from '../ui/screen-power.ts';
import { type Activities, type ActivityParts, createActivities } from './activities.ts';
import { ANDROID_9, type AndroidVersion } from './android-version.ts';
import { showAppErrors } from './app-errors.ts';
import { createBackupConfirmations } from './backup/backup-confirmations.ts';
import { createBattery } from './battery.ts';
import { createBoot } from './boot.ts';
import { createClipboard } from './clipboard.ts';
import { ALL_COMMANDS } from './commands/all-commands.ts';
import { type Components, createComponents } from './components/components.ts';
import { createConnectivity } from './connectivity.ts';
import { createDeviceConfig } from './device-config.ts';
import { createDeviceIdle } from './device-idle.ts';
import type { Framework } from './framework.ts';
import { createLogcat } from './logcat.ts';
import { loseAtReboot } from './lose-at-reboot.ts';
import { foregroundUid, importantUid } from './media/importance.ts';
import { createMediaStore } from './media-store.ts';
import { createNetPolicy } from './net-policy.ts';
import { createNetStatistics } from './net-statistics.ts';
import { onceBooted } from './once-booted.ts';
import { createPackages } from './packages.ts';
import { createHandTurnedTime, type HandTurnedTime } from './phone-clock.fake.ts';
import { createPhoneClock, type PhoneClock } from './phone-clock.ts';
import { createPhoneGlass } from './phone-glass.ts';
import { addOwnProcesses, createProcessTable } from './process-table.ts';
import { createProperties } from './properties.ts';
import { aospOf } from './roms/aosp.ts';
import { createTimeZone } from './roms/time-zone.ts';
import { createSettings, type Settings } from './settings.ts';

/** The framework without display, shell and adb, over files in a directory of its own. */
export interface FakeFramework extends Framework {
  /** 2019-02-16 10:15:00 GMT until a test turns it, which wakes who waits for `clock.later`. */
  clockMs: number;
  /** Taps and texts that reached the display, and screenshots that were taken. */
  readonly acts: string[];
  readonly totals: Map<number, { readonly sentBytes: number; readonly receivedBytes: number }>;
  /** Runs a framework command as the shell would, uid 2000 unless it is told otherwise. */
  run(words: readonly string[], uid?: number, input?: Buffer): Promise<Ran>;
  dispose(): Promise<void>;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PANEL = { width: 1080, height: 2160, density: 420 };

export async function fakeFramework(
  apps: readonly App[],
  android: AndroidVersion = ANDROID_9,
): Promise<FakeFramework> {
  const directory = await mkdtemp(path.join(tmpdir(), 'framework-'));
  await chmod(directory, 0o755);
  for (const place of ['data/app', 'storage/emulated/0']) {
    await mkdir(path.join(directory, place), { recursive: true });
    await chmod(path.join(directory, place), 0o777);
  }
  const time = createHandTurnedTime(Date.UTC(2019, 1, 16, 10, 15));
  const framework = assemble(android, createPhoneFiles(directory), time);
  loseAtReboot(framework);
  addOwnProcesses(framework);
  for (const app of apps) await framework.packages.installApp(app);
  const commands = new Map(ALL_COMMANDS.flatMap((make) => make(framework)));
  return Object.assign(framework, {
    async run(words: readonly string[], uid = 2000, input = Buffer.alloc(0)): Promise<Ran> {
      const [out, err] = [collector(), collector()];
      const command = commands.get(words[0] ?? '');
      if (command === undefined) throw new Error(`there is no command ${words[0]}`);
      const stdin = new PassThrough().end(input);
      const signal = new AbortController().signal;
      const code = await command({ argv: words, uid, stdin, stdout: out.stream, stderr: err.stream, signal });
      return { code, stdout: out.text(), stderr: err.text() };
    },
    dispose: () => rm(directory, { recursive: true, force: true }),
  });
}

function assemble(
  android: AndroidVersion,
  files: PhoneFiles,
  time: HandTurnedTime,
): Omit<FakeFramework, 'run' | 'dispose'> {
  const clock = createPhoneClock(time);
  const { now } = clock;
  const acts: string[] = [];
  const totals: FakeFramework['totals'] = new Map();
  const packages = createPackages({ android, files, now });
  const media = createMediaStore({ android, files, now, packages, later: clock.later });
  const logcat = createLogcat(now);
  const properties = createProperties('userdebug', { rom: aospOf(android), timeZone: 'GMT', android });
  const network = fakeNetwork(totals);
  const power = createScreenPower();
  const stored = { settings: createSettings(), deviceConfig: createDeviceConfig() };
  const energy = powerParts(clock, stored.settings, network.interfaces);
  const zone = createTimeZone('GMT');
  const base = { android, clock, now, zone, packages, files, media, network, logcat };
  const services = { ...base, ...stored, ...energy };
  const booted = onceBooted<Components>();
  const { activities, glass } = fakeActivities(acts, { ...services, power, components: booted.get });
  media.followImportance((uid) => importantUid(activities, uid));
  const components = booted.set(createComponents({ ...services, activities }));
  components.notifications.postBySystem('com.android.systemui', { id: 1, title: 'Screenshot saved' });
  return {
    get clockMs() {
      return time.wall();
    },
    set clockMs(nowMs) {
      time.turnTo(nowMs);
    },
    ...services,
    acts,
    glass,
    totals,
    loopback: createLoopback(),
    clipboard: createClipboard(),
    ...whereItIs(),
    display: fakeDisplay(acts, activities, {
      ...services,
      glass,
      power,
      properties,
      api: android.api,
      notifications: () => components.notifications,
    }),
    properties,
    processTable: createProcessTable(),
    boot: createBoot({ clock, properties, log: () => undefined, offMs: 0, startingMs: 0 }),
    activities,
    ...netParts(network, activities, clock),
    components,
    get bootMs() {
      return now() - clock.elapsed();
    },
    log: () => undefined,
  };
}

function fakeActivities(
  acts: string[],
  services: Omit<ActivityParts, 'glass' | 'takeScreenshot' | 'toast'>,
): Pick<Framework, 'activities' | 'glass'> {
  const { settings } = services;
  const glass = createPhoneGlass({ panel: PANEL, settings, wanted: () => activities.orientation() });
  const activities: Activities = createActivities({
    ...services,
    glass,
    takeScreenshot: async () => void acts.push('screenshot'),
    toast: (text) => void acts.push(`toast ${text}`),
  });
  return { activities, glass };
}

function whereItIs(): Pick<Framework, 'location' | 'backups'> {
  return {
    location: createMockLocation(),
    backups: createBackupConfirmations(),
  };
}

function powerParts(
  clock: PhoneClock,
  settings: Settings,
  interfaces: Interfaces,
): Pick<Framework, 'battery' | 'deviceIdle' | 'connectivity'> {
  return {
    battery: createBattery(),
    deviceIdle: createDeviceIdle(clock),
    connectivity: createConnectivity(settings, interfaces),
  };
}

function netParts(
  network: Network,
  activities: Activities,
  clock: PhoneClock,
): Pick<Framework, 'policy' | 'statistics'> {
  const isForeground = (uid: number): boolean => foregroundUid(activities, uid);
  return {
    policy: createNetPolicy({ interfaces: network.interfaces, isForeground }),
    statistics: createNetStatistics({ traffic: network.traffic, clock }),
  };
}

/** The real one, but for its pixels: writes down what reaches it, and passes it on. */
function fakeDisplay(
  acts: string[],
  activities: Activities,
  parts: Pick<
    PhoneDisplayParts,
    'api' | 'clock' | 'glass' | 'notifications' | 'power' | 'properties' | 'settings'
  >,
): PhoneDisplay {
  const display = createPhoneDisplay({
    ...parts,
    wallClock: () => '10:15',
    activities: () => activities,
  });
  showAppErrors(activities, display);
  return {
    ...display,
    capture: async () => Buffer.from('pixels'),
    async tap(x, y) {
      acts.push(`tap ${x} ${y}`);
      await display.tap(x, y);
    },
    async text(text) {
      acts.push(`text ${text}`);
      await display.text(text);
    },
  };
}

function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      chunks.push(chunk);
      callback();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** An app for tests: a launcher icon, the permissions to images, and what `start` does. */
export function fakeApp(
  name: string,
  start: (process: AppProcess) => AppHandlers,
  manifest: Partial<App['manifest']> = {},
): App {
  const category = manifest.system === true ? 'HOME' : 'LAUNCHER';
  return {
    manifest: {
      package: name,
      label: name,
      versionName: '1.0',
      versionCode: 1,
      minSdk: 16,
      targetSdk: 23,
      permissions: [
        'android.permission.INTERNET',
        'android.permission.READ_EXTERNAL_STORAGE',
        'android.permission.WRITE_EXTERNAL_STORAGE',
      ],
      debuggable: false,
      system: false,
      activities: [
        {
          name: `${name}.Main`,
          filters: [
            { actions: ['android.intent.action.MAIN'], categories: [`android.intent.category.${category}`] },
          ],
        },
        { name: `${name}.Second`, filters: [] },
      ],
      ...manifest,
    },
    start,
  };
}

/** A home screen that shows itself and can do nothing else. */
export const fakeHome: App = fakeApp(
  'org.example.home',
  (process) => ({ onStart: () => process.show(fakeScreen('org.example.home', 'Main')) }),
  { system: true, permissions: [] },
);

export function fakeScreen(name: string, activity: string): Screen {
  const bounds = { left: 0, top: 0, right: PANEL.width, bottom: PANEL.height };
  return {
    package: name,
    activity: `${name}.${activity}`,
    root: { className: 'android.widget.FrameLayout', bounds },
  };
}
