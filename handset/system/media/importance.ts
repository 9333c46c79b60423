import type { Activities } from '../activities.ts';
import { atLeast } from '../importance/proc-states.ts';

/** Whether a uid has a process of PROCESS_STATE_IMPORTANT_FOREGROUND or better: ContentService tells it at once. */
export function importantUid(activities: Running, uid: number): boolean {
  return hasProcess(activities, uid, 'IMPF');
}

/**
 * Whether what a uid sends counts in the foreground's set, and passes while background data is restricted: from
 * PROCESS_STATE_FOREGROUND_SERVICE on (NetworkPolicyManager.isProcStateAllowedWhileOnRestrictBackground).
 */
export function foregroundUid(activities: Running, uid: number): boolean {
  return hasProcess(activities, uid, 'FGS');
}

type Running = Pick<Activities, 'processes' | 'states'>;

function hasProcess(activities: Running, uid: number, least: 'IMPF' | 'FGS'): boolean {
  return activities
    .processes()
    .filter((process) => process.package.uid === uid)
    .some((process) => atLeast(activities.states.of(process)?.state ?? 'NONE', least));
}
