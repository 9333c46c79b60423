import { afterEach, describe, expect, it } from 'vitest';
import type { AppManifest, AppProcess } from '../../app-parts.ts';
import type { JobEnd, JobRequest, RunningJob } from '../../component-parts.ts';
import type { FakeFramework } from '../framework.fake.ts';
import { JOB_SERVICE, JOBS_APP as NAME, settle, startJobsPhone } from './jobs-app.fake.ts';

const IMAGES = 'content://media/external/images/media';
const BOOT = 'android.permission.RECEIVE_BOOT_COMPLETED';
const JOB: JobRequest = { id: 7, service: JOB_SERVICE };

let framework: FakeFramework;
let app: AppProcess;
let ran: readonly string[];
afterEach(() => framework.dispose());

async function boot(
  onStartJob: (job: RunningJob) => JobEnd | Promise<JobEnd> = () => undefined,
  manifest: Partial<AppManifest> = {},
): Promise<void> {
  const services = [{ name: JOB_SERVICE, jobs: true }, { name: `${NAME}.Plain` }];
  ({ framework, app, ran } = await startJobsPhone({
    onStartJob,
    manifest: { permissions: [BOOT], services, ...manifest },
  }));
  await framework.activities.key(3);
}

const minutes = (count: number): void => {
  framework.clockMs += count * 60_000;
};
const pending = () => framework.components.jobs.records().map(({ request }) => request.id);

describe('a job runs', () => {
  it('once, when nothing keeps it', async () => {
    await boot();
    app.scheduleJob(JOB);
    await settle();
    expect([ran, pending()]).toEqual([['7'], []]);
  });

  it.each<[string, Partial<JobRequest>, () => unknown, () => unknown]>([
    [
      'charges',
      { charging: true },
      () => framework.battery.force({ usb: 0 }),
      () => framework.battery.reset(),
    ],
    [
      'has battery left',
      { batteryNotLow: true },
      () => framework.battery.force({ usb: 0, level: 10 }),
      () => framework.battery.force({ level: 40 }),
    ],
    [
      'is online',
      { network: 'unmetered' },
      () => framework.connectivity.set('wifi', false),
      () => framework.connectivity.set('wifi', true),
    ],
    [
      'is on Wi-Fi and not on mobile data, which is metered',
      { network: 'unmetered' },
      () => {
        framework.connectivity.set('data', true);
        framework.connectivity.set('wifi', false);
      },
      () => framework.connectivity.set('wifi', true),
    ],
    [
      'is on mobile data and not on Wi-Fi',
      { network: 'cellular' },
      () => framework.connectivity.set('data', true),
      () => framework.connectivity.set('wifi', false),
    ],
    ['is not in use', { deviceIdle: true }, () => framework.display.key(26), () => minutes(71)],
    ['has had it long enough', { delayMs: 60_000 }, () => undefined, () => minutes(1)],
    ['no longer dozes', {}, () => framework.deviceIdle.force('deep'), () => framework.deviceIdle.unforce()],
  ])('only when the phone %s', async (_, request, before, after) => {
    await boot();
    await before();
    app.scheduleJob({ ...JOB, ...request });
    await settle();
    expect([ran, pending()]).toEqual([[], [7]]);
    await after();
    await settle();
    expect([ran, pending()]).toEqual([['7'], []]);
  });

  it('at its deadline, whatever else it asked for', async () => {
    await boot();
    framework.battery.force({ usb: 0 });
    app.scheduleJob({ ...JOB, charging: true, deadlineMs: 600_000 });
    minutes(9);
    await settle();
    expect(ran).toEqual([]);
    minutes(1);
    await settle();
    expect(ran).toEqual(['7']);
  });

  it('some seconds after the content changed that it waits for, with its URIs', async () => {
    await boot();
    app.scheduleJob({ ...JOB, triggers: [IMAGES] });
    const image = { bytes: Buffer.alloc(5), mimeType: 'image/jpeg', width: 4, height: 3 };
    await framework.media.publish({ ...image, relativePath: 'DCIM/Camera/a.jpg' }, 1_023);
    await settle();
    expect(ran).toEqual([]);
    framework.clockMs += 10_000;
    await settle();
    expect(ran).toEqual([`7 ${IMAGES}/1`]);
  });

  it('in a process that is started for it', async () => {
    await boot();
    app.scheduleJob({ ...JOB, delayMs: 60_000 });
    const process = framework.activities.processOf(NAME);
    if (process !== undefined) await framework.activities.control.kill(process, 'test');
    minutes(1);
    await settle();
    expect(ran).toEqual(['7']);
    expect(framework.activities.processOf(NAME)?.pid).not.toBe(process?.pid);
  });

  it('each period once, and not sooner than after a quarter of an hour', async () => {
    await boot();
    app.scheduleJob({ ...JOB, periodMs: 1_000 });
    await settle();
    minutes(14);
    await settle();
    expect(ran).toEqual(['7']);
    minutes(1);
    await settle();
    expect(ran).toEqual(['7', '7']);
  });

  it('again after a while when it failed, twice as long after the next time', async () => {
    await boot(() => 'retry');
    app.scheduleJob(JOB);
    await settle();
    for (const [seconds, times] of [
      [29, 1],
      [1, 2],
      [59, 2],
      [1, 3],
    ] as const) {
      framework.clockMs += seconds * 1000;
      await settle();
      expect(ran).toHaveLength(times);
    }
  });
});

describe('a running job', () => {
  const stops: string[] = [];
  const endless = (job: RunningJob): Promise<JobEnd> => {
    job.onStop(() => stops.push('stopped'));
    return new Promise(() => undefined);
  };

  it.each<[string, () => void]>([
    ['its constraints no longer hold', () => framework.battery.force({ usb: 0 })],
    ['its ten minutes are over', () => minutes(10)],
    ['cmd jobscheduler says so', () => void framework.components.jobs.timeout({ packageName: NAME })],
  ])('is stopped when %s, and comes again later', async (_, end) => {
    stops.splice(0);
    await boot(endless);
    app.scheduleJob({ ...JOB, charging: true });
    await settle();
    const process = framework.activities.processOf(NAME);
    expect(process && framework.activities.states.of(process)?.because).toBe('service');
    end();
    await settle();
    expect([stops, pending()]).toEqual([['stopped'], [7]]);
  });

  it('ends with its process', async () => {
    await boot(endless);
    app.scheduleJob(JOB);
    await settle();
    await framework.activities.forceStop(NAME);
    expect(pending()).toEqual([]);
  });
});

describe('scheduled jobs', () => {
  it('are gone after a stop by force, and when they are cancelled', async () => {
    await boot();
    app.scheduleJob({ ...JOB, delayMs: 60_000 });
    app.scheduleJob({ ...JOB, id: 8, delayMs: 60_000 });
    app.cancelJob(8);
    expect(app.pendingJobs()).toEqual([7]);
    await framework.activities.forceStop(NAME);
    minutes(2);
    await settle();
    expect([ran, pending()]).toEqual([[], []]);
  });

  it('outlive a reboot only if they persist', async () => {
    await boot();
    framework.battery.hardware({ usb: 0 });
    app.scheduleJob({ ...JOB, charging: true });
    app.scheduleJob({ ...JOB, id: 8, charging: true, persisted: true });
    await framework.boot.reboot('');
    expect(pending()).toEqual([8]);
    framework.battery.hardware({ usb: 1 });
    await settle();
    expect(ran).toEqual(['8']);
  });

  it.each<[string, Partial<JobRequest>, Partial<AppManifest>, string]>([
    ['a service that is not there', { service: `${NAME}.None` }, {}, 'No such service ComponentInfo{'],
    ['a service that runs no jobs', { service: `${NAME}.Plain` }, {}, 'BIND_JOB_SERVICE'],
    ['persistence without the permission', { persisted: true }, { permissions: [] }, BOOT],
    ['a period and triggers', { periodMs: 9, triggers: [IMAGES] }, {}, 'periodic job'],
    ['a period and a deadline', { periodMs: 9, deadlineMs: 9 }, {}, 'setOverrideDeadline'],
  ])('are refused for %s', async (_, request, manifest, words) => {
    await boot(undefined, manifest);
    expect(() => app.scheduleJob({ ...JOB, ...request })).toThrow(words);
    expect(pending()).toEqual([]);
  });

  it('are a hundred at most', async () => {
    await boot();
    for (let id = 0; id < 100; id += 1) app.scheduleJob({ ...JOB, id, delayMs: 60_000 });
    expect(() => app.scheduleJob({ ...JOB, id: 100 })).toThrow(
      'Apps may not schedule more than 100 distinct jobs',
    );
    app.scheduleJob({ ...JOB, id: 99, delayMs: 1 });
    expect(pending()).toHaveLength(100);
  });
});
