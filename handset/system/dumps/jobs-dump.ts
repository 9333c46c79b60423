import { shortComponent } from '../components/component-parts.ts';
import {
  type Conditions,
  type Constraint,
  constraintsHold,
  type JobRecord,
  requiredConstraints,
  satisfies,
} from '../components/job-record.ts';
import type { Framework } from '../framework.ts';
import { userIdOf } from '../package-state.ts';
import { uidName } from './activity/process-names.ts';
import { duration, hashOf } from './forms.ts';

/**
 * `dumpsys jobscheduler [PACKAGE]`: the lines of JobStatus.dump and JobSchedulerService.dumpInternal that say which jobs
 * there are, what they ask for and whether they run. The scheduler's constants, quotas and history are left out.
 */
export function jobsDump(framework: Framework, words: readonly string[]): string {
  const { components, packages } = framework;
  const name = words.find((word) => !word.startsWith('-'));
  if (name !== undefined && packages.get(name) === undefined) return `Invalid package: ${name}\n`;
  const all = components.jobs.records();
  const started = packages.users.all().flatMap(({ id, running }) => (running ? [id] : []));
  const shown = all.filter(({ package: known }) => name === undefined || known.package === name);
  return [
    `Started users: [${started.join(', ')}]`,
    ...(all.length === 0 ? ['None.'] : [`Registered ${all.length} jobs:`]),
    ...shown.flatMap((job) => jobLines(framework, job)),
    '',
    'Active jobs:',
    ...shown
      .filter(({ running }) => running !== undefined)
      .flatMap((job, slot) => activeLines(framework, job, slot)),
    '',
  ].join('\n');
}

function jobLines(framework: Framework, job: JobRecord): readonly string[] {
  const { android, clock, components } = framework;
  const { request, package: known } = job;
  const uid = uidName(known.uid);
  const component = shortComponent(known.package, request.service);
  const now = components.jobs.conditions();
  const nowMs = clock.elapsed();
  return [
    `  JOB #${uid}/${request.id}: ${hashOf(`${component}${request.id}`)} ${component}`,
    `    ${uid} tag=*job*/${component}`,
    `    Source: uid=${uid} user=${userIdOf(known.uid)} pkg=${known.package}`,
    '    JobInfo:',
    `      Service: ${component}`,
    ...infoLines(job),
    ...constraintLines(framework, job, now),
    ...(android.api >= 28 ? [`    Standby bucket: ${bucketName(framework, known.package)}`] : []),
    `    Enqueue time: ${ago(nowMs - job.enqueuedMs)}`,
    `    Run time: earliest=${until(job.earliestMs, nowMs)}, latest=${until(job.latestMs, nowMs)}`,
    ...(job.failures > 0 ? [`    Num failures: ${job.failures}`] : []),
    readiness(framework, job, now),
  ];
}

function infoLines({ request }: JobRecord): readonly string[] {
  const { charging, batteryNotLow, deviceIdle, periodMs, delayMs, deadlineMs, triggers } = request;
  const requires = charging === true || batteryNotLow === true || deviceIdle === true;
  return [
    ...(periodMs === undefined
      ? []
      : [`      PERIODIC: interval=${duration(periodMs)} flex=${duration(periodMs)}`]),
    ...(request.persisted === true ? ['      PERSISTED'] : []),
    ...(requires
      ? [
          `      Requires: charging=${charging === true} batteryNotLow=${batteryNotLow === true} deviceIdle=${deviceIdle === true}`,
        ]
      : []),
    ...(triggers === undefined || triggers.length === 0
      ? []
      : ['      Trigger content URIs:', ...triggers.map((uri) => `        1 ${uri}`)]),
    ...(delayMs === undefined ? [] : [`      Minimum latency: ${duration(delayMs)}`]),
    ...(deadlineMs === undefined ? [] : [`      Max execution delay: ${duration(deadlineMs)}`]),
    '      Backoff: policy=1 initial=+30s0ms',
    ...(delayMs === undefined && periodMs === undefined ? [] : ['      Has early constraint']),
    ...(deadlineMs === undefined && periodMs === undefined ? [] : ['      Has late constraint']),
  ];
}

/** What the system itself asks of every job stands beside what the job asks for. */
function constraintLines(
  { android, components }: Framework,
  job: JobRecord,
  now: Conditions,
): readonly string[] {
  const required = requiredConstraints(job);
  const met = required.filter((one) => satisfies(job, one, now));
  const own = android.api >= 28 ? ' BACKGROUND_NOT_RESTRICTED' : '';
  const doze = ' DEVICE_NOT_DOZING';
  const mayRun = components.jobs.mayRun(job);
  const list = (names: readonly Constraint[]): string => names.map((one) => ` ${one}`).join('');
  return [
    `    Required constraints:${list(required)}`,
    `    Satisfied constraints:${list(met)}${mayRun ? doze : ''}${own}`,
    `    Unsatisfied constraints:${list(required.filter((one) => !met.includes(one)))}${mayRun ? '' : doze}`,
  ];
}

function readiness({ components }: Framework, job: JobRecord, now: Conditions): string {
  const ready = constraintsHold(job, now) && components.jobs.mayRun(job);
  const active = job.running !== undefined;
  return `    Ready: ${ready && !active} (job=${ready} user=true !pending=true !active=${!active} !backingup=true comp=true)`;
}

function activeLines({ clock }: Framework, job: JobRecord, slot: number): readonly string[] {
  const component = shortComponent(job.package.package, job.request.service);
  const ranMs = clock.elapsed() - (job.running?.sinceMs ?? 0);
  return [
    `  Slot #${slot}: ${hashOf(`${component}${job.request.id}`)} ${component}`,
    `    Running for: ${duration(ranMs)}, timeout at: ${duration(Math.max(0, 600_000 - ranMs))}`,
  ];
}

const BUCKETS: Readonly<Record<number, string>> = {
  5: 'EXEMPTED',
  10: 'ACTIVE',
  20: 'WORKING_SET',
  30: 'FREQUENT',
  40: 'RARE',
  45: 'RESTRICTED',
  50: 'NEVER',
};

function bucketName({ activities }: Framework, name: string): string {
  return BUCKETS[activities.standby.bucket(name)] ?? 'NEVER';
}

function ago(ms: number): string {
  return ms === 0 ? '0' : `-${duration(ms).slice(1)}`;
}

/** JobStatus.formatRunTime. */
function until(dueMs: number | undefined, nowMs: number): string {
  if (dueMs === undefined) return 'none';
  return dueMs >= nowMs ? duration(dueMs - nowMs) : ago(nowMs - dueMs);
}
