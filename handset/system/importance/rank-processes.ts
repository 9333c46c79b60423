import type { PhoneProcess } from '../process.ts';
import { type Importance, rawImportance, type Standing, UNKNOWN_ADJ } from './importance.ts';

export interface Ranked {
  readonly process: PhoneProcess;
  readonly importance: Importance;
}

/** Levels of cached processes: those with activities and the empty ones have every second one each. */
interface Levels {
  /** How many levels each of the two has. */
  readonly slots: number;
  readonly max: number;
  readonly step: number;
  readonly activities: readonly [first: number, second: number];
  readonly empty: readonly [first: number, second: number];
}

/** CACHED_APP_MAX_ADJ is 906 up to 9, where `cch`, `cch+2`, `cch+4` hold four processes each of twelve (haval_a9). */
const UP_TO_9: Levels = { slots: 3, max: 906, step: 2, activities: [900, 901], empty: [900, 902] };
/** CACHED_APP_MAX_ADJ 999 and CACHED_APP_IMPORTANCE_LEVELS 5 (ProcessList of 10 and 11). */
const FROM_10: Levels = { slots: 10, max: 999, step: 10, activities: [900, 910], empty: [905, 915] };

/** Every process with its adj, in the given order: that of use, the latest first (OomAdjuster.assignCachedAdjIfNecessary). */
export function rankProcesses(latestFirst: readonly PhoneProcess[], standing: Standing): readonly Ranked[] {
  const raw = latestFirst.map((process) => ({ process, importance: rawImportance(process, standing) }));
  const levels = standing.api >= 29 ? FROM_10 : UP_TO_9;
  const withActivities = raw.filter((one) => isCached(one) && hasTask(one));
  const empty = raw.filter((one) => isCached(one) && !hasTask(one));
  return raw.map((one) => {
    if (!isCached(one)) return one;
    const adj = withActivities.includes(one)
      ? level(levels, levels.activities, place(withActivities, one, levels))
      : level(levels, levels.empty, place(empty, one, levels));
    return { process: one.process, importance: { ...one.importance, adj } };
  });
}

function hasTask({ importance: { state } }: Ranked): boolean {
  return state === 'CAC' || state === 'CRE';
}

function isCached({ importance }: Ranked): boolean {
  return importance.adj === UNKNOWN_ADJ;
}

/** Which level it gets when all of its kind are spread over the levels that there are. */
function place(kind: readonly Ranked[], one: Ranked, { slots }: Levels): number {
  return Math.floor(kind.indexOf(one) / Math.max(1, Math.ceil(kind.length / slots)));
}

function level({ max, step }: Levels, [first, second]: Levels['empty'], index: number): number {
  return index === 0 ? first : Math.min(max, second + (index - 1) * step);
}
