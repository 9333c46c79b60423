import type { Bundle } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import type { ConnectionFlow } from '../model/flow.ts';
import type { FlowId } from '../model/ids.ts';
import { possibleSockets } from './socket-matching.ts';

/**
 * Whose a connection is. `exact`: the phone's own port number came with it. `matched`: by order and time it can be no
 * other app's socket. `unknown`: no look at the phone's table met it, or those of several apps fit it.
 */
export type ConnectionOwner =
  | { readonly kind: 'exact' | 'matched'; readonly uid: number }
  | { readonly kind: 'unknown'; readonly because: string };

type Socket = Extract<CounterSample, { kind: 'socket' }>;
type Watch = Extract<CounterSample, { kind: 'socket-watch' }>;

/** What the phone and the tap say of one moment lies no farther apart: clocks, and adb, which may be busy. */
const APART_MS = 250;
/** Looks are less than 80 ms apart where no pause is noted, and both ends may be told late. */
const SURELY_SEEN_MS = 80 + 2 * APART_MS;

const NEVER_SHOWN = 'the phone did not show whose its sockets are';
const UNSEEN = 'it was over before a look at the phone’s sockets could have met it for certain';
const SEVERAL = 'sockets of several apps came at the same time';

/** Whose each connection is, by the looks at the phone's socket table. */
export function connectionOwners({ flows, counters }: Bundle): ReadonlyMap<FlowId, ConnectionOwner> {
  const connections = flows.flatMap((flow) => (flow.kind === 'connection' ? [flow] : []));
  const watches = counters.flatMap((sample) => (sample.kind === 'socket-watch' ? [sample] : []));
  const ports = new Set(watches.map(({ proxyPort }) => proxyPort));
  const sockets = counters.flatMap((sample) =>
    sample.kind === 'socket' && sample.socket.protocol === 'tcp' && ports.has(sample.socket.remotePort)
      ? [sample]
      : [],
  );
  const possible = possibleSockets({
    ownerOf: sockets.map(({ uid }) => uid),
    fitting: connections.map((connection) =>
      sockets.flatMap((socket, index) => (fits(connection, socket) ? [index] : [])),
    ),
    certain: new Set(
      connections.flatMap((connection, index) => (wasSurelySeen(connection, watches) ? [index] : [])),
    ),
  });
  return new Map(
    connections.map((connection, index) => {
      if (watches.length === 0) return [connection.id, unknown(NEVER_SHOWN)];
      const own = possible[index]?.flatMap((at) => sockets[at] ?? []);
      return [connection.id, ownerAmong(connection, own)];
    }),
  );
}

function ownerAmong(connection: ConnectionFlow, sockets: readonly Socket[] | undefined): ConnectionOwner {
  const uids = [...new Set(sockets?.map(({ uid }) => uid))];
  const [uid] = uids;
  if (uid === undefined) return unknown(UNSEEN);
  if (uids.length > 1) return unknown(SEVERAL);
  return { kind: hasPhonesPort(connection) ? 'exact' : 'matched', uid };
}

function unknown(because: string): ConnectionOwner {
  return { kind: 'unknown', because };
}

function fits(connection: ConnectionFlow, one: Socket): boolean {
  const { openedMs, closedMs } = connection;
  if (hasPhonesPort(connection) !== crossesNetwork(one)) return false;
  if (hasPhonesPort(connection) && connection.clientPort !== one.socket.localPort) return false;
  return (
    openedMs >= one.openedAfterMs - APART_MS &&
    openedMs <= one.openedByMs + APART_MS &&
    closedMs >= one.openUntilMs - APART_MS &&
    closedMs <= (one.goneByMs ?? Number.MAX_SAFE_INTEGER) + APART_MS
  );
}

function crossesNetwork({ socket }: Socket): boolean {
  return !/^(?:127\.|0:0:0:0:0:0:0:1$)/.test(socket.remoteAddress);
}

/** Not through `adb reverse`, behind which the port is adb's. */
function hasPhonesPort({ clientAddress }: ConnectionFlow): boolean {
  return clientAddress !== undefined;
}

/** Looks stood so densely while it was there that one of them met it. */
function wasSurelySeen({ openedMs, closedMs }: ConnectionFlow, watches: readonly Watch[]): boolean {
  const lookedMs = watches.map(({ fromMs, hostMs, pauses }) => {
    const [start, end] = [Math.max(openedMs, fromMs), Math.min(closedMs, hostMs)];
    const paused = pauses.map((one) => Math.min(end, one.toMs) - Math.max(start, one.fromMs));
    return Math.max(0, end - start - 2 * sum(paused.map((ms) => Math.max(0, ms))));
  });
  return sum(lookedMs) >= SURELY_SEEN_MS;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
