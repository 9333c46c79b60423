import { sum } from '../network/traffic-counter.ts';
import type { InterfaceName, Traffic, TrafficRow } from '../network-parts.ts';

/** What the statistics service has recorded: it looks at the kernel's counters at a poll only. */
export interface NetStatistics {
  poll(): void;
  /** By interface, uid, set and tag; `perInterface` adds all uids of one together. */
  history(perInterface: boolean): readonly History[];
  /** The kernel's counters begin anew, what was recorded stays. */
  rebooted(): void;
}

export interface History {
  readonly interface: InterfaceName;
  readonly uid: number;
  readonly set: TrafficRow['set'] | 'ALL';
  readonly tag: number;
  readonly bucketMs: number;
  readonly buckets: readonly Bucket[];
}

interface Bucket extends Traffic {
  readonly startMs: number;
}

interface StatisticsParts {
  traffic(): readonly TrafficRow[];
  readonly clock: { now(): number; elapsed(): number };
}

/** NetworkStatsService, DefaultNetworkStatsSettings: an hour per interface, two hours per uid. */
const INTERFACE_BUCKET_MS = 3_600_000;
const UID_BUCKET_MS = 7_200_000;
const ALL_UIDS = -1;
const NONE: Traffic = { sentBytes: 0, sentPackets: 0, receivedBytes: 0, receivedPackets: 0 };

export function createNetStatistics({ traffic, clock }: StatisticsParts): NetStatistics {
  const seen = new Map<string, Traffic>();
  const uids = new Map<string, History>();
  const interfaces = new Map<string, History>();
  let polledMs = 0;
  return {
    poll() {
      const span = { endMs: clock.now(), startMs: clock.now() - (clock.elapsed() - polledMs) };
      polledMs = clock.elapsed();
      for (const row of traffic()) {
        const now = sum(row.tcp, row.udp);
        const key = keyOf(row);
        const more = difference(now, seen.get(key) ?? NONE);
        seen.set(key, now);
        if (Object.values(more).every((value) => value === 0)) continue;
        record(uids, { ...row, bucketMs: UID_BUCKET_MS, buckets: [] }, more, span);
        if (row.tag !== 0) continue;
        const whole = { interface: row.interface, uid: ALL_UIDS, set: 'ALL', tag: 0 } as const;
        record(interfaces, { ...whole, bucketMs: INTERFACE_BUCKET_MS, buckets: [] }, more, span);
      }
    },
    history: (perInterface) => [...(perInterface ? interfaces : uids).values()],
    rebooted() {
      seen.clear();
      polledMs = 0;
    },
  };
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

function record(into: Map<string, History>, fresh: History, more: Traffic, span: Span): void {
  const key = keyOf(fresh);
  const before = into.get(key) ?? fresh;
  const buckets = new Map(before.buckets.map((bucket) => [bucket.startMs, bucket]));
  for (const part of spread(more, span, before.bucketMs)) {
    const known = buckets.get(part.startMs);
    buckets.set(part.startMs, known === undefined ? part : { ...sum(known, part), startMs: part.startMs });
  }
  const inOrder = [...buckets.values()].sort((one, other) => one.startMs - other.startMs);
  const { interface: over, uid, set, tag, bucketMs } = before;
  into.set(key, { interface: over, uid, set, tag, bucketMs, buckets: inOrder });
}

/** Over the buckets that the time since the last poll touches, by their share of it (NetworkStatsHistory.recordData). */
function spread(more: Traffic, { startMs, endMs }: Span, bucketMs: number): readonly Bucket[] {
  const buckets: Bucket[] = [];
  let left = more;
  let leftMs = endMs - startMs;
  for (let start = floor(endMs, bucketMs); ; start -= bucketMs) {
    const overlap = endMs - Math.max(start, startMs) - (endMs - startMs - leftMs);
    const first = start <= startMs || leftMs <= 0;
    const part = first ? left : share(left, overlap / leftMs);
    if (Object.values(part).some((value) => value > 0)) buckets.push({ ...part, startMs: start });
    if (first) return buckets;
    left = difference(left, part);
    leftMs -= overlap;
  }
}

function share(whole: Traffic, fraction: number): Traffic {
  return {
    sentBytes: Math.floor(whole.sentBytes * fraction),
    sentPackets: Math.floor(whole.sentPackets * fraction),
    receivedBytes: Math.floor(whole.receivedBytes * fraction),
    receivedPackets: Math.floor(whole.receivedPackets * fraction),
  };
}

function floor(ms: number, bucketMs: number): number {
  return Math.floor(ms / bucketMs) * bucketMs;
}

function difference(one: Traffic, other: Traffic): Traffic {
  return {
    sentBytes: one.sentBytes - other.sentBytes,
    sentPackets: one.sentPackets - other.sentPackets,
    receivedBytes: one.receivedBytes - other.receivedBytes,
    receivedPackets: one.receivedPackets - other.receivedPackets,
  };
}

function keyOf({
  interface: over,
  uid,
  set,
  tag,
}: Pick<History, 'interface' | 'uid' | 'set' | 'tag'>): string {
  return `${over} ${uid} ${set} ${tag}`;
}
