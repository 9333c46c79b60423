import type { Intent, ScreenOrientation } from '../app-parts.ts';
import type { Network } from '../network-parts.ts';
import type { Screen } from '../screen-parts.ts';
import type { PhoneFiles } from '../shell-parts.ts';
import type { ScreenPower } from '../ui/screen-power.ts';
import type { ActivityEvents } from './activity-events.ts';
import type { AndroidVersion } from './android-version.ts';
import type { AppStandby } from './app-standby.ts';
import type { AppOps } from './appops.ts';
import type { Components } from './components/components.ts';
import type { DeviceConfig } from './device-config.ts';
import type { Freezer } from './freezer.ts';
import type { ProcessStates } from './importance/process-states.ts';
import type { Logcat } from './logcat.ts';
import type { MainThreads } from './main-threads.ts';
import type { MediaStore } from './media-store.ts';
import type { Packages } from './packages.ts';
import type { PermissionRequests } from './permission-requests.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneGlass } from './phone-glass.ts';
import type { PhoneProcess } from './process.ts';
import type { ProcessControl } from './process-control.ts';
import type { IntentTarget } from './resolve-intent.ts';
import type { TimeZone } from './roms/time-zone.ts';
import { RunningActivities } from './running-activities.ts';
import type { ScreenCaptures } from './screen-captures.ts';
import type { Settings } from './settings.ts';
import type { StoppedPackages } from './stopped-packages.ts';
import type { Task, UserApp } from './tasks.ts';

/** Runs apps: their processes, which one is in front, and what reaches it. */
export interface Activities {
  /** Of the owner; `appOpsOf` has those of all users. */
  readonly appOps: AppOps;
  appOpsOf(userId: number): AppOps;
  readonly permissionRequests: PermissionRequests;
  readonly screenCaptures: ScreenCaptures;
  /** How important each process is. Whoever keeps one running (a service, a receiver, a job) holds it there. */
  readonly states: ProcessStates;
  readonly freezer: Freezer;
  readonly mainThreads: MainThreads;
  readonly control: ProcessControl;
  readonly power: Pick<ScreenPower, 'awake' | 'locked' | 'unlock' | 'onChange'>;
  readonly events: ActivityEvents;
  readonly standby: AppStandby;
  readonly stopped: StoppedPackages;
  /** Throws with Android's own words when nothing fits the intent. */
  start(intent: Intent, userId?: number): Promise<Started>;
  /** For the owner where no user is named. */
  resolve(intent: Intent, userId?: number): IntentTarget | undefined;
  /** For all users where none is named. */
  forceStop(packageName: string, userId?: number): Promise<void>;
  /** As a swipe in the recents does: its activities go, and its process too, unless something else holds it. */
  removeTask(app: UserApp): Promise<void>;
  /** Keys as hardware sends them; those that the system does not take go to the app in front. */
  key(keycode: number): Promise<void>;
  front(): PhoneProcess | undefined;
  screen(): Screen;
  /** Ends every process, and nothing comes up instead: the phone goes down. */
  powerOff(): Promise<void>;
  processes(): readonly PhoneProcess[];
  /** The owner's where no user is named. */
  processOf(packageName: string, userId?: number): PhoneProcess | undefined;
  /** What the recents show, the task in front first; their processes may have ended. */
  tasks(): readonly Task[];
  /** Processes with a task, the one in front first. */
  recent(): readonly PhoneProcess[];
  previous(): PhoneProcess | undefined;
  isHome(process: PhoneProcess): boolean;
  /** What the activity in front wants of the display. */
  orientation(): ScreenOrientation;
  /** Runs code of an app; what it throws ends its process. */
  guard(process: PhoneProcess, work: () => void | Promise<void>): Promise<void>;
  /** Starts a process without an activity in front, as services do. */
  ensureProcess(packageName: string, userId?: number): Promise<PhoneProcess | undefined>;
}

/** How an activity came to the front, and how much of its app was there before (`am start -W`). */
export interface Started {
  readonly package: string;
  readonly activity: string;
  readonly outcome: 'started' | 'delivered-to-top' | 'brought-to-front';
  readonly launch: 'COLD' | 'WARM' | 'HOT';
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
  readonly glass: PhoneGlass;
  now(): number;
  readonly zone: Pick<TimeZone, 'name'>;
  takeScreenshot(): Promise<void>;
  toast(text: string, milliseconds: number): void;
  components(): Components;
}

export function createActivities(parts: ActivityParts): Activities {
  return new RunningActivities(parts);
}
