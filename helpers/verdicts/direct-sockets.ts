import type { Bundle } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import type { Interval } from '../model/moment.ts';
import { isToProxy } from './round-the-proxy.ts';
import { isTargetsUid } from './uids.ts';

type Socket = Extract<CounterSample, { kind: 'socket' }>;

const MOST_NAMED = 4;

/** The target's sockets of that time that lead neither to the proxy nor to the phone itself, in words; empty for none. */
export function directSockets({ run, counters }: Bundle, during: Interval): string {
  const ends = counters.flatMap((sample) =>
    sample.kind === 'socket' &&
    isTargetsUid(run.app.uid, sample.uid) &&
    !isToProxy(run, sample.socket) &&
    !/^(?:127\.|0:0:0:0:0:0:0:1$)/.test(sample.socket.remoteAddress) &&
    isWithin(sample, during)
      ? [endOf(sample)]
      : [],
  );
  const named = [...new Set(ends)].sort();
  const more = named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : '';
  return named.length === 0 ? '' : `, when it held ${named.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function isWithin({ openedByMs, goneByMs }: Socket, { fromMs, toMs }: Interval): boolean {
  return openedByMs <= toMs && (goneByMs ?? Number.MAX_SAFE_INTEGER) >= fromMs;
}

/** A UDP socket that sends to many has no other end. */
function endOf({ socket: { protocol, remoteAddress, remotePort } }: Socket): string {
  const where = remotePort === 0 ? 'without a fixed address' : `to ${remoteAddress}:${remotePort}`;
  return `a socket of ${protocol.toUpperCase()} ${where}`;
}
