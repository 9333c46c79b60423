import type { CounterSample } from '../../model/counter.ts';
import { HarnessError } from '../../model/harness-error.ts';
import type { Adb } from '../adb.ts';

type UidPackages = Extract<CounterSample, { kind: 'uid-packages' }>;

/** What these UIDs are called on the phone. What it does not tell, or a phone that is gone, leaves no line. */
export async function readUidPackages(
  adb: Pick<Adb, 'attempt'>,
  uids: ReadonlySet<number>,
): Promise<readonly UidPackages[]> {
  try {
    const all = packagesByUid((await adb.attempt('pm list packages -U')).stdout);
    const system = packagesByUid((await adb.attempt('pm list packages -s -U')).stdout);
    const hostMs = Date.now();
    return [...uids]
      .sort((a, b) => a - b)
      .flatMap((uid) => {
        const packages = all.get(uid);
        return packages === undefined
          ? []
          : [{ kind: 'uid-packages', hostMs, uid, packages, system: system.has(uid) }];
      });
  } catch (error) {
    if (error instanceof HarnessError) return [];
    throw error;
  }
}

/** `package:<name> uid:<uid>[,<uid>…]`: from Android 8 on; later ones name one UID for each user. */
export function packagesByUid(output: string): ReadonlyMap<number, readonly string[]> {
  const byUid = new Map<number, string[]>();
  for (const line of output.split('\n')) {
    const [, name, uids] = /^package:(\S+) uid:([\d,]+)\s*$/.exec(line) ?? [];
    if (name === undefined || uids === undefined) continue;
    for (const uid of uids.split(',').map(Number)) byUid.set(uid, [...(byUid.get(uid) ?? []), name]);
  }
  return byUid;
}
