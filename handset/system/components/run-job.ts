import type { JobEnd } from '../../component-parts.ts';
import { userIdOf } from '../package-state.ts';
import type { PhoneProcess } from '../process.ts';
import { type ComponentParts, shortComponent, system } from './component-parts.ts';
import type { JobRecord } from './job-record.ts';
import { settled } from './settled.ts';

/** Whether the job is done, or has to be tried again later. */
export type JobOutcome = 'done' | 'retry';

/** JobServiceContext.EXECUTING_TIMESLICE_MILLIS. */
const TIMESLICE_MS = 10 * 60_000;

/** Runs a job in its app's process, which is started for it if need be; `undefined` when the package is gone. */
export async function runJob(parts: ComponentParts, job: JobRecord): Promise<JobOutcome | undefined> {
  const { activities, logcat } = parts;
  let stop: (why: string) => void = () => undefined;
  const stopped = new Promise<string>((resolve) => {
    stop = resolve;
  });
  const process = await processFor(parts, job, (why) => stop(why));
  if (process === undefined) return undefined;
  const hold = activities.states.hold(process, 'job');
  const onStops: (() => void)[] = [];
  let end: JobEnd;
  const work = activities.guard(process, async () => {
    end = await process.handlers?.onStartJob?.({
      id: job.request.id,
      extras: job.request.extras ?? {},
      changedUris: [...job.changed],
      onStop: (then) => void onStops.push(then),
    });
  });
  const how = await Promise.race([settled(parts, process, work, TIMESLICE_MS), stopped]);
  if (how !== 'done' && how !== 'ended')
    await activities.guard(process, () => {
      for (const then of onStops) then();
    });
  const name = shortComponent(job.package.package, job.request.service);
  system(logcat, 'D', 'JobScheduler', `${name} #${job.request.id}: ${how}`);
  hold();
  return how === 'done' && end !== 'retry' ? 'done' : 'retry';
}

/** The job counts as running before its process is there, so that nobody starts it twice. */
async function processFor(
  { activities, clock }: ComponentParts,
  job: JobRecord,
  stop: (why: string) => void,
): Promise<PhoneProcess | undefined> {
  const running = { stop, sinceMs: clock.elapsed() };
  const { package: name, uid } = job.package;
  const starting = activities.ensureProcess(name, userIdOf(uid));
  const process = activities.processOf(name, userIdOf(uid));
  if (process !== undefined) job.running = { ...running, process };
  await starting;
  return process;
}
