import { type AlarmRecord, has } from './alarm-record.ts';

/** Which alarms go off together. */
export interface AlarmStore {
  /** When some are to go off next, by the time since boot. */
  next(records: readonly AlarmRecord[]): number | undefined;
  /** Those that go off now. */
  due(records: readonly AlarmRecord[], nowMs: number): readonly AlarmRecord[];
}

/** Alarms whose windows overlap: they go off together at the latest of their due times. */
export interface AlarmBatch {
  readonly startMs: number;
  readonly endMs: number;
  readonly flags: number;
  readonly alarms: readonly AlarmRecord[];
}

export function alarmStore(api: number): AlarmStore {
  return api >= 31 ? LAZY : BATCHED;
}

/** Up to 11: AlarmManagerService.insertAndBatchAlarmLocked, in the order in which they were set. */
export function batchesOf(records: readonly AlarmRecord[]): readonly AlarmBatch[] {
  const shared: AlarmBatch[] = [];
  for (const record of records.filter((one) => !has(one, 'standalone'))) {
    const at = shared.findIndex((batch) => canHold(batch, record));
    const batch = shared[at];
    if (batch === undefined) shared.push(batchOf(record));
    else shared[at] = joined(batch, record);
    shared.sort(byStart);
  }
  const alone = records.filter((one) => has(one, 'standalone'));
  return [...alone.map(batchOf), ...shared].sort(byStart);
}

function byStart(one: AlarmBatch, other: AlarmBatch): number {
  return one.startMs - other.startMs;
}

function batchOf(record: AlarmRecord): AlarmBatch {
  return { startMs: record.dueMs, endMs: record.latestMs, flags: record.flags, alarms: [record] };
}

function canHold({ startMs, endMs }: AlarmBatch, { dueMs, latestMs }: AlarmRecord): boolean {
  return endMs >= dueMs && startMs <= latestMs;
}

function joined(batch: AlarmBatch, record: AlarmRecord): AlarmBatch {
  return {
    startMs: Math.max(batch.startMs, record.dueMs),
    endMs: Math.min(batch.endMs, record.latestMs),
    flags: batch.flags | record.flags,
    alarms: inOrder([...batch.alarms, record]),
  };
}

export function inOrder(records: readonly AlarmRecord[]): readonly AlarmRecord[] {
  return [...records].sort((a, b) => a.dueMs - b.dueMs);
}

const BATCHED: AlarmStore = {
  next: (records) => batchesOf(records)[0]?.startMs,
  due: (records, nowMs) =>
    batchesOf(records)
      .filter(({ startMs }) => startMs <= nowMs)
      .flatMap(({ alarms }) => alarms),
};

/** From 12 on: LazyAlarmStore waits for the end of the first window, and then takes along whatever is due. */
const LAZY: AlarmStore = {
  next(records) {
    let nextMs: number | undefined;
    for (const { dueMs, latestMs } of inOrder(records)) {
      if (nextMs !== undefined && dueMs > nextMs) break;
      nextMs = Math.min(nextMs ?? latestMs, latestMs);
    }
    return nextMs;
  },
  due(records, nowMs) {
    if ((this.next(records) ?? Number.POSITIVE_INFINITY) > nowMs) return [];
    const ready = inOrder(records).filter(({ dueMs }) => dueMs <= nowMs);
    const alone = ready.filter((record) => has(record, 'standalone'));
    return alone.length > 0 ? alone : ready;
  },
};
