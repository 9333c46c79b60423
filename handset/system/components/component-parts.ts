import type { Activities } from '../activities.ts';
import type { AndroidVersion } from '../android-version.ts';
import type { Battery } from '../battery.ts';
import type { Connectivity } from '../connectivity.ts';
import type { DeviceIdle } from '../device-idle.ts';
import type { Logcat } from '../logcat.ts';
import type { MediaStore } from '../media-store.ts';
import { userIdOf } from '../package-state.ts';
import type { Packages } from '../packages.ts';
import type { PhoneClock } from '../phone-clock.ts';
import type { PhoneProcess } from '../process.ts';
import type { Settings } from '../settings.ts';

/** What services, receivers, jobs and notifications live on. */
export interface ComponentParts {
  readonly android: AndroidVersion;
  readonly clock: PhoneClock;
  readonly packages: Packages;
  readonly activities: Activities;
  readonly logcat: Logcat;
  readonly media: MediaStore;
  readonly settings: Settings;
  readonly battery: Battery;
  readonly deviceIdle: DeviceIdle;
  readonly connectivity: Connectivity;
}

/** Who calls: a program of root or the shell, or the process of an app. */
export interface Caller {
  readonly uid: number;
  readonly pid: number;
  readonly package: string;
  /** Of whom the components are that it means; absent: of the user as whom it runs. */
  readonly user?: number | 'all';
}

const SYSTEM_SERVER_PID = 1_742;

export const SYSTEM: Caller = { uid: 1000, pid: SYSTEM_SERVER_PID, package: 'android', user: 'all' };

export function callerOf({ pid, package: known }: PhoneProcess): Caller {
  return { uid: known.uid, pid, package: known.package };
}

/** The users whose components a caller means; of all only those who run. */
export function audience({ packages }: Pick<ComponentParts, 'packages'>, caller: Caller): readonly number[] {
  const running = packages.users.all().filter((user) => user.running);
  const one = caller.user ?? userIdOf(caller.uid);
  return running.map(({ id }) => id).filter((id) => one === 'all' || one === id);
}

/** Whether the caller may reach a component: one that is exported, or of its own; root and the system reach all. */
export function mayReach(caller: Caller, component: { readonly exported?: boolean }, uid: number): boolean {
  return component.exported === true || caller.uid === uid || caller.uid === 0 || caller.uid === 1000;
}

/** `{com.example/.Main}`: as ComponentName.toShortString. */
export function shortComponent(packageName: string, name: string): string {
  const short = name.startsWith(`${packageName}.`) ? name.slice(packageName.length) : name;
  return `${packageName}/${short}`;
}

export function system(logcat: Logcat, level: 'D' | 'I' | 'W' | 'E', tag: string, text: string): void {
  logcat.write(SYSTEM_SERVER_PID, level, tag, text);
}
