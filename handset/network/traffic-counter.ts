import type { InterfaceName, Traffic, TrafficRow } from '../network-parts.ts';

/** Whose bytes they are, and over which interface they go. */
export interface Account {
  readonly interface: InterfaceName;
  readonly uid: number;
  readonly tag?: number;
}

/** An Ethernet frame of 1,500 bytes less the IPv4 (20) and TCP (20) headers and the timestamp option (12). */
const SEGMENT_PAYLOAD = 1448;
const HEADERS = 52;
/** Options of a SYN: MSS, SACK, timestamp, window scale. */
const SYN = 60;
/** IPv4 (20) and UDP (8). */
const DATAGRAM_HEADERS = 28;
const FRAGMENT_PAYLOAD = 1480;

const NONE: Traffic = { sentBytes: 0, sentPackets: 0, receivedBytes: 0, receivedPackets: 0 };

/**
 * Counts as the kernel's per-UID statistics do: IP and transport headers included. Segments are taken to be full but
 * for the last of each write, and every second one that arrives is acknowledged by itself (RFC 1122, delayed ACK).
 */
export interface TrafficCounter {
  rows(): readonly TrafficRow[];
  totals(): ReadonlyMap<number, { readonly sentBytes: number; readonly receivedBytes: number }>;
  opened(account: Account): void;
  sent(account: Account, payload: number): void;
  received(account: Account, payload: number): void;
  closed(account: Account): void;
  datagramSent(account: Account, payload: number): void;
  datagramReceived(account: Account, payload: number): void;
  reset(): void;
}

export interface CounterParts {
  /** The set in which the uid's bytes count now. */
  isForeground(uid: number): boolean;
  changed(): void;
}

export function createTrafficCounter({ isForeground, changed }: CounterParts): TrafficCounter {
  const rows = new Map<string, TrafficRow>();
  function add(account: Account, protocol: 'tcp' | 'udp', more: Traffic): void {
    const set = isForeground(account.uid) ? 'FOREGROUND' : 'DEFAULT';
    for (const tag of new Set([0, account.tag ?? 0])) {
      const key = `${account.interface} ${account.uid} ${set} ${tag}`;
      const before = rows.get(key) ?? { ...account, set, tag, tcp: NONE, udp: NONE };
      rows.set(key, { ...before, tag, [protocol]: sum(before[protocol], more) });
    }
    changed();
  }
  const tcp = (account: Account, more: Traffic): void => add(account, 'tcp', more);
  return {
    rows: () => [...rows.values()],
    totals: () => totalsOf(rows.values()),
    opened: (account) => tcp(account, packets([SYN, HEADERS], [SYN])),
    closed: (account) => tcp(account, packets([HEADERS, HEADERS], [HEADERS, HEADERS])),
    sent: (account, payload) => tcp(account, segments(payload)),
    received: (account, payload) => tcp(account, reversed(segments(payload))),
    datagramSent: (account, payload) => add(account, 'udp', datagram(payload)),
    datagramReceived: (account, payload) => add(account, 'udp', reversed(datagram(payload))),
    reset() {
      rows.clear();
      changed();
    },
  };
}

function totalsOf(rows: Iterable<TrafficRow>): ReturnType<TrafficCounter['totals']> {
  const totals = new Map<number, { sentBytes: number; receivedBytes: number }>();
  for (const { uid, tag, tcp, udp } of rows) {
    if (tag !== 0) continue;
    const before = totals.get(uid) ?? { sentBytes: 0, receivedBytes: 0 };
    totals.set(uid, {
      sentBytes: before.sentBytes + tcp.sentBytes + udp.sentBytes,
      receivedBytes: before.receivedBytes + tcp.receivedBytes + udp.receivedBytes,
    });
  }
  return totals;
}

function packets(sent: readonly number[], received: readonly number[]): Traffic {
  const total = (sizes: readonly number[]): number => sizes.reduce((all, one) => all + one, 0);
  return {
    sentBytes: total(sent),
    sentPackets: sent.length,
    receivedBytes: total(received),
    receivedPackets: received.length,
  };
}

/** Payload that is sent, and what acknowledges it. */
function segments(payload: number): Traffic {
  const count = Math.ceil(payload / SEGMENT_PAYLOAD);
  const acknowledged = Math.ceil(count / 2);
  return {
    sentBytes: payload + count * HEADERS,
    sentPackets: count,
    receivedBytes: acknowledged * HEADERS,
    receivedPackets: acknowledged,
  };
}

/** Larger than a frame, it goes in fragments with an IPv4 header each. */
function datagram(payload: number): Traffic {
  const fragments = Math.max(1, Math.ceil((payload + 8) / FRAGMENT_PAYLOAD));
  const sentBytes = payload + DATAGRAM_HEADERS + (fragments - 1) * 20;
  return { ...NONE, sentBytes, sentPackets: fragments };
}

function reversed(traffic: Traffic): Traffic {
  return {
    sentBytes: traffic.receivedBytes,
    sentPackets: traffic.receivedPackets,
    receivedBytes: traffic.sentBytes,
    receivedPackets: traffic.sentPackets,
  };
}

/** Both together. */
export function sum(one: Traffic, other: Traffic): Traffic {
  return {
    sentBytes: one.sentBytes + other.sentBytes,
    sentPackets: one.sentPackets + other.sentPackets,
    receivedBytes: one.receivedBytes + other.receivedBytes,
    receivedPackets: one.receivedPackets + other.receivedPackets,
  };
}
