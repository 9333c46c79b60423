import type { DeviceIdle } from '../../device-idle.ts';
import { type AlarmRecord, has } from './alarm-record.ts';

const MINUTE_MS = 60_000;
/** Up to 11, between two alarms of a uid: ALLOW_WHILE_IDLE_LONG_TIME while the phone dozes, SHORT_TIME otherwise. */
const LONG_MS = 9 * MINUTE_MS;
const SHORT_MS = 5_000;
/** From 12 on, in an hour: ALLOW_WHILE_IDLE_QUOTA and ALLOW_WHILE_IDLE_COMPAT_QUOTA. */
const WINDOW_MS = 60 * MINUTE_MS;
const QUOTA = 72;
const COMPAT_QUOTA = 7;
const API_12 = 31;

/** Alarms in doze: which wait for its end, and how often those come that do not. Light doze holds no alarms back. */
export interface WhileIdle {
  dozing(): boolean;
  /** Waits until the phone dozes no more. */
  holdsBack(record: AlarmRecord): boolean;
  /** From when on an alarm that is allowed in doze may go off; 0 for all others. */
  allowedMs(record: AlarmRecord): number;
  sent(record: AlarmRecord, nowMs: number): void;
  /** When alarms that are allowed in doze went off last, by uid, for dumps. */
  latest(): ReadonlyMap<number, number>;
  minIntervalMs(): number;
  forget(): void;
}

export function createWhileIdle(api: number, deviceIdle: Pick<DeviceIdle, 'state'>): WhileIdle {
  const sentMs = new Map<string, number[]>();
  const latest = new Map<number, number>();
  const dozing = (): boolean => deviceIdle.state('deep') === 'IDLE';
  const minIntervalMs = (): number => (dozing() ? LONG_MS : SHORT_MS);
  return {
    dozing,
    holdsBack: (record) =>
      dozing() &&
      !has(record, 'allowWhileIdle', 'allowWhileIdleCompat', 'allowWhileIdleUnrestricted', 'wakeFromIdle'),
    allowedMs(record) {
      const history = sentMs.get(keyOf(record)) ?? [];
      if (!limited(record)) return 0;
      if (api < API_12) return (history.at(-1) ?? -minIntervalMs()) + minIntervalMs();
      const quota = has(record, 'allowWhileIdle') ? QUOTA : COMPAT_QUOTA;
      const oldest = history.at(-quota);
      return dozing() && oldest !== undefined ? oldest + WINDOW_MS : 0;
    },
    sent(record, nowMs) {
      if (!limited(record)) return;
      sentMs.set(keyOf(record), [...(sentMs.get(keyOf(record)) ?? []), nowMs].slice(-QUOTA));
      latest.set(record.package.uid, nowMs);
    },
    latest: () => latest,
    minIntervalMs,
    forget() {
      sentMs.clear();
      latest.clear();
    },
  };
}

function limited(record: AlarmRecord): boolean {
  return has(record, 'allowWhileIdle', 'allowWhileIdleCompat');
}

function keyOf(record: AlarmRecord): string {
  return `${record.package.uid} ${has(record, 'allowWhileIdle')}`;
}
