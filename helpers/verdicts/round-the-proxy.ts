import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { UidSocket } from '../model/signal.ts';

/** DNS over TLS (RFC 7858, section 3.1). */
const DNS_OVER_TLS_PORT = 853;

/**
 * Connections of the target's that the phone showed and that do not lead to the proxy, one gap for each place. How many
 * bytes went there is said by the counters; here it is said whither.
 */
export function roundTheProxy(bundle: Bundle): readonly Gap[] {
  const gaps = new Map<string, Gap>();
  for (const sample of bundle.counters) {
    if (sample.kind !== 'sockets' || sample.uid !== bundle.run.app.uid) continue;
    for (const socket of sample.sockets.filter(leavesThePhone)) {
      const place = `${socket.remoteAddress}:${socket.remotePort} (${socket.protocol})`;
      const fromMs = gaps.get(place)?.during?.fromMs ?? sample.hostMs;
      gaps.set(place, gapOf(socket, place, { fromMs, toMs: sample.hostMs }));
    }
  }
  return [...gaps.values()];
}

function leavesThePhone({ remoteAddress, remotePort }: UidSocket): boolean {
  const nowhere = remotePort === 0 || /^(?:127\.|0\.0\.0\.0$|0:0:0:0:0:0:0:[01]$)/.test(remoteAddress);
  return !nowhere;
}

function gapOf({ remotePort }: UidSocket, place: string, during: NonNullable<Gap['during']>): Gap {
  const common = { channel: 'traffic', during } as const;
  return remotePort === DNS_OVER_TLS_PORT
    ? {
        ...common,
        code: 'dns-over-tls',
        because: `the app asks for names over TLS at ${place}, past the proxy, where nobody can read them; a name can carry anything`,
        remedy: 'find out whether the app can be told to use the phone’s own name server',
      }
    : {
        ...common,
        code: 'proxy-ignored',
        because: `the app has a connection of its own to ${place}, which does not use the phone’s proxy setting: what it sends there is not seen`,
        remedy:
          'use a build of the app that heeds the proxy setting, or a phone that leads all traffic to the proxy',
      };
}
