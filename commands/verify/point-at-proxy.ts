import type { Adb } from '../../helpers/device/adb.ts';
import { trustAuthority } from '../../helpers/device/authority/trust-authority.ts';
import { reversePort, setProxy } from '../../helpers/device/phone-settings.ts';
import type { Superuser } from '../../helpers/device/superuser.ts';
import type { Gap } from '../../helpers/model/gap.ts';
import type { AuthorityTrust } from '../../helpers/model/run.ts';
import type { TimelineEvent } from '../../helpers/model/timeline.ts';
import type { RunningProxy } from '../../proxy/proxy.ts';

interface PointedPhone {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly note: (event: TimelineEvent) => void;
  readonly proxy: Pick<RunningProxy, 'port' | 'authority'>;
  /** Of this machine, in the phone's own network; absent: the way is by adb. */
  readonly address: string | undefined;
}

const UNTRUSTED: Gap = {
  code: 'traffic-unreadable',
  channel: 'traffic',
  because:
    'without root the phone cannot be made to trust the run’s certificate authority: what apps send by TLS is not seen',
  remedy: 'use a phone with root, or an emulator',
};

/**
 * Has the phone trust the proxy's authority where it can, and send its traffic there. Tells what trust was reached; `closing`
 * takes what undoes it.
 */
export async function pointAtProxy(
  { adb, superuser, note, proxy, address }: PointedPhone,
  closing: (() => Promise<void>)[],
): Promise<AuthorityTrust> {
  const { trust, changes } = await trustAuthority({ adb, superuser, note }, proxy.authority);
  if (superuser === undefined) note({ kind: 'gap', at: { hostMs: Date.now() }, gap: UNTRUSTED });
  closing.push(...changes.map((change) => () => change.undo()));
  if (address === undefined) {
    const reversed = await reversePort(adb, note, proxy.port);
    closing.push(() => reversed.undo());
  }
  const proxied = await setProxy(adb, note, `${address ?? '127.0.0.1'}:${proxy.port}`);
  closing.push(() => proxied.undo());
  return trust;
}
