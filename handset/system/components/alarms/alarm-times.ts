import type { AlarmRequest } from '../../../alarm-parts.ts';
import type { PhoneClock } from '../../phone-clock.ts';
import { type AlarmRecord, isByWall } from './alarm-record.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** AlarmManagerService.Constants: how soon an alarm of an app may be, how often it may repeat. */
const MIN_FUTURITY_MS = 5_000;
const MIN_INTERVAL_MS = MINUTE_MS;
const MAX_INTERVAL_MS = 365 * DAY_MS;
/** From 12 on for apps that target it (ENFORCE_MINIMUM_WINDOW_ON_INEXACT_ALARMS). */
const MIN_WINDOW_MS = 10 * MINUTE_MS;
/** MIN_FUZZABLE_INTERVAL: what is sooner is not deferred. */
const MIN_FUZZABLE_MS = 10_000;
/** From target 19 on `set` and `setRepeating` are inexact (AlarmManager.legacyExactLength). */
const FIRST_INEXACT_TARGET = 19;
const API_12 = 31;

export type AlarmTimes = Pick<AlarmRecord, 'atMs' | 'dueMs' | 'latestMs' | 'windowMs' | 'intervalMs'>;

/** What an app asked for: 0 is to the moment, `undefined` leaves it to the alarm manager. */
export function askedWindowMs(request: AlarmRequest, targetSdk: number): number | undefined {
  switch (request.kind) {
    case 'setExact':
    case 'setExactAndAllowWhileIdle':
    case 'setAlarmClock':
      return 0;
    case 'setWindow':
      return request.windowMs;
    case 'set':
    case 'setRepeating':
      return targetSdk < FIRST_INEXACT_TARGET ? 0 : undefined;
    case 'setAndAllowWhileIdle':
    case 'setInexactRepeating':
      return undefined;
  }
}

/** Since boot, of a time by the alarm's base. */
function sinceBoot(
  { base, atMs }: Pick<AlarmRecord, 'base' | 'atMs'>,
  clock: Pick<PhoneClock, 'now' | 'elapsed'>,
): number {
  return isByWall(base) ? atMs - (clock.now() - clock.elapsed()) : atMs;
}

/** When an alarm is due, and until when it may wait for others: AlarmManagerService.setImpl. */
export function timesOf(
  request: AlarmRequest,
  { api, targetSdk, exempt }: { readonly api: number; readonly targetSdk: number; readonly exempt: boolean },
  clock: Pick<PhoneClock, 'now' | 'elapsed'>,
): AlarmTimes {
  const nowMs = clock.elapsed();
  const atMs = Math.max(0, request.atMs);
  const base = request.kind === 'setAlarmClock' ? 'rtc-wakeup' : request.base;
  const dueMs = Math.max(sinceBoot({ base, atMs }, clock), nowMs + MIN_FUTURITY_MS);
  const intervalMs =
    request.kind === 'setRepeating' || request.kind === 'setInexactRepeating'
      ? Math.min(Math.max(request.intervalMs, MIN_INTERVAL_MS), MAX_INTERVAL_MS)
      : 0;
  const asked = askedWindowMs(request, targetSdk);
  const enforced = api >= API_12 && targetSdk >= API_12 && !exempt;
  const windowMs =
    asked === undefined
      ? heuristicMs(api, intervalMs, dueMs - nowMs)
      : asked === 0
        ? 0
        : limited(asked, api, enforced ? Math.min(MIN_WINDOW_MS, Math.floor(0.75 * (dueMs - nowMs))) : 0);
  return { atMs, dueMs, latestMs: dueMs + windowMs, windowMs, intervalMs };
}

/** AlarmManagerService.maxTriggerTime: three quarters of the time until then, from 12 on an hour at most. */
function heuristicMs(api: number, intervalMs: number, futurityMs: number): number {
  const spanMs = intervalMs === 0 ? futurityMs : intervalMs;
  const fuzzMs = spanMs < MIN_FUZZABLE_MS ? 0 : Math.floor(0.75 * spanMs);
  return intervalMs === 0 && api >= API_12 ? Math.min(fuzzMs, HOUR_MS) : fuzzMs;
}

function limited(windowMs: number, api: number, leastMs: number): number {
  if (api >= API_12) return Math.min(Math.max(windowMs, leastMs), DAY_MS);
  return windowMs > DAY_MS / 2 ? HOUR_MS : windowMs;
}

/** The same alarm once the clock on the wall was set: its window goes with it. */
export function atNewTime(record: AlarmRecord, clock: Pick<PhoneClock, 'now' | 'elapsed'>): AlarmRecord {
  if (!isByWall(record.base)) return record;
  const dueMs = sinceBoot(record, clock);
  return { ...record, dueMs, latestMs: dueMs + record.windowMs };
}

/** How often it would have gone off by now, and the alarm of the next time. */
export function repeated(
  record: AlarmRecord,
  nowMs: number,
): { readonly count: number; readonly next: AlarmRecord | undefined } {
  const { intervalMs, dueMs, atMs, windowMs } = record;
  if (intervalMs === 0) return { count: 1, next: undefined };
  const count = 1 + Math.max(0, Math.floor((nowMs - dueMs) / intervalMs));
  const onMs = count * intervalMs;
  const due = { atMs: atMs + onMs, dueMs: dueMs + onMs, latestMs: dueMs + onMs + windowMs };
  return { count, next: { ...record, ...due } };
}
