import { afterEach, describe, expect, it } from 'vitest';
import type { App, AppHandlers, AppProcess, Intent } from '../app-parts.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from './framework.fake.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

const A = 'org.example.a';
const B = 'org.example.b';
const BACK = 4;
const HOME = 3;

/** An app that writes down what it hears, and shows the activity that was started. */
function recorded(name: string, heard: string[]): App {
  return fakeApp(name, (process): AppHandlers => {
    const hear = (what: string) => () => void heard.push(`${name.at(-1)} ${what}`);
    heard.push(`${name.at(-1)} process`);
    return {
      onStart(intent, activity) {
        const short = activity.split('.').at(-1) ?? '';
        heard.push(`${name.at(-1)} start ${short} ${intent.uri ?? ''}`.trim());
        process.show(fakeScreen(name, short));
      },
      onResume: hear('resume'),
      onPause: hear('pause'),
      onStop: hear('stop'),
      onDestroy: hear('destroy'),
    };
  });
}

async function boot(android = '9'): Promise<string[]> {
  const heard: string[] = [];
  framework = await fakeFramework([fakeHome, recorded(A, heard), recorded(B, heard)], androidNamed(android));
  await framework.activities.key(HOME);
  return heard;
}

const start = (name: string, activity = 'Main', more: Partial<Intent> = {}): Promise<unknown> =>
  framework.activities.start({
    component: { package: name, activity: `${name}.${activity}` },
    extras: {},
    ...more,
  });
const icon = (name: string): Promise<unknown> =>
  start(name, 'Main', {
    action: 'android.intent.action.MAIN',
    categories: ['android.intent.category.LAUNCHER'],
  });
const key = (code: number): Promise<void> => framework.activities.key(code);
const front = (): string | undefined => framework.activities.front()?.package.package;
const shown = (): string => framework.activities.screen().activity;
const state = (name: string): unknown => {
  const process = framework.activities.processOf(name);
  return process === undefined ? undefined : framework.activities.states.of(process)?.state;
};

describe('BACK', () => {
  it.each([
    ['9', ['a pause', 'a stop', 'a destroy'], 'CRE'],
    ['11', ['a pause', 'a stop', 'a destroy'], 'CRE'],
    ['14', ['a pause', 'a stop'], 'LAST'],
  ])('from the root activity of an app of Android %s: %j, then %s', async (android, expected, after) => {
    const heard = await boot(android);
    await icon(A);
    heard.length = 0;
    await key(BACK);
    expect([heard, front(), state(A)]).toEqual([expected, 'org.example.home', after]);
  });

  it('from an activity that no icon has started ends it on every version', async () => {
    await boot('14');
    await start(A, 'Main', { action: 'x.Y' });
    await key(BACK);
    expect(state(A)).toBe('CRE');
  });

  it('goes through the activities of an app, then to the app below, then home', async () => {
    await boot();
    await start(A);
    await start(B);
    await start(B, 'Second');
    expect(shown()).toBe(`${B}.Second`);
    await key(BACK);
    expect(shown()).toBe(`${B}.Main`);
    await key(BACK);
    expect(shown()).toBe(`${A}.Main`);
    await key(BACK);
    expect(front()).toBe('org.example.home');
  });

  it('does not come back to what was cleared from above', async () => {
    await boot();
    await start(A);
    await start(A, 'Second');
    await start(A, 'Main', { flags: 0x4000000 });
    await key(BACK);
    expect(front()).toBe('org.example.home');
  });
});

describe('a task', () => {
  it('outlives a process that is killed, and starts its activity anew by its own intent', async () => {
    const heard = await boot();
    await start(A, 'Main', { uri: 'https://x/' });
    await key(HOME);
    await start(B);
    await framework.run(['am', 'kill', A]);
    expect(framework.activities.processOf(A)).toBeUndefined();
    expect((await framework.run(['dumpsys', 'activity', 'recents'])).stdout).toMatch(
      /A=org\.example\.a U=0 .* sz=1\}/,
    );
    heard.length = 0;
    const { stdout } = await framework.run(
      `am start -W -a android.intent.action.MAIN -n ${A}/.Main`.split(' '),
    );
    expect(stdout).toContain('Warning: Activity not started, its current task has been brought to the front');
    expect(heard).toEqual(['a process', 'a start Main https://x/', 'b pause', 'b stop', 'a resume']);
  });

  it('is empty after force-stop, and gone after its removal', async () => {
    await boot();
    const recents = async (): Promise<string> =>
      (await framework.run(['dumpsys', 'activity', 'recents'])).stdout;
    await start(A);
    await framework.activities.forceStop(A);
    expect(await recents()).toMatch(/A=org\.example\.a U=0 .* sz=0\}/);
    await start(A);
    await framework.activities.removeTask({ package: A, userId: 0 });
    expect(await recents()).not.toContain(A);
  });
});

describe('an activity that was asked for a result', () => {
  it('gives none by BACK, which ends it, and the one that asked is in front again', async () => {
    let asker: AppProcess | undefined;
    const asking = fakeApp(A, (process) => {
      asker = process;
      return { onStart: () => process.show(fakeScreen(A, 'Main')) };
    });
    framework = await fakeFramework([fakeHome, asking, recorded(B, [])]);
    await framework.activities.key(HOME);
    await start(A);
    const answers: unknown[] = [];
    void asker
      ?.startActivityForResult({ component: { package: B, activity: `${B}.Main` }, extras: {} })
      .then((answer) => answers.push(answer.kind));
    await expect.poll(front).toBe(B);
    await key(BACK);
    await expect.poll(() => answers).toEqual(['canceled']);
    expect([front(), state(B)]).toEqual([A, 'CRE']);
  });
});

describe('the display', () => {
  it('pauses what is in front when it goes dark, and resumes it when the keyguard is away', async () => {
    const heard = await boot();
    await start(A);
    heard.length = 0;
    await framework.display.key(26);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(['a pause', 'a stop']);
    await framework.display.key(224);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toHaveLength(2);
    framework.activities.power.unlock();
    await new Promise((resolve) => setImmediate(resolve));
    expect([heard.at(-1), front()]).toEqual(['a resume', A]);
  });

  it('does not resume what is started meanwhile', async () => {
    const heard = await boot();
    await framework.display.key(26);
    await start(A);
    expect(heard).toEqual(['a process', 'a start Main']);
    await framework.display.key(224);
    framework.activities.power.unlock();
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard.at(-1)).toBe('a resume');
  });
});
