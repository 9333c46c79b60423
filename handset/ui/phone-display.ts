import type { Display, Glass } from '../screen-parts.ts';
import type { Activities } from '../system/activities.ts';
import type { Notifications } from '../system/components/notifications.ts';
import { type Language, systemLanguage } from '../system/language.ts';
import type { InputKind } from '../system/main-threads.ts';
import type { PhoneClock } from '../system/phone-clock.ts';
import { appOf } from '../system/process.ts';
import type { Properties } from '../system/properties.ts';
import type { Settings } from '../system/settings.ts';
import { createDisplay } from './display.ts';
import { showsKeyboard, typedBy } from './input-methods.ts';
import type { ScreenPower } from './screen-power.ts';
import { type AnrDialogs, createAnrDialogs } from './system-ui/anr-dialogs.ts';
import { type CrashedApp, createCrashDialogs } from './system-ui/crash-dialogs.ts';
import { keyguardWindow } from './system-ui/keyguard.ts';
import { permissionWindow } from './system-ui/permission-window.ts';
import { createRecents, type Recents, type RecentTask } from './system-ui/recents.ts';
import { createShade } from './system-ui/shade.ts';

export interface PhoneDisplayParts {
  readonly glass: Glass;
  readonly api: number;
  readonly power: ScreenPower;
  readonly clock: PhoneClock;
  readonly settings: Settings;
  readonly properties: Pick<Properties, 'get'>;
  /** Hours and minutes where the phone is. */
  wallClock(ms: number): string;
  /** The activities need the display, and it needs them: asked for when there is something to show. */
  activities(): Activities;
  notifications(): Pick<Notifications, 'records' | 'tap' | 'cancelAll'>;
}

/** `ViewConfiguration.DEFAULT_LONG_PRESS_TIMEOUT`, which phones set to a shorter one in their settings at times. */
const LONG_PRESS_MS = 500;

/** The display of a whole phone: what apps show, and the system's own windows above it. */
export interface PhoneDisplay extends Display {
  /** Tells the owner that an app which was in front has crashed. */
  crashed(app: CrashedApp): void;
  /** What asks about apps that do not answer. */
  readonly anrs: Pick<AnrDialogs, 'notResponding' | 'ended'>;
  /** The notification shade, as `cmd statusbar` opens and closes it. */
  readonly shade: { open(): void; close(): void };
}

export function createPhoneDisplay(parts: PhoneDisplayParts): PhoneDisplay {
  const { glass, api, power, clock, activities, wallClock } = parts;
  const language = (): Language => systemLanguage(parts.properties);
  const crashes = createCrashDialogs({
    glass,
    api,
    language,
    elapsed: () => clock.elapsed(),
    open: ({ package: name, userId }) => open(activities(), name, userId),
  });
  const anrs = createAnrDialogs({ glass, api, language });
  const recents = recentsOf(parts);
  const shade = createShade({
    glass,
    api,
    language,
    notifications: () => parts.notifications().records(),
    clear: () => parts.notifications().cancelAll(),
    async tap(record) {
      shade.close();
      await parts.notifications().tap(record);
    },
  });
  const permissions = permissionWindow(glass, {
    language,
    requests: () => activities().permissionRequests,
    front: () => activities().front()?.package.package,
  });
  const lock = keyguardWindow(glass, power, { api, clock: () => wallClock(clock.now()) });
  const display = createDisplay({
    glass,
    power,
    now: () => clock.now(),
    clock: wallClock,
    longPressMs: LONG_PRESS_MS,
    front: () => activities().screen(),
    onKey: (keycode) => activities().key(keycode),
    toApp: (kind, deliver) => toApp(activities(), kind, deliver),
    softKeyboard: () => showsKeyboard(parts.settings),
    sources: [permissions, recents, crashes, anrs, shade, lock],
    system: {
      openShade: () => shade.open(),
      openRecents: () => recents.open(),
      collapse() {
        shade.close();
        recents.close();
      },
    },
  });
  closeAsleep(power, [shade, recents]);
  return {
    ...display,
    async text(typed) {
      const words = typedBy(parts.settings, typed);
      if (words !== undefined) await display.text(words);
    },
    crashed: (app) => crashes.crashed(app),
    anrs,
    shade,
  };
}

/** What lies over the app is gone when the phone wakes. */
function closeAsleep(power: ScreenPower, windows: readonly { close(): void }[]): void {
  power.onChange(() => {
    if (!power.awake()) for (const window of windows) window.close();
  });
}

async function toApp(activities: Activities, kind: InputKind, deliver: () => Promise<void>): Promise<void> {
  const front = activities.front();
  await (front === undefined ? deliver() : activities.mainThreads.input(front, kind, deliver));
}

/** As a tap on the icon does. */
async function open(activities: Activities, name: string, userId = 0): Promise<void> {
  const action = 'android.intent.action.MAIN';
  const categories = ['android.intent.category.LAUNCHER'];
  // What is not there any more cannot be opened.
  await activities.start({ action, categories, package: name, extras: {} }, userId).catch(() => undefined);
}

function recentsOf({ glass, api, activities }: PhoneDisplayParts): Recents {
  return createRecents({
    glass,
    api,
    tasks: () => tasksOf(activities()),
    bringBack: ({ package: name, userId }) => open(activities(), name, userId),
    remove: (task) => activities().removeTask(task),
  });
}

function tasksOf(activities: Activities): readonly RecentTask[] {
  return activities
    .recent()
    .filter((process) => !activities.isHome(process))
    .map((process) => ({ ...appOf(process), label: process.package.label }));
}
