import type { Adb } from './adb.ts';

/**
 * Whether the phone's log of events has any process of an app start since boot. `undefined` when the log has no starts at
 * all, which would tell nothing. By the app's uid, whatever its processes are called, for every user.
 */
export async function hasStartedSinceBoot(adb: Adb, uid: number): Promise<boolean | undefined> {
  const { stdout } = await adb.attempt('logcat -b events -d -s am_proc_start');
  return parseStarts(stdout, uid);
}

/** Lines of `am_proc_start`: `[User,PID,UID,Process Name,Type,Component]` (AOSP, am/EventLogTags.logtags). */
export function parseStarts(log: string, uid: number): boolean | undefined {
  const uids = [...log.matchAll(/am_proc_start\S*(?:\(\s*\d+\))?:? \[\d+,\d+,(\d+),/g)].map(([, one]) =>
    Number(one),
  );
  return uids.length === 0 ? undefined : uids.some((one) => one % 100_000 === uid % 100_000);
}
