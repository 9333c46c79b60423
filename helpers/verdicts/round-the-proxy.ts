import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { Interval } from '../model/moment.ts';
import type { UidSocket } from '../model/signal.ts';
import { isTargetsUid } from './uids.ts';

/** DNS over TLS (RFC 7858, section 3.1). */
const DNS_OVER_TLS_PORT = 853;

/**
 * Connections of the target's that the phone showed and that do not lead to the proxy, one gap for each place, as far as they
 * were there when there was an image to send. How many bytes went there is said by the counters; here it is said whither.
 */
export function roundTheProxy(bundle: Bundle): readonly Gap[] {
  const firstImageMs = Math.min(...bundle.stimuli.map(({ requested }) => requested.hostMs));
  const gaps = new Map<string, Gap>();
  for (const { socket, during } of targetsSockets(bundle)) {
    if (!leavesThePhone(socket) || during.toMs < firstImageMs) continue;
    const place = `${socket.remoteAddress}:${socket.remotePort} (${socket.protocol})`;
    const before = gaps.get(place)?.during ?? during;
    const fromMs = Math.min(before.fromMs, during.fromMs);
    gaps.set(place, gapOf(socket, place, { fromMs, toMs: Math.max(before.toMs, during.toMs) }));
  }
  return [...gaps].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap);
}

/** By adb it is at the phone's own loopback, which nothing leaves; with `--proxy-listen` at an address of this machine. */
export function isToProxy({ options }: Bundle['run'], { remoteAddress }: UidSocket): boolean {
  return remoteAddress === options.proxyListen;
}

interface Seen {
  readonly socket: UidSocket;
  readonly during: Interval;
}

/** By the watch of the socket table, and by what was asked before each step; those towards the proxy left out. */
function targetsSockets({ run, counters }: Bundle): readonly Seen[] {
  const seen = counters.flatMap((sample): readonly Seen[] => {
    if (sample.kind === 'socket' && isTargetsUid(run.app.uid, sample.uid)) {
      const during = { fromMs: sample.openedByMs, toMs: sample.goneByMs ?? sample.hostMs };
      return [{ socket: sample.socket, during }];
    }
    if (sample.kind !== 'sockets' || !isTargetsUid(run.app.uid, sample.uid)) return [];
    const during = { fromMs: sample.hostMs, toMs: sample.hostMs };
    return sample.sockets.map((socket) => ({ socket, during }));
  });
  return seen.filter(({ socket }) => !isToProxy(run, socket));
}

function leavesThePhone({ remoteAddress, remotePort }: UidSocket): boolean {
  const nowhere = remotePort === 0 || /^(?:127\.|0\.0\.0\.0$|0:0:0:0:0:0:0:[01]$)/.test(remoteAddress);
  return !nowhere;
}

function gapOf({ remotePort }: UidSocket, place: string, during: Interval): Gap {
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
