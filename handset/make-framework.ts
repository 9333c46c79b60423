import { randomUUID } from 'node:crypto';

import { createPhoneNetwork } from './network/phone-network.ts';
import type { Internet } from './network-parts.ts';
import { createLoopback } from './shell/loopback.ts';
import type { PhoneFiles } from './shell-parts.ts';
import { type Activities, createActivities } from './system/activities.ts';
import type { AndroidVersion } from './system/android-version.ts';
import { showAppErrors } from './system/app-errors.ts';
import { createBattery } from './system/battery.ts';
import { createBoot } from './system/boot.ts';
import { createClipboard } from './system/clipboard.ts';
import { type Components, createComponents } from './system/components/components.ts';
import { createConnectivity } from './system/connectivity.ts';
import { createDeviceConfig } from './system/device-config.ts';
import { createDeviceIdle } from './system/device-idle.ts';
import type { Framework } from './system/framework.ts';
import { createLogcat } from './system/logcat.ts';
import { loseAtReboot } from './system/lose-at-reboot.ts';
import { foregroundUid, importantUid } from './system/media/importance.ts';
import { createMediaStore } from './system/media-store.ts';
import { createNetStatistics } from './system/net-statistics.ts';
import { onceBooted } from './system/once-booted.ts';
import { createPackages } from './system/packages.ts';
import { createPhoneClock, HOST_TIME } from './system/phone-clock.ts';
import { createPhoneGlass } from './system/phone-glass.ts';
import type { PhoneProcess } from './system/process.ts';
import { addOwnProcesses, createProcessTable } from './system/process-table.ts';
import { createProperties, type Properties } from './system/properties.ts';
import type { Rom } from './system/roms/rom.ts';
import { createLocalClock, type TimeZone, zoneOffset } from './system/roms/time-zone.ts';
import { createScreenshots, type ScreenshotParts } from './system/screenshots.ts';
import { createSettings } from './system/settings.ts';
import { createPhoneDisplay } from './ui/phone-display.ts';
import { createScreenPower } from './ui/screen-power.ts';

/** What tells this phone from another. */
export interface Make {
  readonly android: AndroidVersion;
  readonly rom: Rom;
  /** At the start; `zone` says where it is now. */
  readonly timeZone: string;
  readonly zone: TimeZone;
  readonly build: 'userdebug' | 'user';
}

interface Surroundings {
  readonly location: Framework['location'];
  readonly backups: Framework['backups'];
  readonly files: PhoneFiles;
  readonly internet: Internet;
  log(line: string): void;
}

/** A real phone is away for half a minute and more: what waits for that needs the order only. */
const BOOT_TIMES = { offMs: 300, startingMs: 300 };
/** SystemMessage.NOTE_GLOBAL_SCREENSHOT. */
const SCREENSHOT_NOTICE = 1;
const PANEL = { width: 1080, height: 2160, density: 420 };

/** Puts the parts of the system together, as they are when the phone has booted. */
export function makeFramework(make: Make, surroundings: Surroundings): Framework {
  const services = createServices(make, surroundings);
  const properties = createProperties(make.build, make);
  const boot = createBoot({ ...services, properties, log: surroundings.log, ...BOOT_TIMES });
  const framework: Framework = {
    ...services,
    ...createScreen(make, { ...services, properties }),
    properties,
    boot,
    processTable: createProcessTable(),
    statistics: createNetStatistics({ traffic: services.network.traffic, clock: services.clock }),
    get bootMs() {
      return services.now() - services.clock.elapsed();
    },
    location: surroundings.location,
    backups: surroundings.backups,
    zone: make.zone,
    log: surroundings.log,
  };
  loseAtReboot(framework);
  addOwnProcesses(framework);
  return framework;
}

type Services = ReturnType<typeof createServices>;

/** What stands by itself. */
function createServices({ android, build, zone }: Make, { files, internet }: Surroundings) {
  const clock = createPhoneClock(HOST_TIME);
  const { now } = clock;
  const loopback = createLoopback();
  const settings = createSettings();
  // Known once there are activities, which need the network.
  const foreground = { has: (_uid: number): boolean => false };
  const deviceIdle = createDeviceIdle(clock);
  const packages = createPackages({ android, build, files, now });
  const { network, policy } = createPhoneNetwork({
    android,
    files,
    internet,
    loopback,
    settings,
    isForeground: (uid) => foreground.has(uid),
    dozes: (uid) => !foreground.has(uid) && deviceIdle.holdsBack(packages.byUid(uid)?.package),
    now,
  });
  return {
    android,
    files,
    loopback,
    settings,
    network,
    policy,
    foreground,
    clock,
    zone,
    clipboard: createClipboard(),
    battery: createBattery(),
    deviceIdle,
    connectivity: createConnectivity(settings, network.interfaces),
    deviceConfig: createDeviceConfig(),
    now,
    logcat: createLogcat(now),
    media: createMediaStore({
      android,
      files,
      now,
      packages,
      later: clock.later,
      offsetMs: zoneOffset(zone),
    }),
    packages,
  };
}

/** The display shows what the activities have in front, and they need the display's size and pixels. */
function createScreen(
  make: Make,
  services: Services & { readonly properties: Properties },
): Pick<Framework, 'display' | 'glass' | 'activities' | 'components'> {
  const running = onceBooted<Activities>();
  const booted = onceBooted<Components>();
  const power = createScreenPower();
  const { settings } = services;
  const glass = createPhoneGlass({ panel: PANEL, settings, wanted: () => running.get().orientation() });
  const display = createPhoneDisplay({
    ...services,
    glass,
    api: make.android.api,
    power,
    wallClock: wallClock(make.zone),
    activities: running.get,
    notifications: () => booted.get().notifications,
  });
  const screenshots = createScreenshots({
    ...services,
    ...byMake(make),
    display,
    captured: () => running.get().screenCaptures.captured(),
    uniqueId: randomUUID,
    front: () => inFront(running.get().front()),
    notify: (title) =>
      booted.get().notifications.postBySystem('com.android.systemui', { id: SCREENSHOT_NOTICE, title }),
  });
  const activities = createActivities({
    ...services,
    power,
    glass,
    takeScreenshot: screenshots,
    toast: (text, milliseconds) => display.toast(text, milliseconds),
    components: booted.get,
  });
  showAppErrors(activities, display);
  services.foreground.has = (uid) => foregroundUid(activities, uid);
  services.media.followImportance((uid) => importantUid(activities, uid));
  running.set(activities);
  return {
    display,
    glass,
    activities,
    components: booted.set(createComponents({ ...services, activities })),
  };
}

/** Hours and minutes where the phone is. */
function wallClock(zone: TimeZone): (ms: number) => string {
  const local = createLocalClock(zone);
  return (ms) => {
    const { hour, minute } = local(ms);
    return `${hour}:${minute}`;
  };
}

function byMake({ rom, zone }: Make): Pick<ScreenshotParts, 'rom' | 'localTime' | 'offsetMs' | 'wait'> {
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  return { rom, localTime: createLocalClock(zone), offsetMs: zoneOffset(zone), wait };
}

function inFront(process: PhoneProcess | undefined): ReturnType<ScreenshotParts['front']> {
  const known = process?.package;
  return { package: known?.package ?? 'android', label: known?.label ?? 'Android' };
}
