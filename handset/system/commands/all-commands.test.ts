import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';

const NAME = 'org.example.app';

let framework: FakeFramework;
beforeEach(async () => {
  const app = fakeApp(NAME, (process) => ({ onStart: () => process.show(fakeScreen(NAME, 'Main')) }));
  framework = await fakeFramework([fakeHome, app]);
});
afterEach(() => framework.dispose());

const run = (line: string): ReturnType<FakeFramework['run']> => framework.run(line.split(' '));

describe('input', () => {
  it.each([
    ['input tap 10 20', ['tap 10 20']],
    ['input touchscreen tap 10 20', ['tap 10 20']],
    ['input text a%sb', ['text a b']],
    ['input keyevent 120', ['screenshot']],
    ['input keyevent KEYCODE_SYSRQ', ['screenshot']],
    ['input keyevent SYSRQ SYSRQ', ['screenshot', 'screenshot']],
  ])('%s reaches the display', async (line, acts) => {
    expect(await run(line)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(framework.acts).toEqual(acts);
  });

  // Input.java of Android 9 says what is wrong and ends well all the same.
  it.each([
    'input',
    'input tap 1',
    'input swipe 1 1 2',
    'input keyevent',
    'input text',
    'input tap x y',
    'input dance',
  ])('%s is refused, and does nothing', async (line) => {
    const { code, stderr } = await run(line);
    expect([code, stderr.includes('Usage: input [<source>] <command> [<arg>...]')]).toEqual([0, true]);
    expect(framework.acts).toEqual([]);
  });
});

describe('ps and pidof', () => {
  it('name each process with its user and pid, while it runs', async () => {
    await framework.activities.ensureProcess(NAME);
    const pid = framework.activities.processOf(NAME)?.pid;
    const { stdout } = await run('ps -A');
    expect(stdout.split('\n')[0]).toMatch(/^USER +PID +PPID +VSZ +RSS +WCHAN +ADDR S NAME *$/);
    expect(stdout).toMatch(new RegExp(`^u0_a1 +${pid} .* ${NAME}$`, 'm'));
    expect(await run(`pidof ${NAME}`)).toMatchObject({ code: 0, stdout: `${pid}\n` });
    await framework.activities.forceStop(NAME);
    expect((await run('ps -A')).stdout).not.toContain(NAME);
    expect(await run(`pidof ${NAME}`)).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('am', () => {
  it('starts an activity and waits for it, in the words of Android 9', async () => {
    const { stdout, code } = await run(`am start -W -n ${NAME}/.Main -a android.intent.action.MAIN`);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Starting: Intent \{ act=android\.intent\.action\.MAIN cmp=org\.example\.app\/\.Main \}\nStatus: ok\nActivity: org\.example\.app\/\.Main\nThisTime: \d+\nTotalTime: \d+\nWaitTime: \d+\nComplete\n$/,
    );
    expect(framework.activities.front()?.package.package).toBe(NAME);
  });

  it('stops the app first when it is told to', async () => {
    await run(`am start -n ${NAME}/.Main`);
    const before = framework.activities.processOf(NAME)?.pid;
    await run(`am start -S -n ${NAME}/${NAME}.Main`);
    expect(framework.activities.processOf(NAME)?.pid).not.toBe(before);
  });

  it.each([
    ['am start -n org.nowhere/.Main', 'Activity class {org.nowhere/org.nowhere.Main} does not exist.'],
    ['am start -a nothing', 'Error: Activity not started, unable to resolve Intent { act=nothing'],
    ['am start --nonsense', 'java.lang.IllegalArgumentException: Unknown option: --nonsense'],
    ['am startservice -n org.nowhere/.S', 'Error: Not found; no service started.'],
    ['am instrument -w org.nowhere/.R', 'INSTRUMENTATION_FAILED: org.nowhere/.R'],
  ])('%s fails in the words that drivers look for', async (line, words) => {
    expect((await run(line)).stderr).toContain(words);
  });

  it('ends an app by force-stop, and minds no name that is not there', async () => {
    await run(`am start -n ${NAME}/.Main`);
    expect(await run(`am force-stop ${NAME}`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    expect((await run('am force-stop org.nowhere')).code).toBe(0);
    expect((await run('am force-stop')).code).toBe(255);
  });
});

describe('screencap', () => {
  it('writes pixels where it is told, and makes neither a row nor a notification', async () => {
    expect((await run('screencap -p')).stdout).toBe('pixels');
    expect((await run('screencap -p /storage/emulated/0/raw.png')).code).toBe(0);
    expect((await framework.files.read('/storage/emulated/0/raw.png')).toString()).toBe('pixels');
    expect(framework.media.images()).toEqual([]);
    // Without -p, 1080 by 2160 pixels of four bytes behind a header of four words.
    expect((await run('screencap')).stdout.length).toBeGreaterThan(1_000_000);
    expect((await run('screencap -x')).code).toBe(1);
  });
});
