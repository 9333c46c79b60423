import type { JobRequest } from '../../component-parts.ts';
import type { InstalledPackage } from '../package-state.ts';
import { javaError } from './java-error.ts';
import type { JobRecord } from './job-record.ts';

/** JobInfo.getMinPeriodMillis, and the flex that is a period's least. */
const SHORTEST_PERIOD_MS = 15 * 60_000;
const BOOT_PERMISSION = 'android.permission.RECEIVE_BOOT_COMPLETED';
/** JobScheduler.MAX_JOBS_PER_APP; 150 from 12 on (JobSchedulerService.MAX_JOBS_PER_APP). */
const mostJobs = (api: number): number => (api >= 31 ? 150 : 100);

/** Refuses what JobInfo.Builder.build and JobSchedulerService.schedule refuse. */
export function checkJob(api: number, known: InstalledPackage, request: JobRequest, scheduled: number): void {
  const service = known.app?.manifest.services?.find((one) => one.name === request.service);
  const component = `ComponentInfo{${known.package}/${request.service}}`;
  const wrong = (text: string): Error => javaError('IllegalArgumentException', text);
  if (service === undefined) throw wrong(`No such service ${component}`);
  if (service.jobs !== true)
    throw wrong(
      `Scheduled service ${component} does not require android.permission.BIND_JOB_SERVICE permission`,
    );
  if (request.persisted === true && !known.granted.has(BOOT_PERMISSION))
    throw wrong(`Error: requested job be persisted without holding ${BOOT_PERMISSION} permission.`);
  const triggers = (request.triggers ?? []).length > 0;
  if (triggers && request.periodMs !== undefined)
    throw wrong("Can't call addTriggerContentUri() on a periodic job");
  if (triggers && request.persisted === true)
    throw wrong("Can't call addTriggerContentUri() on a persisted job");
  if (request.periodMs !== undefined && request.delayMs !== undefined)
    throw wrong("Can't call setMinimumLatency() on a periodic job");
  if (request.periodMs !== undefined && request.deadlineMs !== undefined)
    throw wrong("Can't call setOverrideDeadline() on a periodic job");
  if (scheduled >= mostJobs(api))
    throw javaError(
      'IllegalStateException',
      `Apps may not schedule more than ${mostJobs(api)} distinct jobs`,
    );
}

/** A job as it is scheduled first, or again after it ran. */
export function recordOf(
  known: InstalledPackage,
  request: JobRequest,
  nowMs: number,
  again: { readonly failures: number; readonly notBeforeMs?: number } = { failures: 0 },
): JobRecord {
  const period = request.periodMs === undefined ? undefined : Math.max(request.periodMs, SHORTEST_PERIOD_MS);
  const earliest = again.notBeforeMs ?? (request.delayMs === undefined ? undefined : nowMs + request.delayMs);
  const deadline = period ?? (again.failures > 0 ? undefined : request.deadlineMs);
  return {
    package: known,
    request,
    enqueuedMs: nowMs,
    earliestMs: earliest,
    latestMs: deadline === undefined ? undefined : (again.notBeforeMs ?? nowMs) + deadline,
    failures: again.failures,
    changed: new Set(),
    triggeredMs: undefined,
    override: 'none',
    running: undefined,
    releases: new Set(),
  };
}

/** JobInfo.DEFAULT_INITIAL_BACKOFF_MILLIS, doubled with each failure, up to MAX_BACKOFF_DELAY_MILLIS. */
export function backoffMs(failures: number): number {
  return Math.min(30_000 * 2 ** (failures - 1), 5 * 3_600_000);
}
