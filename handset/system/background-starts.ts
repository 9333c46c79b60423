import type { PhoneProcess } from './process.ts';

/** What decides whether an app may start an activity now (ActivityStarter.shouldAbortBackgroundActivityStart of 10). */
export interface BackgroundStartParts {
  readonly api: number;
  readonly elapsedMs: number;
  /** In front, or seen below what is. */
  readonly visible: boolean;
  readonly isHome: boolean;
  readonly mayDrawOverApps: boolean;
  /** The time since boot at which HOME was pressed last: for five seconds no app may switch then. */
  readonly homePressedMs: number | undefined;
}

/** ACTIVITY_BG_START_GRACE_PERIOD_MS: an app that was in front just now may still start one. */
const GRACE_MS = 10_000;
/** ActivityTaskManagerService.APP_SWITCH_DELAY_TIME. */
const SWITCH_DELAY_MS = 5_000;

/** Up to 9 every app may; from 10 on only one that is seen, was so just now, or is trusted with it. */
export function mayStartActivities(process: PhoneProcess, parts: BackgroundStartParts): boolean {
  if (parts.api < 29 || parts.visible || parts.isHome || parts.mayDrawOverApps) return true;
  // Apps of the system's own uids, and what instruments another one.
  if (process.package.uid < 10_000 || [...process.holds].some(({ kind }) => kind === 'instrumentation'))
    return true;
  const { homePressedMs, elapsedMs } = parts;
  if (homePressedMs !== undefined && elapsedMs - homePressedMs < SWITCH_DELAY_MS) return false;
  return process.leftElapsedMs !== undefined && elapsedMs - process.leftElapsedMs < GRACE_MS;
}
