import type { JobRequest } from '../../component-parts.ts';
import type { InstalledPackage } from '../package-state.ts';
import type { PhoneProcess } from '../process.ts';

/** A scheduled job, as the job scheduler keeps it; times are by the time since boot. */
export interface JobRecord {
  readonly package: InstalledPackage;
  readonly request: JobRequest;
  readonly enqueuedMs: number;
  /** Not before, and run whatever else holds from then on. */
  readonly earliestMs: number | undefined;
  readonly latestMs: number | undefined;
  readonly failures: number;
  /** Content URIs that have changed since it was scheduled. */
  readonly changed: Set<string>;
  /** When the last of them has settled. */
  triggeredMs: number | undefined;
  /** How `cmd jobscheduler run` overrides its constraints, until it has run. */
  override: 'none' | 'sorting' | 'soft' | 'full';
  running: RunningRecord | undefined;
  readonly releases: Set<() => void>;
}

interface RunningRecord {
  readonly process: PhoneProcess;
  readonly sinceMs: number;
  /** Has the app end it. */
  stop(why: string): void;
}

/** The constraints that a job can have, as JobStatus.dumpConstraints names them, in its order. */
export type Constraint =
  | 'CHARGING'
  | 'BATTERY_NOT_LOW'
  | 'STORAGE_NOT_LOW'
  | 'TIMING_DELAY'
  | 'DEADLINE'
  | 'IDLE'
  | 'CONNECTIVITY'
  | 'CONTENT_TRIGGER';

/** What jobs ask of the phone. */
export interface Conditions {
  readonly charging: boolean;
  readonly batteryNotLow: boolean;
  readonly storageNotLow: boolean;
  /** Dark, or in its dock, for long enough (`idleness.ts`). */
  readonly idle: boolean;
  readonly online: boolean;
  /** Of the two networks that there are, mobile data is metered. */
  readonly metered: boolean;
  readonly elapsedMs: number;
}

/** JobStatus.SOFT_OVERRIDE_CONSTRAINTS: what `run` without options leaves aside. */
const SOFT: readonly Constraint[] = [
  'CHARGING',
  'BATTERY_NOT_LOW',
  'STORAGE_NOT_LOW',
  'TIMING_DELAY',
  'IDLE',
];

export function requiredConstraints({ request, earliestMs, latestMs }: JobRecord): readonly Constraint[] {
  const asked: readonly (readonly [Constraint, boolean])[] = [
    ['CHARGING', request.charging === true],
    ['BATTERY_NOT_LOW', request.batteryNotLow === true],
    ['STORAGE_NOT_LOW', request.storageNotLow === true],
    ['TIMING_DELAY', earliestMs !== undefined],
    ['DEADLINE', latestMs !== undefined],
    ['IDLE', request.deviceIdle === true],
    ['CONNECTIVITY', request.network !== undefined],
    ['CONTENT_TRIGGER', (request.triggers ?? []).length > 0],
  ];
  return asked.flatMap(([name, is]) => (is ? [name] : []));
}

export function satisfies(job: JobRecord, constraint: Constraint, now: Conditions): boolean {
  switch (constraint) {
    case 'CHARGING':
      return now.charging;
    case 'BATTERY_NOT_LOW':
      return now.batteryNotLow;
    case 'STORAGE_NOT_LOW':
      return now.storageNotLow;
    case 'TIMING_DELAY':
      return now.elapsedMs >= (job.earliestMs ?? 0);
    case 'DEADLINE':
      return now.elapsedMs >= (job.latestMs ?? Number.POSITIVE_INFINITY);
    case 'IDLE':
      return now.idle;
    case 'CONNECTIVITY':
      return (
        now.online &&
        (job.request.network !== 'cellular' || now.metered) &&
        (job.request.network !== 'unmetered' || !now.metered)
      );
    case 'CONTENT_TRIGGER':
      return job.triggeredMs !== undefined && now.elapsedMs >= job.triggeredMs;
  }
}

/** JobStatus.isConstraintsSatisfied: all of them, or the deadline of a job that is not periodic. */
export function constraintsHold(job: JobRecord, now: Conditions): boolean {
  if (job.override === 'full') return true;
  const required = requiredConstraints(job).filter((one) => one !== 'DEADLINE');
  const aside = job.override === 'soft' ? SOFT : [];
  if (required.every((one) => aside.includes(one) || satisfies(job, one, now))) return true;
  return job.request.periodMs === undefined && job.latestMs !== undefined && satisfies(job, 'DEADLINE', now);
}
