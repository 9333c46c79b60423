import type { Intent } from '../app-parts.ts';
import type { Network } from '../network-parts.ts';
import type { PhoneFiles } from '../shell-parts.ts';
import type { ActivityResults } from './activity-results.ts';
import type { AndroidVersion } from './android-version.ts';
import type { AppOps } from './appops.ts';
import type { Components } from './components/components.ts';
import type { Freezer } from './freezer.ts';
import type { Logcat } from './logcat.ts';
import type { MainThreads } from './main-threads.ts';
import type { MediaStore } from './media-store.ts';
import type { Packages } from './packages.ts';
import type { PermissionRequests } from './permission-requests.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneGlass } from './phone-glass.ts';
import type { PhoneProcess } from './process.ts';
import type { TimeZone } from './roms/time-zone.ts';
import type { ScreenCaptures } from './screen-captures.ts';

/** What the framework offers to the process of an app. */
export interface AppServices {
  readonly android: AndroidVersion;
  readonly files: PhoneFiles;
  readonly media: MediaStore;
  readonly packages: Pick<Packages, 'get' | 'users'>;
  readonly network: Network;
  readonly logcat: Logcat;
  readonly clock: PhoneClock;
  readonly appOps: AppOps;
  /** Shows a message over whatever is in front. */
  toast(text: string, milliseconds: number): void;
  /** Services, receivers, jobs, notifications: there once the phone has booted. */
  components(): Components;
  readonly permissionRequests: PermissionRequests;
  readonly screenCaptures: ScreenCaptures;
  readonly activityResults: ActivityResults;
  readonly glass: PhoneGlass;
  now(): number;
  readonly zone: Pick<TimeZone, 'name'>;
  /** For the user as whom the process runs, where no profile of his is named. */
  startActivity(intent: Intent, userId?: number): Promise<void>;
  /** Runs code of the app; what it throws ends its process. */
  guard(process: PhoneProcess, work: () => void | Promise<void>): Promise<void>;
  readonly freezer: Freezer;
  readonly mainThreads: MainThreads;
}

export const READ = 'android.permission.READ_EXTERNAL_STORAGE';
export const WRITE = 'android.permission.WRITE_EXTERNAL_STORAGE';
export const READ_OP = 'READ_EXTERNAL_STORAGE';
export const WRITE_OP = 'WRITE_EXTERNAL_STORAGE';

export function endedError({ pid }: PhoneProcess): Error {
  return new Error(`process ${pid} has ended`);
}

/** As java.io has it for a path that the kernel refuses. */
export function denied(path: string): Error {
  return Object.assign(new Error(`java.io.FileNotFoundException: ${path} (Permission denied)`), {
    code: 'EACCES',
  });
}

const ERRNO = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EEXIST: 'File exists',
} as const;

/** As libcore has it for what `open` refuses. */
export function refused(path: string, code: keyof typeof ERRNO): Error {
  return Object.assign(
    new Error(`java.io.FileNotFoundException: ${path}: open failed: ${code} (${ERRNO[code]})`),
    { code },
  );
}
