import type { ActivityEvents } from './activity-events.ts';
import type { PhoneClock } from './phone-clock.ts';

/** AppStandbyController: how often an app is used decides how often its jobs may run. */
export interface AppStandby {
  /** 5 exempted, 10 active, 20 working set, 30 frequent, 40 rare, 45 restricted, 50 never (UsageStatsManager). */
  bucket(packageName: string): number;
  setBucket(packageName: string, bucket: number): void;
  /** Up to 8.1 an app is idle or not; from 9 on that is: in a bucket from rare on. */
  inactive(packageName: string): boolean;
  setInactive(packageName: string, inactive: boolean): void;
}

export const BUCKETS = {
  exempted: 5,
  active: 10,
  working: 20,
  frequent: 30,
  rare: 40,
  restricted: 45,
  never: 50,
};

const HOUR_MS = 3_600_000;
/** AppStandbyController's elapsed thresholds of 9, and of 12 and later; the time that the display was on does not count here. */
const THRESHOLDS = (api: number): readonly (readonly [afterMs: number, bucket: number])[] =>
  api >= 31
    ? [
        [45 * 24 * HOUR_MS, BUCKETS.restricted],
        [8 * 24 * HOUR_MS, BUCKETS.rare],
        [24 * HOUR_MS, BUCKETS.frequent],
        [12 * HOUR_MS, BUCKETS.working],
      ]
    : [
        [48 * HOUR_MS, BUCKETS.rare],
        [24 * HOUR_MS, BUCKETS.frequent],
        [12 * HOUR_MS, BUCKETS.working],
      ];

export interface AppStandbyParts {
  readonly api: number;
  readonly clock: Pick<PhoneClock, 'elapsed'>;
  readonly events: ActivityEvents;
  /** Parts of the ROM are never idle. */
  isSystem(packageName: string): boolean;
}

export function createAppStandby({ api, clock, events, isSystem }: AppStandbyParts): AppStandby {
  const usedMs = new Map<string, number>();
  const forced = new Map<string, number>();
  const inFront = new Set<string>();
  events.on((event) => {
    if (event.kind !== 'resumed' && event.kind !== 'paused') return;
    const name = event.process.package.package;
    usedMs.set(name, clock.elapsed());
    // Use by the owner takes back what a command has set (reportEvent, USER_INTERACTION).
    forced.delete(name);
    if (event.kind === 'resumed') inFront.add(name);
    else inFront.delete(name);
  });

  function bucket(name: string): number {
    if (isSystem(name)) return BUCKETS.exempted;
    const set = forced.get(name);
    if (set !== undefined) return set;
    const sinceMs = usedMs.get(name);
    if (sinceMs === undefined) return BUCKETS.never;
    if (inFront.has(name)) return BUCKETS.active;
    const goneMs = clock.elapsed() - sinceMs;
    return THRESHOLDS(api).find(([afterMs]) => goneMs >= afterMs)?.[1] ?? BUCKETS.active;
  }

  return {
    bucket,
    setBucket: (name, wanted) => void forced.set(name, wanted),
    inactive: (name) => bucket(name) >= BUCKETS.rare,
    setInactive: (name, inactive) => void forced.set(name, inactive ? BUCKETS.rare : BUCKETS.active),
  };
}
