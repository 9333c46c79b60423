import type { Control } from '../model/timeline.ts';
import { FIRST_APP_UID } from '../model/uid.ts';
import type { Adb } from './adb.ts';
import { parseNetworkCounters, type UidBytes } from './network-counters.ts';
import { shellLine } from './shell-quote.ts';
import { packagesByUid } from './sockets/uid-packages.ts';

type Totals = ReadonlyMap<number, UidBytes>;

/** What the kernel counted for each UID so far; `undefined` where the phone does not say. */
export async function readTotals(adb: Pick<Adb, 'attempt'>): Promise<Totals | undefined> {
  const { stdout } = await adb.attempt('dumpsys netstats --poll; dumpsys netstats --full --uid');
  return /^Forced poll\r?$/m.test(stdout) ? parseNetworkCounters(stdout) : undefined;
}

/** The UID of the app that opens this address; `undefined` where the phone would ask which. */
export async function openerOf(adb: Pick<Adb, 'attempt'>, url: string): Promise<number | undefined> {
  const asked = shellLine([
    'cmd',
    'package',
    'resolve-activity',
    '--brief',
    '-a',
    'android.intent.action.VIEW',
    '-d',
    url,
  ]);
  const said = await adb.attempt(`${asked}; pm list packages -U`);
  const opener = /^([\w.]+)\/\S+\s*$/m.exec(said.stdout)?.[1];
  const uids = [...packagesByUid(said.stdout)];
  const uid = uids.find(([, names]) => opener !== undefined && names.includes(opener))?.[0];
  return uid === undefined || uid < FIRST_APP_UID ? undefined : uid;
}

/**
 * Whether what was uploaded through the proxy was counted, which it must not be: only then is all that is counted for the
 * target what went round the proxy. Of an uploader that is not known any app counts.
 */
export function loopbackControl(
  uploadedBytes: number,
  {
    before,
    after,
    uid,
  }: { readonly before: Totals; readonly after: Totals; readonly uid: number | undefined },
): Control {
  const sent = [...after]
    .filter(([one]) => (uid === undefined ? one >= FIRST_APP_UID : one === uid))
    .map(([one, { sentBytes }]) => sentBytes - (before.get(one)?.sentBytes ?? 0));
  const most = Math.max(0, ...sent);
  const whose = uid === undefined ? 'for one app' : `for the browser (UID ${uid})`;
  return {
    name: 'bytes that went through the proxy and that the kernel counts',
    channel: 'traffic',
    plants: 'no-leak',
    found: most >= uploadedBytes,
    detail: `${uploadedBytes} bytes were uploaded through the proxy, and the kernel counted ${most} ${whose} meanwhile`,
  };
}
