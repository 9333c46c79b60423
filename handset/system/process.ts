import type { AppHandlers, Screen } from '../parts.ts';
import type { InstalledPackage } from './packages.ts';

/** A running process of a package. What it registered ends with it. */
export interface PhoneProcess {
  readonly pid: number;
  readonly package: InstalledPackage;
  readonly startedMs: number;
  handlers: AppHandlers | undefined;
  screen: Screen | undefined;
  activity: string | undefined;
  /** When it left the foreground; undefined while it is there. */
  leftMs: number | undefined;
  readonly onEnd: (() => void)[];
  ended: boolean;
}

/** Process state codes as `dumpsys activity` prints them (ActivityManager.makeProcStateString of Android 9). */
export type ProcStateCode = 'TOP' | 'FGS' | 'LAST' | 'CAC';

const BACKGROUND_MS = 10_000;

/** For a while after leaving, an app is the previous one (adj 700, `LAST`); then it is cached with its activities. */
export function procState(
  process: PhoneProcess,
  front: PhoneProcess | undefined,
  nowMs: number,
): ProcStateCode {
  if (process === front) return 'TOP';
  if (process.package.package === 'io.appium.settings') return 'FGS';
  return process.leftMs !== undefined && nowMs - process.leftMs < BACKGROUND_MS ? 'LAST' : 'CAC';
}
