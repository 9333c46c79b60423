import { mkdir } from 'node:fs/promises';
import { type RunningAdbd, startAdbd } from './adbd/adbd.ts';
import type { Authorization } from './adbd/authorization.ts';
import { createMockLocation, type MockLocation } from './apps/camera/mock-location.ts';
import type { Camera } from './apps/camera/photo-file.ts';
import { preinstalledApps } from './apps/catalogue.ts';
import { startInternet } from './internet/internet.ts';
import { createNetwork } from './network/network.ts';
import { serveProcNet } from './network/proc-net.ts';
import type { App, Display, FrameworkCommand, Internet, PhoneFiles } from './parts.ts';
import { createLoopback } from './shell/loopback.ts';
import { createPhoneRoot } from './shell/root.ts';
import { createShell } from './shell/shell.ts';
import { type Activities, createActivities } from './system/activities.ts';
import { activityCommands } from './system/commands/activity-commands.ts';
import { deviceCommands } from './system/commands/device-commands.ts';
import { dumpsysCommand } from './system/commands/dumpsys-command.ts';
import { packageCommands } from './system/commands/package-commands.ts';
import { settingsCommands } from './system/commands/settings-commands.ts';
import type { CommandMaker, Framework, Notification } from './system/framework.ts';
import { createLogcat } from './system/logcat.ts';
import { createMediaStore } from './system/media-store.ts';
import { createPackages } from './system/packages.ts';
import type { PhoneProcess } from './system/process.ts';
import { createProperties, IDENTITY } from './system/properties.ts';
import type { Rom } from './system/roms/rom.ts';
import { romOf } from './system/roms/roms.ts';
import { createLocalClock, installTimeZone, timeZoneOf } from './system/roms/time-zone.ts';
import { createScreenshots, type ScreenshotParts } from './system/screenshots.ts';
import { createSettings } from './system/settings.ts';
import { createDisplay } from './ui/display.ts';

export interface HandsetOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Everything of the phone lies here; it is removed when the phone stops. */
  readonly directory: string;
  /** The version of com.jd.jrapp, and the variant of it; see `apps/README.md`. */
  readonly jrappVersion?: string;
  readonly jrapp?: string;
  /** Apps beside the phone's own. */
  readonly apps?: readonly App[];
  /** `user` builds have no `su`. */
  readonly build?: 'userdebug' | 'user';
  /** Whose Android 9 it is, as `--rom` names them; absent: AOSP. */
  readonly rom?: string;
  /** The phone's time zone by its IANA name; absent: GMT. */
  readonly timeZone?: string;
  /** Ask each new adb host for the owner's leave, which is given at once or never; absent: ask nobody. */
  readonly auth?: 'allowed' | 'unanswered';
  log(line: string): void;
}

export interface RunningHandset {
  readonly port: number;
  readonly internet: Internet;
  readonly limits: readonly string[];
  stop(): Promise<void>;
}

const SCREEN = { width: 1080, height: 2160, density: 420 };
const COMMANDS: readonly CommandMaker[] = [
  activityCommands,
  deviceCommands,
  dumpsysCommand,
  packageCommands,
  settingsCommands,
];

/** What tells this phone from another. */
interface Make {
  readonly rom: Rom;
  readonly timeZone: string;
}

/** Boots a phone: Android 9, its apps, its own internet, reachable by adb on the host's loopback. */
export async function startHandset(options: HandsetOptions): Promise<RunningHandset> {
  const make: Make = { rom: romOf(options.rom ?? 'aosp'), timeZone: timeZoneOf(options.timeZone ?? 'GMT') };
  const location = createMockLocation();
  const apps = preinstalledApps({ ...options, camera: cameraOf(make, location) });
  await mkdir(options.directory, { recursive: true });
  // Side by side: one waits for files, the other for keys.
  const starting = startInternet({ directory: `${options.directory}/internet` });
  starting.catch(() => undefined); // It is awaited below, when the root is there.
  const root = await createPhoneRoot({ directory: options.directory }).catch(async (error: unknown) => {
    await (await starting).close();
    throw error;
  });
  const internet = await starting;
  const framework = createFramework(options, make, { files: root.files, internet });
  const zoneLimits = await installTimeZone(root.files, make.timeZone);
  for (const app of apps) await framework.packages.installApp(app);
  const procNet = await serveProcNet(framework.network, root.files);
  const mayMock = (name: string): boolean =>
    framework.activities.appOps.mode(name, 'MOCK_LOCATION') === 'allow';
  const commands = new Map<string, FrameworkCommand>();
  for (const [name, run] of COMMANDS.flatMap((commandsOf) => commandsOf(framework)))
    commands.set(name, location.watched(run, mayMock));
  const shell = await createShell(root, () => commands, { allowRoot: options.build !== 'user' });
  const adbd = await startAdbd({
    port: options.port ?? 0,
    identity: IDENTITY,
    shell,
    files: root.files,
    loopback: framework.loopback,
    install: (apk) => framework.packages.installApk(apk),
    ...(options.auth === undefined ? {} : { authorization: authorizationBy(options.auth) }),
    log: options.log,
  });
  await framework.activities.key(3);
  return {
    port: adbd.port,
    internet,
    limits: [...root.limits, ...zoneLimits],
    async stop() {
      await procNet.close();
      await stop(adbd, shell, internet, framework, root);
    },
  };
}

function authorizationBy(answer: 'allowed' | 'unanswered'): Authorization {
  const ask = answer === 'allowed' ? async () => true : () => new Promise<boolean>(() => undefined);
  return { keys: new Set(), ask };
}

async function stop(
  adbd: RunningAdbd,
  shell: { close(): Promise<void> },
  internet: Internet,
  framework: Framework,
  root: { dispose(): Promise<void> },
): Promise<void> {
  await adbd.stop();
  for (const process of framework.activities.processes())
    await framework.activities.forceStop(process.package.package);
  await shell.close();
  await internet.close();
  await root.dispose();
}

function cameraOf({ rom, timeZone }: Make, { position }: MockLocation): Camera {
  return { make: rom.manufacturer, model: IDENTITY.model, localTime: createLocalClock(timeZone), position };
}

interface Surroundings {
  readonly files: PhoneFiles;
  readonly internet: Internet;
}

function createFramework(options: HandsetOptions, make: Make, { files, internet }: Surroundings): Framework {
  const now = Date.now;
  const loopback = createLoopback();
  const settings = createSettings();
  const logcat = createLogcat(now);
  const media = createMediaStore(files, now);
  const packages = createPackages(files, now);
  const notifications: Notification[] = [];
  const network = createNetwork({
    internet,
    loopback,
    proxySetting: () => settings.get('global', 'http_proxy'),
    userCertificates: () => certificates(files),
    systemCertificates: async () => [internet.authorityPem],
  });
  // The display shows what the activities have in front, and they need the display's size and pixels.
  let activities: Activities | undefined;
  const running = (): Activities => {
    if (activities === undefined) throw new Error('the phone has not booted yet');
    return activities;
  };
  const display: Display = createDisplay({
    ...SCREEN,
    front: () => running().screen(),
    onKey: (keycode) => running().key(keycode),
    now,
  });
  const front = () => inFront(running().front());
  const notify = (title: string): void => void notifications.push({ package: 'com.android.systemui', title });
  activities = createActivities({
    packages,
    files,
    media,
    network,
    logcat,
    displaySize: SCREEN,
    now,
    takeScreenshot: createScreenshots({ ...byMake(make), display, media, files, logcat, front, now, notify }),
  });
  return {
    files,
    loopback,
    network,
    display,
    properties: createProperties(options.build ?? 'userdebug', make),
    settings,
    packages,
    activities,
    media,
    logcat,
    statistics: createStatistics(network.counters),
    notifications,
    bootMs: now(),
    now,
    log: options.log,
  };
}

function byMake({ rom, timeZone }: Make): Pick<ScreenshotParts, 'rom' | 'localTime' | 'wait'> {
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  return { rom, localTime: createLocalClock(timeZone), wait };
}

function inFront(process: PhoneProcess | undefined): ReturnType<ScreenshotParts['front']> {
  const known = process?.package;
  return { package: known?.package ?? 'android', label: known?.label ?? 'Android' };
}

/** The statistics service keeps what it saw at its last poll. */
function createStatistics(
  counters: () => ReturnType<Framework['network']['counters']>,
): Framework['statistics'] {
  let polled: ReturnType<typeof counters> = new Map();
  return {
    poll() {
      polled = new Map(counters());
    },
    totals: () => polled,
  };
}

const USER_CERTIFICATES = '/data/misc/user/0/cacerts-added';

async function certificates(files: PhoneFiles): Promise<readonly string[]> {
  const names = await files.list(USER_CERTIFICATES);
  return await Promise.all(
    names.map(async (name) => (await files.read(`${USER_CERTIFICATES}/${name}`)).toString('utf8')),
  );
}
