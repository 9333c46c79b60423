import type { JobRequest } from '../../component-parts.ts';
import type { PhoneFiles } from '../../shell-parts.ts';
import { stops } from '../activity-events.ts';
import { type InstalledPackage, userIdOf } from '../package-state.ts';
import type { ComponentParts } from './component-parts.ts';
import { createIdleness, type Idleness } from './idleness.ts';
import { type Conditions, constraintsHold, type JobRecord } from './job-record.ts';
import { backoffMs, checkJob, recordOf } from './job-requests.ts';
import { type JobOutcome, runJob } from './run-job.ts';

type RunAnswer = 'running' | 'no-package' | 'no-job' | 'constraints';

type Named = Pick<InstalledPackage, 'uid'>;

/** Which jobs: what is absent does not matter. */
interface JobsOf {
  readonly packageName?: string | undefined;
  readonly userId?: number | undefined;
  readonly id?: number | undefined;
}

export interface Jobs {
  /** Replaces the app's job of the same id. Throws as JobScheduler.schedule. */
  schedule(known: InstalledPackage, request: JobRequest): void;
  /** One, or all of a package; the number of those that there were. */
  cancel(known: Named, id?: number): number;
  /** `cmd jobscheduler run`. */
  run(known: Named | undefined, id: number, how: 'soft' | 'sorting' | 'full'): RunAnswer;
  /** Has running jobs end as if their time was over; what it stopped. */
  timeout(of?: JobsOf): readonly JobRecord[];
  records(): readonly JobRecord[];
  get(known: Named, id: number): JobRecord | undefined;
  conditions(): Conditions;
  /** Whether everything but its own constraints lets it run. */
  mayRun(job: JobRecord): boolean;
  /** What jobs for an idle phone wait for. */
  readonly idleness: Idleness;
  check(): void;
  /** Only what persists outlives a reboot. */
  reboot(): void;
}

/** ContentObserverController: how long after a change the job is due (JobInfo.getTriggerContentUpdateDelay's default). */
const TRIGGER_DELAY_MS = 10_000;

export interface JobParts extends ComponentParts {
  readonly files: Pick<PhoneFiles, 'left'>;
}

/** StorageManager.getStorageLowBytes: 5 % of the disk, 500 MB at most. */
const STORAGE_LOW_BYTES = 500 * 1024 * 1024;

export function createJobs(parts: JobParts): Jobs {
  return new JobScheduler(parts);
}

class JobScheduler implements Jobs {
  readonly #parts: JobParts;
  readonly #jobs = new Map<string, JobRecord>();
  readonly idleness: Idleness;

  constructor(parts: JobParts) {
    this.#parts = parts;
    const check = (): void => this.check();
    const { android, activities, clock } = parts;
    this.idleness = createIdleness({ api: android.api, clock, power: activities.power, onChange: check });
    for (const source of [parts.battery, parts.connectivity, parts.deviceIdle]) source.onChange(check);
    activities.events.on((event) => {
      if (event.kind !== 'force-stopped') return;
      for (const job of this.#jobs.values()) if (stops(event, job.package)) this.cancel(job.package);
    });
  }

  records(): readonly JobRecord[] {
    return [...this.#jobs.values()].filter(
      ({ package: { package: name, uid } }) => this.#parts.packages.get(name, userIdOf(uid)) !== undefined,
    );
  }

  get({ uid }: Named, id: number): JobRecord | undefined {
    return this.records().find((job) => job.package.uid === uid && job.request.id === id);
  }

  schedule(known: InstalledPackage, request: JobRequest): void {
    const others = this.records().filter(
      (job) => job.package.uid === known.uid && job.request.id !== request.id,
    );
    checkJob(this.#parts.android.api, known, request, others.length);
    this.cancel(known, request.id);
    this.#add(recordOf(known, request, this.#parts.clock.elapsed()));
  }

  cancel({ uid }: Named, id?: number): number {
    const found = [...this.#jobs.entries()].filter(
      ([, job]) => job.package.uid === uid && (id === undefined || job.request.id === id),
    );
    for (const [key, job] of found) {
      this.#jobs.delete(key);
      release(job);
      job.running?.stop('cancelled');
    }
    return found.length;
  }

  run(known: Named | undefined, id: number, how: 'soft' | 'sorting' | 'full'): RunAnswer {
    if (known === undefined) return 'no-package';
    const job = this.get(known, id);
    if (job === undefined) return 'no-job';
    job.override = how;
    if (!constraintsHold(job, this.conditions())) {
      job.override = 'none';
      return 'constraints';
    }
    this.check();
    return 'running';
  }

  timeout({ packageName, userId, id }: JobsOf = {}): readonly JobRecord[] {
    const found = this.records().filter(
      ({ package: known, request, running }) =>
        running !== undefined &&
        known.package === (packageName ?? known.package) &&
        userIdOf(known.uid) === (userId ?? userIdOf(known.uid)) &&
        request.id === (id ?? request.id),
    );
    for (const job of found) job.running?.stop('timeout');
    return found;
  }

  conditions(): Conditions {
    const { battery, clock, connectivity, files } = this.#parts;
    return {
      charging: battery.charging(),
      batteryNotLow: !battery.low(),
      storageNotLow: (files.left() ?? Number.POSITIVE_INFINITY) >= STORAGE_LOW_BYTES,
      idle: this.idleness.idle(),
      online: connectivity.online(),
      metered: connectivity.metered(),
      elapsedMs: clock.elapsed(),
    };
  }

  mayRun({ package: known }: JobRecord): boolean {
    const { activities, deviceIdle } = this.#parts;
    if (activities.stopped.has(known)) return false;
    const inFront = activities.front()?.package.uid === known.uid;
    return inFront || !deviceIdle.holdsBack(known.package);
  }

  check(): void {
    const now = this.conditions();
    for (const job of this.records()) {
      const ready = constraintsHold(job, now) && this.mayRun(job);
      if (job.running === undefined && ready) void this.#start(job);
      else if (job.running !== undefined && !ready) job.running.stop('constraints are not satisfied');
    }
  }

  reboot(): void {
    const nowMs = this.#parts.clock.elapsed();
    const kept = [...this.#jobs.entries()].filter(([, { request }]) => request.persisted === true);
    for (const job of this.#jobs.values()) release(job);
    this.#jobs.clear();
    this.idleness.reboot();
    for (const [, job] of kept) this.#add(recordOf(job.package, job.request, nowMs));
  }

  #add(job: JobRecord): void {
    const { clock, media } = this.#parts;
    this.#jobs.set(`${job.package.uid}/${job.request.id}`, job);
    const nowMs = clock.elapsed();
    for (const dueMs of [job.earliestMs, job.latestMs])
      if (dueMs !== undefined && dueMs > nowMs)
        job.releases.add(clock.later(dueMs - nowMs, () => this.check()));
    for (const uri of job.request.triggers ?? [])
      job.releases.add(
        media.observe({
          uri,
          uid: 1000,
          pid: 1_000,
          userId: userIdOf(job.package.uid),
          onChange: (changed) => this.#triggered(job, changed),
        }),
      );
    this.check();
  }

  #triggered(job: JobRecord, uri: string): void {
    const { clock } = this.#parts;
    job.changed.add(uri);
    job.triggeredMs = clock.elapsed() + TRIGGER_DELAY_MS;
    job.releases.add(clock.later(TRIGGER_DELAY_MS, () => this.check()));
  }

  async #start(job: JobRecord): Promise<void> {
    const ended = await runJob(this.#parts, job);
    if (ended !== undefined) this.#ended(job, ended);
  }

  /** A periodic job comes again in its next period, a failed one after a while; every other one is done. */
  #ended(job: JobRecord, end: JobOutcome): void {
    const key = `${job.package.uid}/${job.request.id}`;
    job.running = undefined;
    job.override = 'none';
    // The app may have scheduled another one of this id, or cancelled it.
    if (this.#jobs.get(key) !== job) return;
    this.#jobs.delete(key);
    release(job);
    const nowMs = this.#parts.clock.elapsed();
    const { request } = job;
    if (end === 'retry') {
      const failures = job.failures + 1;
      this.#add(
        recordOf(job.package, request, nowMs, { failures, notBeforeMs: nowMs + backoffMs(failures) }),
      );
    } else if (request.periodMs !== undefined) {
      const notBeforeMs = Math.max(nowMs, job.latestMs ?? nowMs);
      this.#add(recordOf(job.package, request, nowMs, { failures: 0, notBeforeMs }));
    }
  }
}

function release(job: JobRecord): void {
  for (const one of job.releases) one();
  job.releases.clear();
}
