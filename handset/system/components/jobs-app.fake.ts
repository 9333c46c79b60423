import type { AppManifest, AppProcess } from '../../app-parts.ts';
import type { JobEnd, RunningJob } from '../../component-parts.ts';
import { ANDROID_9, type AndroidVersion } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';

export const JOBS_APP = 'org.example.app';
export const JOB_SERVICE = `${JOBS_APP}.Job`;

/** A phone with an app that schedules jobs, and which is in front. */
export interface JobsPhone {
  readonly framework: FakeFramework;
  /** Its first process. */
  readonly app: AppProcess;
  /** The ids of the jobs that ran, each with the URIs that had changed. */
  readonly ran: string[];
}

export async function startJobsPhone({
  android = ANDROID_9,
  manifest = {},
  onStartJob = () => undefined,
}: {
  readonly android?: AndroidVersion;
  readonly manifest?: Partial<AppManifest>;
  readonly onStartJob?: (job: RunningJob) => JobEnd | Promise<JobEnd>;
} = {}): Promise<JobsPhone> {
  const ran: string[] = [];
  const started: AppProcess[] = [];
  const one = fakeApp(
    JOBS_APP,
    (process) => {
      started.push(process);
      return {
        onStart: () => process.show(fakeScreen(JOBS_APP, 'Main')),
        onStartJob(job) {
          ran.push([job.id, ...job.changedUris].join(' '));
          return onStartJob(job);
        },
      };
    },
    { targetSdk: 28, permissions: [], services: [{ name: JOB_SERVICE, jobs: true }], ...manifest },
  );
  const framework = await fakeFramework([fakeHome, one], android);
  const component = { package: JOBS_APP, activity: `${JOBS_APP}.Main` };
  await framework.activities.start({ component, extras: {} });
  const [app] = started;
  if (app === undefined) throw new Error(`${JOBS_APP} did not start`);
  return { framework, app, ran };
}

/** Lets what was begun come to its end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}
