import type { Adb } from '../../helpers/device/adb.ts';
import {
  type PhoneChange,
  reversePort,
  setProxy,
  trustAuthority,
} from '../../helpers/device/phone-settings.ts';
import type { Superuser } from '../../helpers/device/superuser.ts';
import type { Gap } from '../../helpers/model/gap.ts';
import type { TimelineEvent } from '../../helpers/model/timeline.ts';
import type { RunningProxy } from '../../proxy/proxy.ts';

interface PointedPhone {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly note: (event: TimelineEvent) => void;
  readonly proxy: Pick<RunningProxy, 'port' | 'authority'>;
}

const UNTRUSTED: Gap = {
  code: 'traffic-unreadable',
  channel: 'traffic',
  because:
    'without root the phone cannot be made to trust the run’s certificate authority: what apps send by TLS is not seen',
  remedy: 'use a phone with root, or an emulator',
};

/** Has the phone trust the proxy's authority where it can, and send its traffic there. `closing` takes what undoes it. */
export async function pointAtProxy(
  { adb, superuser, note, proxy }: PointedPhone,
  closing: (() => Promise<void>)[],
): Promise<void> {
  const keep = (change: PhoneChange | undefined): void => {
    if (change !== undefined) closing.push(() => change.undo());
  };
  keep(await trustAuthority(adb, note, superuser, proxy.authority));
  if (superuser === undefined) note({ kind: 'gap', at: { hostMs: Date.now() }, gap: UNTRUSTED });
  keep(await reversePort(adb, note, proxy.port));
  keep(await setProxy(adb, note, proxy.port));
}
