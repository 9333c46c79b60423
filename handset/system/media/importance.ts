import type { Activities } from '../activities.ts';
import { atLeast } from '../importance/proc-states.ts';

/** Whether a uid has a process of PROCESS_STATE_IMPORTANT_FOREGROUND or better: ContentService tells it at once. */
export function importantUid(activities: Pick<Activities, 'processes' | 'states'>, uid: number): boolean {
  return activities
    .processes()
    .filter((process) => process.package.uid === uid)
    .some((process) => atLeast(activities.states.of(process)?.state ?? 'NONE', 'IMPF'));
}
