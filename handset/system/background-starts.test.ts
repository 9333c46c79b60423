import { afterEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../app-parts.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from './framework.fake.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

const SPY = 'org.example.spy';
const VICTIM = 'org.example.bank';

/** Brings the app to the front and away again by another one, and gives it from the inside. */
async function inBackground(android: string): Promise<AppProcess> {
  let inside: AppProcess | undefined;
  const apps = [SPY, VICTIM].map((name) =>
    fakeApp(name, (process) => {
      if (name === SPY) inside = process;
      return { onStart: () => process.show(fakeScreen(name, 'Main')) };
    }),
  );
  framework = await fakeFramework([fakeHome, ...apps], androidNamed(android));
  await framework.activities.key(3);
  await open(SPY);
  await open(VICTIM);
  if (inside === undefined) throw new Error('it did not start');
  return inside;
}

const intent = (name: string) => ({ component: { package: name, activity: `${name}.Main` }, extras: {} });
const open = (name: string): Promise<unknown> => framework.activities.start(intent(name));
const front = (): string | undefined => framework.activities.front()?.package.package;

describe('an app in the background', () => {
  it.each([
    ['8.1', SPY],
    ['9', SPY],
    ['10', VICTIM],
    ['14', VICTIM],
    ['16', VICTIM],
  ])('that starts an activity of its own on Android %s finds %s in front', async (android, expected) => {
    const spy = await inBackground(android);
    framework.clockMs += 10_000;
    await spy.startActivity(intent(SPY));
    expect(front()).toBe(expected);
    const blocked = framework.logcat
      .lines()
      .some((line) => line.includes(`Abort background activity starts from 10001`));
    expect(blocked).toBe(expected === VICTIM);
  });

  it('may do so within ten seconds of leaving, but not after the HOME key', async () => {
    const spy = await inBackground('10');
    framework.clockMs += 9_999;
    await spy.startActivity(intent(SPY));
    expect(front()).toBe(SPY);
    await framework.activities.key(3);
    await spy.startActivity(intent(SPY));
    expect(front()).toBe('org.example.home');
    framework.clockMs += 5_000;
    await spy.startActivity(intent(SPY));
    expect(front()).toBe(SPY);
  });

  it('may do so at any time when it is let draw over other apps', async () => {
    const spy = await inBackground('10');
    framework.activities.appOps.set(SPY, 'SYSTEM_ALERT_WINDOW', 'allow');
    framework.clockMs += 3_600_000;
    await spy.startActivity(intent(SPY));
    expect(front()).toBe(SPY);
  });

  it.each([
    [
      '11',
      { component: { package: 'org.no', activity: 'org.no.A' }, extras: {} },
      'have you declared this activity in your AndroidManifest.xml?',
    ],
    [
      '14',
      { component: { package: 'org.no', activity: 'org.no.A' }, extras: {} },
      'or does your intent not match its declared <intent-filter>?',
    ],
    [
      '9',
      { action: 'no.such', extras: {} },
      'ActivityNotFoundException: No Activity found to handle Intent { act=no.such }',
    ],
    [
      '9',
      { component: { package: VICTIM, activity: `${VICTIM}.Second` }, extras: {} },
      'not exported from uid 10002',
    ],
  ])('of Android %s cannot start %j', async (android, wrong, words) => {
    const spy = await inBackground(android);
    await expect(spy.startActivity(wrong)).rejects.toThrow(words);
    expect(front()).toBe(VICTIM);
  });

  it('starts what of itself is not exported', async () => {
    const spy = await inBackground('9');
    await spy.startActivity({ component: { package: SPY, activity: `${SPY}.Second` }, extras: {} });
    expect(framework.activities.front()?.activity).toBe(`${SPY}.Second`);
  });
});
