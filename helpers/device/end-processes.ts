import type { Adb } from './adb.ts';
import type { Superuser } from './superuser.ts';
import { waitFor } from './wait.ts';

const LIMITS = { timeoutMs: 3_000, everyMs: 50 } as const;
/** Of a uid, which of them is the user's part (UserHandle.PER_USER_RANGE). */
const PER_USER = 100_000;

/**
 * Kills every process of an app, for every user and whatever it is called, and says whether none is left. Only root may: what
 * `am kill` spares, it does not.
 */
export async function endProcesses(adb: Adb, superuser: Superuser, uid: number): Promise<boolean> {
  const running = superuser.wrap(`ps -A -o UID,PID`);
  const isGone = async (): Promise<true | undefined> => {
    const pids = processesOf((await adb.attempt(running)).stdout, uid);
    if (pids === undefined) return undefined;
    if (pids.length === 0) return true;
    await adb.attempt(superuser.wrap(`kill -9 ${pids.join(' ')}`));
    return undefined;
  };
  return (await waitFor(isGone, LIMITS)) === true;
}

/** The process ids of an app in `ps -A -o UID,PID`; `undefined` for output that lists no process at all, which proves nothing. */
export function processesOf(output: string, uid: number): readonly number[] | undefined {
  const all = [...output.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, owner, pid]) => ({
    owner: Number(owner),
    pid: Number(pid),
  }));
  if (all.length === 0) return undefined;
  return all.flatMap(({ owner, pid }) => (owner % PER_USER === uid % PER_USER ? [pid] : []));
}
