/** Totals of one UID over the phone's interfaces. */
export interface UidTotals {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** An Ethernet frame of 1,500 bytes less the IPv4 (20) and TCP (20) headers and the timestamp option (12). */
const SEGMENT_PAYLOAD = 1448;
const HEADERS = 52;
const SYN = 60;

/**
 * Counts as the kernel's per-UID statistics do: IP and TCP headers included. Segments are taken to be full but for
 * the last of each write, and every second one that arrives is acknowledged by itself (RFC 1122, delayed ACK).
 */
export function createByteCounter(changed: () => void = () => undefined): {
  totals(): ReadonlyMap<number, UidTotals>;
  opened(uid: number): void;
  sent(uid: number, payload: number): void;
  received(uid: number, payload: number): void;
  closed(uid: number): void;
} {
  const counted = new Map<number, UidTotals>();
  const add = (uid: number, sent: number, received: number): void => {
    const before = counted.get(uid) ?? { sentBytes: 0, receivedBytes: 0 };
    counted.set(uid, { sentBytes: before.sentBytes + sent, receivedBytes: before.receivedBytes + received });
    changed();
  };
  return {
    totals: () => counted,
    opened: (uid) => add(uid, SYN + HEADERS, SYN),
    closed: (uid) => add(uid, 2 * HEADERS, 2 * HEADERS),
    sent(uid, payload) {
      const segments = segmentsOf(payload);
      add(uid, payload + segments * HEADERS, Math.ceil(segments / 2) * HEADERS);
    },
    received(uid, payload) {
      const segments = segmentsOf(payload);
      add(uid, Math.ceil(segments / 2) * HEADERS, payload + segments * HEADERS);
    },
  };
}

function segmentsOf(payload: number): number {
  return Math.ceil(payload / SEGMENT_PAYLOAD);
}
