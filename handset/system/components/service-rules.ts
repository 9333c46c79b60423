import { uidName } from '../dumps/activity/process-names.ts';
import { type InstalledPackage, userIdOf } from '../package-state.ts';
import type { PhoneProcess } from '../process.ts';
import type { Caller, ComponentParts } from './component-parts.ts';

type RuleParts = Pick<ComponentParts, 'activities' | 'android' | 'packages' | 'deviceIdle'>;

const FIRST_LIMITED_TARGET = 26;
const FIRST_LIMITED_FOREGROUND = 31;

/**
 * Why a service cannot be started: since Android 8 not in an app that is idle in the background and targets 26 or more
 * (ActivityManagerService.getAppStartModeLocked); a uid without a process counts as idle. The words end `am`'s error.
 */
export function backgroundRefusal(
  { activities, deviceIdle }: RuleParts,
  known: InstalledPackage,
): string | undefined {
  if (known.targetSdk < FIRST_LIMITED_TARGET || deviceIdle.allows(known.package)) return undefined;
  const record = activities.states.uids.of(known.uid);
  if (record !== undefined && !record.idle) return undefined;
  const uid = uidName(known.uid);
  return `app is in background uid ${record === undefined ? 'null' : `UidRecord{0 ${uid} ${record.state} idle}`}`;
}

/** Since 12 an app in the background cannot start services in the foreground either (mAllowStartForeground). */
export function foregroundStartRefusal(
  parts: RuleParts,
  caller: Caller,
  component: string,
): string | undefined {
  const { activities, android, packages, deviceIdle } = parts;
  const known = packages.byUid(caller.uid);
  if (known === undefined || Math.min(android.api, known.targetSdk) < FIRST_LIMITED_FOREGROUND)
    return undefined;
  const process = activities.processOf(known.package, userIdOf(known.uid));
  if (deviceIdle.allows(known.package) || (process !== undefined && isSeen(parts, process))) return undefined;
  return `startForegroundService() not allowed due to mAllowStartForeground false: service ${component}`;
}

function isSeen({ activities }: RuleParts, process: PhoneProcess): boolean {
  return (activities.states.of(process)?.foreground ?? ' ') !== ' ';
}

/** How long a service has from its start for the foreground until it is there (ActiveServices; not verified from 12 on). */
export function foregroundDeadlineMs(api: number): number {
  return api <= 28 ? 5_000 : api <= 30 ? 10_000 : 30_000;
}
