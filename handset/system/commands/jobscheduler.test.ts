import { afterEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../../app-parts.ts';
import { androidNamed } from '../android-version.ts';
import {
  JOBS_APP as NAME,
  JOB_SERVICE as SERVICE,
  settle,
  startJobsPhone,
} from '../components/jobs-app.fake.ts';
import type { FakeFramework } from '../framework.fake.ts';

let framework: FakeFramework;
let app: AppProcess;
let ran: readonly string[];
afterEach(() => framework.dispose());

async function boot(android = '9'): Promise<void> {
  ({ framework, app, ran } = await startJobsPhone({ android: androidNamed(android) }));
  framework.battery.force({ usb: 0 });
  framework.connectivity.set('wifi', false);
  app.scheduleJob({ id: 7, service: SERVICE, charging: true, delayMs: 60_000 });
  app.scheduleJob({ id: 8, service: SERVICE, network: 'any' });
}

const run = (line: string, uid = 2000) => framework.run(line.split(' '), uid);

describe('cmd jobscheduler run', () => {
  it('leaves aside the charger and the time, but not the network unless it is forced', async () => {
    await boot();
    expect(await run(`cmd jobscheduler run ${NAME} 7`)).toMatchObject({ code: 0, stdout: 'Running job\n' });
    expect(await run(`cmd jobscheduler run ${NAME} 8`)).toEqual({
      code: 22,
      stdout: '',
      stderr: `Job 8 in package ${NAME} / user 0 has functional constraints but --force not specified\n`,
    });
    await settle();
    expect(ran).toEqual(['7']);
    expect((await run(`cmd jobscheduler run -f ${NAME} 8`)).stdout).toBe('Running job [FORCED]\n');
    await settle();
    expect(ran).toEqual(['7', '8']);
  });

  it('with -s, which 11 has, runs only what would run by itself', async () => {
    await boot('11');
    expect((await run(`cmd jobscheduler run -s ${NAME} 7`)).code).toBe(22);
    expect((await run(`cmd jobscheduler run -f -s ${NAME} 7`)).stdout).toContain('Cannot specify both');
    framework.battery.reset();
    framework.clockMs += 60_000;
    await settle();
    expect(ran).toEqual(['7']);
  });

  it.each([
    ['run com.nobody 7', 24, 'Package not found: com.nobody / user 0\n'],
    [`run ${NAME} 9`, 23, `Could not find job 9 in package ${NAME} / user 0\n`],
    ['get-job-state com.nobody 7', 24, 'Package not found: com.nobody / user 0\n'],
    ['nonsense', 255, 'Unknown command: nonsense\n'],
    ['toString', 255, 'Unknown command: toString\n'],
    ['trigger-dock-state idle', 255, 'Unknown command: trigger-dock-state\n'],
  ])('%s fails', async (line, code, stderr) => {
    await boot();
    expect(await run(`cmd jobscheduler ${line}`)).toMatchObject({ code, stderr });
    expect(ran).toEqual([]);
  });

  it.each([
    [`run ${NAME}`, 'Exception: java.lang.IllegalArgumentException'],
    [`run ${NAME} seven`, 'Exception: java.lang.NumberFormatException: For input string: "seven"'],
    [`run -s ${NAME} 7`, "Error: unknown option '-s'"],
    [`run -n space ${NAME} 7`, "Error: unknown option '-n'"],
  ])('%s is refused on standard output', async (line, words) => {
    await boot();
    const { code, stdout } = await run(`cmd jobscheduler ${line}`);
    expect([code, stdout]).toEqual([255, expect.stringContaining(words)]);
  });

  it('looks in the namespace that it is told, from 14 on', async () => {
    await boot('14');
    expect((await run(`cmd jobscheduler run -n space ${NAME} 7`)).stderr).toBe(
      `Could not find job 7 in package ${NAME} / namespace space / user 0\n`,
    );
  });

  it('is not for apps', async () => {
    await boot();
    expect((await run(`cmd jobscheduler run -f ${NAME} 7`, 10_001)).stdout).toContain('SecurityException');
    await settle();
    expect(ran).toEqual([]);
  });
});

describe('a job that waits until nobody uses the phone', () => {
  it.each<[string, readonly string[]]>([
    ['9', ['input keyevent 26', 'am idle-maintenance']],
    ['14', ['input keyevent 26', 'am idle-maintenance']],
    ['10', ['cmd jobscheduler trigger-dock-state idle', 'am idle-maintenance']],
  ])('runs on Android %s after %j, and not before', async (android, [first = '', then = '']) => {
    await boot(android);
    app.scheduleJob({ id: 9, service: SERVICE, deviceIdle: true });
    await run('am idle-maintenance');
    await run(first);
    await settle();
    expect(ran).toEqual([]);
    expect((await run(then)).stdout).toBe('Performing idle maintenance...\n');
    await settle();
    expect(ran).toEqual(['9']);
  });
});

describe('the other verbs', () => {
  it('tell of the phone and of a job, and cancel it', async () => {
    await boot();
    expect((await run('cmd jobscheduler get-battery-charging')).stdout).toBe('false\n');
    expect((await run('cmd jobscheduler get-battery-not-low')).stdout).toBe('true\n');
    expect((await run(`cmd jobscheduler get-job-state ${NAME} 7`)).stdout).toBe('waiting\n');
    expect((await run('cmd jobscheduler timeout')).stdout).toBe('No matching executing jobs found.\n');
    expect((await run(`cmd jobscheduler cancel ${NAME} 7`)).stdout).toBe(
      `Canceling job ${NAME}/#7 in user 0\n`,
    );
    expect(app.pendingJobs()).toEqual([8]);
    await run(`cmd jobscheduler cancel ${NAME}`);
    expect(app.pendingJobs()).toEqual([]);
  });
});

describe('dumpsys jobscheduler', () => {
  it('says what each job asks for and what of it holds', async () => {
    await boot();
    const { stdout } = await run(`dumpsys jobscheduler ${NAME}`);
    expect(stdout).toContain('Registered 2 jobs:\n  JOB #u0a1/7: ');
    expect(stdout).toContain(' org.example.app/.Job\n    u0a1 tag=*job*/org.example.app/.Job\n');
    expect(stdout).toContain('    Required constraints: CHARGING TIMING_DELAY\n');
    expect(stdout).toContain('    Unsatisfied constraints: CHARGING TIMING_DELAY\n');
    expect(stdout).toContain('    Run time: earliest=+1m0s0ms, latest=none\n');
    framework.battery.reset();
    expect((await run('dumpsys jobscheduler')).stdout).toContain(
      '    Satisfied constraints: CHARGING DEVICE_NOT_DOZING BACKGROUND_NOT_RESTRICTED\n    Unsatisfied constraints: TIMING_DELAY\n',
    );
    expect((await run('dumpsys jobscheduler com.nobody')).stdout).toBe('Invalid package: com.nobody\n');
  });
});
