import { afterEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

const NAME = 'org.example.app';

async function used(android: string): Promise<string> {
  const app = fakeApp(NAME, (process) => ({ onStart: () => process.show(fakeScreen(NAME, 'Main')) }));
  framework = await fakeFramework([fakeHome, app], androidNamed(android));
  await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
  framework.clockMs += 65_000;
  await framework.activities.key(3);
  return (await framework.run(['dumpsys', 'usagestats', NAME])).stdout;
}

const types = (text: string): readonly string[] =>
  [...text.matchAll(/ type=(\w+) /g)].map(([, type]) => type ?? '');

describe('dumpsys usagestats', () => {
  it.each([
    ['8.1', ['MOVE_TO_FOREGROUND', 'MOVE_TO_BACKGROUND']],
    ['9', ['MOVE_TO_FOREGROUND', 'MOVE_TO_BACKGROUND']],
    ['10', ['ACTIVITY_RESUMED', 'ACTIVITY_PAUSED', 'ACTIVITY_STOPPED']],
    ['16', ['ACTIVITY_RESUMED', 'ACTIVITY_PAUSED', 'ACTIVITY_STOPPED']],
  ])('of Android %s tells when an app was in front', async (android, expected) => {
    const text = await used(android);
    expect(types(text)).toEqual(expected);
    expect(text).toMatch(
      /^ {4}time="2019-02-16 10:15:00" type=\w+ package=org\.example\.app class=org\.example\.app\.Main /m,
    );
    expect(text).toContain(
      'package=org.example.app totalTimeUsed="01:05" lastTimeUsed="2019-02-16 10:16:05"',
    );
  });

  it('has buckets from 9 on, and forgets after a day', async () => {
    expect(await used('9')).toContain('  package=org.example.app u=0 bucket=10 idle=n');
    framework.clockMs += 86_400_000;
    await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
    expect(types((await framework.run(['dumpsys', 'usagestats', NAME])).stdout)).toEqual([
      'MOVE_TO_FOREGROUND',
    ]);
    await framework.dispose();
    expect(await used('8.1')).not.toContain('bucket=');
  });

  it('tells of the display from 9 on', async () => {
    await used('9');
    await framework.display.key(26);
    await framework.display.key(26);
    const { stdout } = await framework.run(['dumpsys', 'usagestats', 'android']);
    expect(types(stdout)).toEqual(['SCREEN_NON_INTERACTIVE', 'SCREEN_INTERACTIVE']);
  });
});
