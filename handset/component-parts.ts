import type { AlarmCalls } from './alarm-parts.ts';
import type { Intent } from './app-parts.ts';

/** What an app has beside activities: services, receivers, jobs, notifications. `handset/apps/README.md` documents it. */
export interface ComponentManifest {
  readonly services?: readonly ServiceManifest[];
  readonly receivers?: readonly ReceiverManifest[];
}

export interface ServiceManifest {
  /** Full class name. */
  readonly name: string;
  /** Whether other apps and the shell may start it; absent: no. */
  readonly exported?: boolean;
  /** `android:foregroundServiceType`, e.g. `dataSync`: from 14 on a foreground service needs one. */
  readonly foregroundTypes?: readonly ForegroundType[];
  /** Runs jobs: protected by BIND_JOB_SERVICE. */
  readonly jobs?: boolean;
}

export type ForegroundType =
  | 'camera'
  | 'connectedDevice'
  | 'dataSync'
  | 'health'
  | 'location'
  | 'mediaPlayback'
  | 'mediaProjection'
  | 'microphone'
  | 'phoneCall'
  | 'remoteMessaging'
  | 'shortService'
  | 'specialUse';

export interface ReceiverManifest {
  readonly name: string;
  readonly actions: readonly string[];
  readonly exported?: boolean;
  /** What a sender needs. */
  readonly permission?: string;
}

export interface ComponentHandlers {
  /** `Service.onStartCommand`; `sticky` has it started again, without an intent, after its process was killed. */
  onStartCommand?(intent: Intent | undefined, service: string): StartMode | Promise<StartMode>;
  onServiceDestroyed?(service: string): void | Promise<void>;
  /** A receiver of the manifest; what it returns is the broadcast's result. */
  onReceive?(intent: Intent, receiver: string): BroadcastAnswer | Promise<BroadcastAnswer>;
  /** `JobService.onStartJob`: the job is done when this resolves, and again wanted when to `retry`. */
  onStartJob?(job: RunningJob): JobEnd | Promise<JobEnd>;
}

export type StartMode = 'sticky' | 'not-sticky' | undefined;
export type BroadcastAnswer = { readonly code: number; readonly text?: string } | undefined;
export type JobEnd = 'retry' | undefined;

export interface RunningJob {
  readonly id: number;
  readonly extras: Readonly<Record<string, string>>;
  /** `JobParameters.getTriggeredContentUris`. */
  readonly changedUris: readonly string[];
  /** Called when the job has to end before it is done (`onStopJob`). */
  onStop(work: () => void): void;
}

/** What an app asks of the job scheduler (JobInfo). */
export interface JobRequest {
  readonly id: number;
  /** A service of the manifest with `jobs`. */
  readonly service: string;
  readonly network?: 'any' | 'unmetered' | 'not-roaming' | 'cellular';
  readonly charging?: boolean;
  readonly deviceIdle?: boolean;
  readonly batteryNotLow?: boolean;
  readonly storageNotLow?: boolean;
  /** At least 15 minutes. */
  readonly periodMs?: number;
  readonly delayMs?: number;
  readonly deadlineMs?: number;
  /** Outlives a reboot: needs RECEIVE_BOOT_COMPLETED. */
  readonly persisted?: boolean;
  /** Content URIs whose changes start it. */
  readonly triggers?: readonly string[];
  readonly extras?: Readonly<Record<string, string>>;
}

export interface NotificationRequest {
  readonly id: number;
  readonly tag?: string;
  readonly title: string;
  readonly text?: string;
  /** Needed from target SDK 26 on. */
  readonly channel?: string;
  /** What a tap starts: an activity. */
  readonly tap?: Intent;
  readonly ongoing?: boolean;
}

/** `NotificationManager.IMPORTANCE_*`. */
export type Importance = 'none' | 'min' | 'low' | 'default' | 'high';

/** What a process can do with components, beside activities. Calls throw as Android does, the class name first. */
export interface ComponentCalls extends AlarmCalls {
  /** Rejects when the app is in the background and targets 26 or more. */
  startService(intent: Intent): Promise<void>;
  /** The service then has to call `startForeground` soon, or the app crashes. */
  startForegroundService(intent: Intent): Promise<void>;
  /** Whether it ran. */
  stopService(intent: Intent): Promise<boolean>;
  /** A service of the app's own shows its notification, and keeps the app in the foreground. */
  startForeground(
    service: string,
    notification: NotificationRequest,
    types?: readonly ForegroundType[],
  ): void;
  stopForeground(service: string): void;
  stopSelf(service: string): Promise<void>;
  sendBroadcast(intent: Intent, permission?: string): Promise<void>;
  /** Hears of these actions until the process ends. From 14 on, target 34 has to say whether others may send. */
  registerReceiver(
    actions: readonly string[],
    onReceive: (intent: Intent) => void | Promise<void>,
    exported?: boolean,
  ): void;
  scheduleJob(job: JobRequest): void;
  cancelJob(id: number): void;
  pendingJobs(): readonly number[];
  createChannel(id: string, name: string, importance: Importance): void;
  postNotification(notification: NotificationRequest): void;
  cancelNotification(id: number, tag?: string): void;
  notificationsEnabled(): boolean;
}
