import type { Control } from '../model/timeline.ts';
import type { Adb } from './adb.ts';
import { readTotals } from './loopback-count.ts';

const PACKETS = 3;
/** Bytes of content in each: more than what the shell sends by chance, and nothing of interest. */
const CONTENT_BYTES = 1_000;
/** IPv4 (20, RFC 791) and ICMP (8, RFC 792). */
const HEADERS = 28;

/**
 * An address that is nobody's (192.0.2.0/24, RFC 5737), and packets that the first router throws away (TTL 1): they cross the
 * phone's interface and go no farther, whatever the network is.
 */
const PING = `ping -c ${PACKETS} -i 0.3 -s ${CONTENT_BYTES} -t 1 -W 1 -w 5 192.0.2.1 2>&1`;

/**
 * Whether the kernel counts what does not go through the proxy: what the phone's own shell sends, counted for the shell's UID. Only
 * then does it mean anything that nothing was counted for the target. `undefined` where there are no counters at all. With adb
 * over Wi-Fi the daemon sends under the same UID, past the proxy too: bytes of its own show the same.
 */
export async function controlDirect(adb: Pick<Adb, 'attempt'>): Promise<Control | undefined> {
  const before = await readTotals(adb);
  if (before === undefined) return undefined;
  const { stdout } = await adb.attempt(`id -u; ${PING}`);
  const after = await readTotals(adb);
  if (after === undefined) return undefined;
  const uid = Number(/^(\d+)\s*$/m.exec(stdout)?.[1] ?? Number.NaN);
  const sentBytes = (totals: typeof before): number => totals.get(uid)?.sentBytes ?? 0;
  return directControl(stdout, { uid, countedBytes: sentBytes(after) - sentBytes(before) });
}

/** `said` is of ping, whose summary both iputils and toybox print. */
export function directControl(
  said: string,
  { uid, countedBytes }: { readonly uid: number; readonly countedBytes: number },
): Control {
  const packets = Number(/^(\d+) packets transmitted/m.exec(said)?.[1] ?? 0);
  const sentBytes = packets * (CONTENT_BYTES + HEADERS);
  return {
    name: 'bytes that the phone’s shell sends past the proxy and that the kernel counts',
    channel: 'traffic',
    found: packets > 0 && countedBytes >= sentBytes,
    detail:
      packets === 0
        ? `nothing could be sent: ${
            said
              .replace(/^\d+\s/, '')
              .trim()
              .slice(0, 200) || 'ping said nothing'
          }`
        : `${sentBytes} bytes were sent to the next router by UID ${uid}, and the kernel counted ${countedBytes} for it meanwhile`,
  };
}
