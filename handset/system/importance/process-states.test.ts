import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';
import type { PhoneProcess } from '../process.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

const app = (name: string) =>
  fakeApp(name, (process) => ({ onStart: () => process.show(fakeScreen(name, 'Main')) }));
const APPS = Array.from({ length: 14 }, (_, index) => `org.example.a${index}`);

async function boot(android = '9'): Promise<void> {
  framework = await fakeFramework([fakeHome, ...APPS.map(app)], androidNamed(android));
  await framework.activities.key(3);
}

const open = (name: string): Promise<unknown> =>
  framework.activities.start({ component: { package: name, activity: `${name}.Main` }, extras: {} });
const home = (): Promise<void> => framework.activities.key(3);

function processOf(name: string): PhoneProcess {
  const process = framework.activities.processOf(name);
  if (process === undefined) throw new Error(`${name} does not run`);
  return process;
}

const standing = (name: string): readonly unknown[] => {
  const one = framework.activities.states.of(processOf(name));
  return [one?.adj, one?.state, one?.because];
};

describe('the importance of a process', () => {
  beforeEach(() => boot());

  it('is that of the top app, the home screen, the previous app, a cached app', async () => {
    await open('org.example.a0');
    expect(standing('org.example.a0')).toEqual([0, 'TOP', 'top-activity']);
    expect(standing('org.example.home')).toEqual([600, 'HOME', 'home']);
    await open('org.example.a1');
    expect(standing('org.example.a0')).toEqual([700, 'LAST', 'previous']);
    await home();
    expect(standing('org.example.a1')).toEqual([700, 'LAST', 'previous']);
    expect(standing('org.example.a0')).toEqual([900, 'CAC', 'cch-act']);
    expect(standing('org.example.home')).toEqual([0, 'TOP', 'top-activity']);
  });

  it('falls with the display, and rises when the keyguard is away again', async () => {
    await open('org.example.a0');
    await framework.display.key(26);
    expect(standing('org.example.a0')).toEqual([0, 'TPSL', 'top-sleeping']);
    await framework.display.key(26);
    expect(standing('org.example.a0')).toEqual([0, 'TPSL', 'top-sleeping']);
    framework.activities.power.unlock();
    expect(standing('org.example.a0')).toEqual([0, 'TOP', 'top-activity']);
  });

  it('is that of the most important thing that holds it, until that lets go', async () => {
    const process = await framework.activities.ensureProcess('org.example.a0');
    expect(standing('org.example.a0')).toEqual([900, 'CEM', 'cch-empty']);
    if (process === undefined) throw new Error('it did not start');
    const { states } = framework.activities;
    const started = states.hold(process, 'started-service');
    expect(standing('org.example.a0')).toEqual([500, 'SVC', 'started-services']);
    const foreground = states.hold(process, 'foreground-service');
    expect(standing('org.example.a0')).toEqual([200, 'FGS', 'fg-service']);
    const receiver = states.hold(process, 'receiver');
    expect(standing('org.example.a0')).toEqual([0, 'FGS', 'broadcast']);
    receiver();
    foreground();
    started();
    started();
    expect(standing('org.example.a0')).toEqual([900, 'CEM', 'cch-empty']);
  });

  it('of an app that has shown something is not kept up by a service that it started', async () => {
    await open('org.example.a0');
    framework.activities.states.hold(processOf('org.example.a0'), 'started-service');
    await open('org.example.a1');
    await home();
    expect(standing('org.example.a0')).toEqual([900, 'SVC', 'cch-started-ui-services']);
  });

  it('makes a uid idle that was in the background for a minute, and active by its return', async () => {
    await open('org.example.a0');
    const { uid } = processOf('org.example.a0').package;
    const record = () => framework.activities.states.uids.of(uid);
    expect(record()).toMatchObject({ idle: false, backgroundMs: undefined, changes: ['active', 'uncached'] });
    await home();
    framework.clockMs += 59_999;
    expect(record()).toMatchObject({ idle: false, backgroundMs: 0, changes: ['cached'] });
    framework.clockMs += 1;
    expect(record()).toMatchObject({ idle: true, changes: ['idle'] });
    await open('org.example.a0');
    expect(record()).toMatchObject({ idle: false, backgroundMs: undefined });
  });
});

describe('cached processes', () => {
  it.each([
    ['9', [900, 900, 900, 900, 901, 901, 901, 901, 903, 903, 903]],
    ['10', [900, 900, 910, 910, 920, 920, 930, 930, 940, 940, 950]],
  ])('are spread over the levels of Android %s, the latest used first', async (android, adjs) => {
    await boot(android);
    for (const name of APPS.slice(0, 12)) await open(name);
    await home();
    expect(APPS.slice(0, 11).map((name) => standing(name)[0])).toEqual([...adjs].reverse());
  });

  it.each([
    ['9', ['settings', 'put', 'global', 'activity_manager_constants', 'max_cached_processes=6']],
    ['11', ['settings', 'put', 'global', 'activity_manager_constants', 'a=1,max_cached_processes=6,b=2']],
  ])('beyond the limit of Android %s are killed, the oldest first', async (android, words) => {
    await boot(android);
    await framework.run(words);
    for (const name of APPS.slice(0, 6)) await open(name);
    await home();
    const running = () => APPS.filter((name) => framework.activities.processOf(name) !== undefined);
    expect(running()).toEqual(APPS.slice(2, 6));
    expect(framework.logcat.lines().join('\n')).toMatch(
      /I ActivityManager: Killing \d+:org\.example\.a0\/u0a1 \(adj 9\d\d\): cached #4/,
    );
    await open('org.example.a0');
    await open('org.example.a1');
    expect(running()).toContain('org.example.a0');
  });
});

describe('the previous app', () => {
  it.each([
    ['11', [700, 'LAST', 'previous']],
    ['13', [700, 'LAST', 'previous']],
    ['14', [900, 'LAST', 'previous-expired']],
    ['16', [900, 'LAST', 'previous-expired']],
  ])('of Android %s is after a minute %j', async (android, expected) => {
    await boot(android);
    await open('org.example.a0');
    await home();
    framework.clockMs += 59_999;
    expect(standing('org.example.a0')).toEqual([700, 'LAST', 'previous']);
    framework.clockMs += 1;
    expect(standing('org.example.a0')).toEqual(expected);
  });
});
