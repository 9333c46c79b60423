import { afterEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../../framework.fake.ts';
import { adjText } from './adj-text.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

const NAME = 'org.example.app';
const OTHER = 'org.example.other';
const VERSIONS = ['8.1', '9', '10', '11', '13', '14', '16'];

async function boot(android: string): Promise<void> {
  const app = (name: string) =>
    fakeApp(name, (process) => ({ onStart: () => process.show(fakeScreen(name, 'Main')) }));
  framework = await fakeFramework([fakeHome, app(NAME), app(OTHER)], androidNamed(android));
  await framework.activities.key(3);
  for (const name of [OTHER, NAME])
    await framework.activities.start({ component: { package: name, activity: `${name}.Main` }, extras: {} });
}

const dump = async (words: string): Promise<string> =>
  (await framework.run(['dumpsys', ...words.split(' ')])).stdout;

describe('what is in front', () => {
  it.each([
    ['8.1', /^ {4}mResumedActivity: ActivityRecord\{[0-9a-f]+ u0 org\.example\.app\/\.Main t\d+\}$/m],
    ['9', /^ {4}mResumedActivity: ActivityRecord\{[0-9a-f]+ u0 org\.example\.app\/\.Main t\d+\}$/m],
    ['10', /^ {4}mResumedActivity: ActivityRecord\{[0-9a-f]+ u0 org\.example\.app\/\.Main t\d+\}$/m],
    ['11', /^ {4}mResumedActivity: ActivityRecord\{[0-9a-f]+ u0 org\.example\.app\/\.Main t\d+\}$/m],
    ['13', /^ {4}topResumedActivity=ActivityRecord\{[0-9a-f]+ u0 org\.example\.app\/\.Main\} t\d+\}$/m],
    ['14', /^ {4}topResumedActivity=ActivityRecord\{[0-9a-f]+ u0 org\.example\.app\/\.Main\} t\d+\}$/m],
    ['16', /^ {4}topResumedActivity=ActivityRecord\{\d+ u0 org\.example\.app\/\.Main t\d+\}$/m],
  ])('is named by dumpsys activity activities of Android %s', async (android, line) => {
    await boot(android);
    const text = await dump('activity activities');
    expect(text).toMatch(line);
    expect(text.includes('mResumedActivity')).toBe(!text.includes('topResumedActivity'));
    expect(text).toMatch(/^ {2}ResumedActivity: ActivityRecord\{/m);
  });

  it.each(VERSIONS)('is found by the driver on Android %s in the dump that it asks for', async (android) => {
    await boot(android);
    // appium-adb 16.0.5, getFocusedPackageAndActivity: windows below 10, displays from 10 on.
    const what = framework.android.api < 29 ? 'windows' : 'displays';
    const focused = /^\s*mFocusedApp.+Record\{.*\s([^\s/}]+)\/([^\s/},]+),?(\s[^\s/}]+)*\}/m.exec(
      await dump(`window ${what}`),
    );
    expect([focused?.[1], focused?.[2]]).toEqual([NAME, '.Main']);
    const other = what === 'windows' ? 'displays' : 'windows';
    expect(await dump(`window ${other}`)).not.toContain('mFocusedApp');
  });

  it.each(VERSIONS)(
    'is nothing on Android %s while the phone sleeps, and the keyguard has the focus',
    async (android) => {
      await boot(android);
      await framework.display.key(26);
      expect(await dump('activity activities')).not.toMatch(/ResumedActivity/);
      const all = await dump('window');
      expect(all).toMatch(/mCurrentFocus=Window\{[0-9a-f]+ u0 (?:StatusBar|NotificationShade)\}/);
      expect(all).toMatch(/KeyguardStateMonitor\s+mIsShowing=true/);
      expect(all).toMatch(/\s+screenState=SCREEN_STATE_OFF/);
      expect(all).toContain('mScreenOnFully=false');
      expect(await dump('power')).toMatch(/^ {2}mWakefulness=Asleep$/m);
      await framework.display.key(26);
      expect(await dump('window')).toMatch(/\s+mInputRestricted=true/);
      expect(await dump('power')).toMatch(/^ {2}mWakefulness=Awake$/m);
    },
  );
});

describe('the list by importance', () => {
  it.each([
    ['8.1', /^ {4}Proc # 0: fore {2}T\/A\/TOP {2}trm: 0 \d+:org\.example\.app\/u0a1 \(top-activity\)$/m],
    ['9', /^ {4}Proc # 1: prev {2}B\/ \/LAST trm: 0 \d+:org\.example\.other\/u0a2 \(previous\)$/m],
    ['10', /^ {4}Proc # 0: fore {3}T\/A\/TOP {2}trm: 0 \d+:org\.example\.app\/u0a1 \(top-activity\)$/m],
    ['11', /^ {4}Proc # 0: fg {5}T\/A\/TOP {2}LCM {2}t: 0 \d+:org\.example\.app\/u0a1 \(top-activity\)$/m],
    ['13', /^ {4}Proc # 1: prev {3}b\/ \/LAST ---- {2}t: 0 \d+:org\.example\.other\/u0a2 \(previous\)$/m],
    ['14', /^ {4}Proc # 0: fg {5}T\/A\/TOP {2}LCMNFU {2}t: 0 /m],
    ['16', /^ {4}Proc # 0: fg {5}T\/A\/TOP {2}LCMNFUAT {2}t: 0 /m],
  ])('has the form of Android %s', async (android, line) => {
    await boot(android);
    for (const what of ['processes', 'oom']) expect(await dump(`activity ${what}`)).toMatch(line);
  });

  it.each([
    ['9', /^ {4}UID u0a1: UidRecord\{[0-9a-f]+ u0a1 TOP {2}change:active\|uncached procs:1 seq\(0,0,0\)\}$/m],
    [
      '11',
      /^ {4}UID u0a1: UidRecord\{.* seq\(0,0,0\)\}\n {6}curProcState=2 curCapability=LCM\n {6}proc=ProcessRecord\{/m,
    ],
    [
      '14',
      /^ {4}UID u0a1: UidRecord\{.* change:active\|uncached\|procstate procs:1 seq\(0,0\)\} caps=LCMNFU$/m,
    ],
  ])('is preceded by the uids of Android %s', async (android, line) => {
    await boot(android);
    expect(await dump('activity processes')).toMatch(line);
  });

  it.each(VERSIONS)('is read by the numbers of its adj on Android %s', async (android) => {
    await boot(android);
    const text = await dump(`activity processes ${OTHER}`);
    expect(text).toMatch(/oom(?: adj)?: max=1001 curRaw=700 setRaw=700 cur=700 set=700/);
    expect(text).not.toContain(NAME);
    expect(await dump(`activity -p ${OTHER} processes`)).toBe(text);
  });

  it.each([
    ['8.1', false],
    ['9', false],
    ['10', true],
    ['16', true],
  ])('is there as a plain LRU list on Android %s: %s', async (android, there) => {
    await boot(android);
    const text = await dump('activity lru');
    expect(text.startsWith('ACTIVITY MANAGER LRU PROCESSES')).toBe(there);
    expect(/#\s?\d+: (?:fore|fg) +TOP .*org\.example\.app/.test(text)).toBe(there);
  });

  it.each<[number, number, string]>([
    [28, 0, 'fore '],
    [28, 101, 'vis  +1'],
    [28, 902, 'cch+2'],
    [28, 250, 'prcp +50'],
    [29, 250, 'prcl  '],
    [29, 900, 'cch   '],
    [29, 905, 'cch+ 5'],
    [29, 915, 'cch+15'],
    [30, 0, 'fg    '],
    [34, 700, 'prev  '],
    [34, -900, 'sys   '],
  ])('of API %i names adj %i %j', (api, adj, text) => {
    expect(adjText(adj, api)).toBe(text);
  });
});

describe('the other dumps of the activity manager', () => {
  it('name recent tasks, and everything together', async () => {
    await boot('9');
    const recents = await dump('activity recents');
    expect(
      [...recents.matchAll(/\* Recent #(\d): TaskRecord\{[0-9a-f]+ #\d+ A=(\S+) /g)].map((one) => one[2]),
    ).toEqual([NAME, OTHER]);
    const all = await dump('activity');
    for (const part of ['RECENT TASKS', 'SERVICES', 'ACTIVITIES', 'RUNNING PROCESSES'])
      expect(all).toContain(`ACTIVITY MANAGER ${part} (dumpsys activity `);
  });
});
