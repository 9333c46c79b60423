import type { AlarmBase, AlarmOperation, AlarmRequest } from '../../../alarm-parts.ts';
import type { InstalledPackage } from '../../package-state.ts';

/** Why an app may set an alarm to the moment, as dumps name it from 13 on. */
export type ExactReason = 'permission' | 'allow-listed' | 'compat' | 'policy_permission';

/** An alarm as the alarm manager keeps it; `dueMs` and `latestMs` are by the time since boot. */
export interface AlarmRecord {
  readonly package: InstalledPackage;
  readonly base: AlarmBase;
  readonly operation: AlarmOperation;
  /** AlarmManager.FLAG_*, ored. */
  readonly flags: number;
  /** As the app said it, by the alarm's base. */
  readonly atMs: number;
  readonly dueMs: number;
  readonly latestMs: number;
  readonly windowMs: number;
  /** 0 for one that does not repeat. */
  readonly intervalMs: number;
  readonly clock: Extract<AlarmRequest, { readonly kind: 'setAlarmClock' }> | undefined;
  readonly exact: ExactReason | undefined;
  readonly setMs: number;
}

/** AlarmManager.FLAG_*. */
export const FLAGS = {
  standalone: 0x1,
  wakeFromIdle: 0x2,
  allowWhileIdle: 0x4,
  allowWhileIdleUnrestricted: 0x8,
  /** From 12 on: allowed while the phone dozes, as seldom as before 12. */
  allowWhileIdleCompat: 0x20,
} as const;

export function has(
  { flags }: Pick<AlarmRecord, 'flags'>,
  ...names: readonly (keyof typeof FLAGS)[]
): boolean {
  return names.some((name) => (flags & FLAGS[name]) !== 0);
}

export function wakes({ base }: Pick<AlarmRecord, 'base'>): boolean {
  return base === 'rtc-wakeup' || base === 'elapsed-wakeup';
}

export function isByWall(base: AlarmBase): boolean {
  return base === 'rtc' || base === 'rtc-wakeup';
}

/** Whether two are one: PendingIntentRecord.Key, with Intent.filterEquals. */
export function sameOperation(one: AlarmOperation, other: AlarmOperation): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf({ requestCode = 0, intent }: AlarmOperation): string {
  const { action, uri, mimeType, component, package: packageName, categories = [] } = intent;
  return JSON.stringify([
    requestCode,
    action,
    uri,
    mimeType,
    component?.package,
    component?.activity,
    packageName,
    [...categories].sort(),
  ]);
}
