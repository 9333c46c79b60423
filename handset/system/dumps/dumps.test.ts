import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';
import { IMAGES_URI } from '../media-store.ts';

const NAME = 'com.example.watcher';
const OTHER = 'com.example.other';
const other = fakeApp(OTHER, (process) => ({ onStart: () => process.show(fakeScreen(OTHER, 'Main')) }));
const watcher = fakeApp(NAME, (process) => {
  process.observeMedia(IMAGES_URI, () => undefined);
  return { onStart: (_, activity) => process.show(fakeScreen(NAME, activity.split('.').at(-1) ?? '')) };
});

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([fakeHome, watcher, other]);
  await framework.activities.key(3);
});
afterEach(() => framework.dispose());

const dump = async (words: string): Promise<string> =>
  (await framework.run(['dumpsys', ...words.split(' ')])).stdout;
const start = (activity = 'Main'): Promise<unknown> =>
  framework.activities.start({ component: { package: NAME, activity: `${NAME}.${activity}` }, extras: {} });

describe('dumpsys window', () => {
  it('names the window and the app in front, as Android 9 does', async () => {
    await start();
    for (const what of ['window', 'window windows']) {
      const text = await dump(what);
      expect(text).toMatch(
        /^ {2}mCurrentFocus=Window\{[0-9a-f]+ u0 com\.example\.watcher\/com\.example\.watcher\.Main\}$/m,
      );
      expect(text).toMatch(
        /^ {2}mFocusedApp=AppWindowToken\{[0-9a-f]+ token=Token\{[0-9a-f]+ ActivityRecord\{[0-9a-f]+ u0 com\.example\.watcher\/\.Main t\d+\}\}\}$/m,
      );
    }
  });

  it('says that nothing is locked and the display is on, and where the bars are', async () => {
    const text = await dump('window');
    expect(text).toContain('mShowingLockscreen=false');
    expect(text).toContain('mDreamingLockscreen=false');
    expect(text).toContain('mInputRestricted=false');
    expect(text).toContain('mScreenOnFully=true');
    expect(text).not.toContain('SCREEN_STATE_OFF');
    expect(text).toMatch(/Window #\d+ Window\{\S+ u0 StatusBar\}:\n[\s\S]*?frame=\[0,0\]\[1080,63\]/);
  });
});

describe('dumpsys activity', () => {
  it('names the activity that is resumed, and each one that shows something', async () => {
    await start('Second');
    const text = await dump('activity activities');
    const record = /ActivityRecord\{[0-9a-f]+ u0 com\.example\.watcher\/\.Second t\d+\}/;
    expect(text).toMatch(new RegExp(`^    mResumedActivity: ${record.source}$`, 'm'));
    expect(text).toMatch(new RegExp(`^  ResumedActivity: ${record.source}$`, 'm'));
    expect(text).toMatch(new RegExp(`^      \\* Hist #0: ${record.source}$`, 'm'));
    expect(text.match(/Hist #0/g)).toHaveLength(2);
  });

  /** The state of the package's uid, as `UidRecord` says it. */
  const state = async (): Promise<string | undefined> => {
    const uid = `u0a${(framework.packages.get(NAME)?.uid ?? 0) - 10_000}`;
    const record = new RegExp(
      `^    UID ${uid}: UidRecord\\{[0-9a-f]+ ${uid} (\\w+) +.*procs:1 seq\\(0,0,0\\)\\}$`,
      'm',
    );
    return record.exec(await dump('activity processes'))?.[1];
  };

  it('says how important an app is: in front, the previous one, cached', async () => {
    expect(await state()).toBeUndefined();
    await start();
    expect(await state()).toBe('TOP');
    await framework.activities.key(3);
    expect(await state()).toBe('LAST');
    framework.clockMs += 3_600_000;
    expect(await state()).toBe('LAST');
    await framework.activities.start({
      component: { package: OTHER, activity: `${OTHER}.Main` },
      extras: {},
    });
    expect(await state()).toBe('LAST');
    await framework.activities.key(3);
    expect(await state()).toBe('CAC');
    expect(await dump('activity processes')).toMatch(
      /UidRecord\{\S+ u0a1 CAC {2}bg:\+1h0m0s0ms idle change:idle/,
    );
    await start();
    expect(await state()).toBe('TOP');
  });

  it('names processes by pid, package and uid, also in the list by importance', async () => {
    await start();
    const pid = framework.activities.processOf(NAME)?.pid;
    const text = await dump('activity processes');
    expect(text).toMatch(
      new RegExp(`^  \\*APP\\* UID 10001 ProcessRecord\\{[0-9a-f]+ ${pid}:${NAME}/u0a1\\}$`, 'm'),
    );
    expect(text).toMatch(
      new RegExp(`^    Proc # \\d: fore  T/A/TOP  trm: 0 ${pid}:${NAME}/u0a1 \\(top-activity\\)$`, 'm'),
    );
  });

  it('has a foreground service only while the helper runs that starts one', async () => {
    expect(await dump('activity services io.appium.settings')).toBe(
      'ACTIVITY MANAGER SERVICES (dumpsys activity services)\n  (nothing)\n',
    );
    await framework.packages.installApp(fakeApp('io.appium.settings', () => ({ onStart: () => undefined })));
    await framework.activities.ensureProcess('io.appium.settings');
    expect(await dump('activity services io.appium.settings')).toContain('isForeground=true');
    expect(await dump('activity services io.appium.settings/.recorder.RecorderService')).not.toContain(
      'Recorder',
    );
  });

  it('says so when it does not know what to dump', async () => {
    expect(await framework.run(['dumpsys', 'activity', 'nonsense'])).toEqual({
      code: 0,
      stdout: 'Bad activity command, or no activities match: nonsense\nUse -h for help.\n',
      stderr: '',
    });
  });
});

describe('dumpsys package', () => {
  it('gives the facts of one package, in the sections of Android 9', async () => {
    await framework.run(['pm', 'revoke', NAME, 'android.permission.WRITE_EXTERNAL_STORAGE']);
    const text = await dump(`package ${NAME}`);
    expect(text.match(/^ {2}Package \[/gm)).toHaveLength(1);
    expect(text).toMatch(/^ {2}Package \[com\.example\.watcher\] \([0-9a-f]{7}\):$/m);
    for (const line of [
      '    userId=10001',
      '    versionCode=1 minSdk=16 targetSdk=23',
      '    versionName=1.0',
      `    codePath=${framework.packages.get(NAME)?.codePath}`,
      `    dataDir=/data/user/0/${NAME}`,
      '    firstInstallTime=2019-02-16 10:15:00',
      '      android.permission.INTERNET: granted=true',
      '        android.permission.READ_EXTERNAL_STORAGE: granted=true',
      '        android.permission.WRITE_EXTERNAL_STORAGE: granted=false',
    ])
      expect(text.split('\n')).toContain(line);
    const order = ['requested permissions:', 'install permissions:', 'User 0: ', 'runtime permissions:'];
    expect(order.map((part) => text.indexOf(part))).toEqual(
      order.map((part) => text.indexOf(part)).sort((a, b) => a - b),
    );
  });

  it('gives all packages, or none for a name that is not there', async () => {
    expect((await dump('package')).match(/^ {2}Package \[/gm)).toHaveLength(3);
    expect(await dump('package no.such')).not.toContain('Package [');
  });
});

describe('dumpsys content', () => {
  it('lists an observer of images while its process lives, in the background too', async () => {
    const line = /^ {2}media\/external\/images\/media: pid=(\d+) uid=10001 user=0 target=[0-9a-f]+$/m;
    expect(await dump('content')).not.toMatch(line);
    await start();
    await framework.activities.key(3);
    const text = await dump('content');
    expect(Number(line.exec(text)?.[1])).toBe(framework.activities.processOf(NAME)?.pid);
    expect(text).toMatch(/^Observer tree:$/m);
    expect(text).toMatch(/^ {2}pid \d+: 1 observers$/m);
    expect(text).toMatch(/^ {2}Total number of observers: 1$/m);
    await framework.activities.forceStop(NAME);
    expect(await dump('content')).not.toMatch(line);
  });
});

describe('dumpsys netstats', () => {
  const BUCKET =
    /^ {2}ident=\[\{type=WIFI, subType=COMBINED, networkId="[^"]+", metered=false, defaultNetwork=true\}\] uid=(\d+) set=DEFAULT tag=0x0\n {4}NetworkStatsHistory: bucketDuration=7200\n {6}st=(\d+) rb=(\d+) rp=\d+ tb=(\d+) tp=\d+ op=0$/gm;

  const bytes = async (words: string): Promise<readonly (readonly (string | undefined)[])[]> =>
    [...(await dump(`netstats ${words}`)).matchAll(BUCKET)].map(([, uid, , rb, tb]) => [uid, rb, tb]);

  it('gives bytes per uid as of the last poll, which prints nothing else', async () => {
    framework.totals.set(10_001, { sentBytes: 6_247, receivedBytes: 3_533 });
    expect(await bytes('detail')).toEqual([]);
    expect(await dump('netstats detail --poll')).toBe('Forced poll\n');
    expect(await bytes('detail')).toEqual([['10001', '3533', '6247']]);
    framework.totals.set(10_001, { sentBytes: 9_999_999, receivedBytes: 4_000 });
    expect(await bytes('--uid')).toEqual([['10001', '3533', '6247']]);
    await dump('netstats poll');
    expect(await bytes('--uid --full')).toEqual([['10001', '4000', '9999999']]);
  });

  it('begins its bucket at a multiple of two hours that is not in the future', async () => {
    framework.totals.set(10_001, { sentBytes: 1, receivedBytes: 1 });
    await dump('netstats poll');
    const [bucket] = [...(await dump('netstats detail')).matchAll(BUCKET)];
    const begin = Number(bucket?.[2]);
    expect(begin % 7_200).toBe(0);
    expect(framework.clockMs / 1_000 - begin).toBeLessThan(7_200);
    expect(begin).toBeLessThanOrEqual(framework.clockMs / 1_000);
  });

  it('leaves the section of uids out unless it is asked for', async () => {
    framework.totals.set(10_001, { sentBytes: 1, receivedBytes: 1 });
    await dump('netstats --poll');
    expect(await dump('netstats')).not.toContain('UID stats:');
  });
});

describe('the other dumps', () => {
  it('say what drivers look for', async () => {
    expect(await dump('power')).toMatch(/^ {2}mWakefulness=Awake$/m);
    expect(await dump('battery')).toMatch(/^ {2}level: \d+$/m);
    expect(await dump('input_method')).toContain('mInputShown=false');
    expect(await dump('notification')).toMatch(
      /NotificationRecord\(0x[0-9a-f]{8}: pkg=com\.android\.systemui user=UserHandle\{0\} id=1 tag=null importance=4 key=0\|com\.android\.systemui\|1\|null\|10020: [\s\S]*android\.title=String \[length=16\]/,
    );
    expect(await dump('deviceidle whitelist +org.example.home')).toBe('Added: org.example.home\n');
  });

  it('are listed by name, and refused by any other', async () => {
    const listed = (await dump('-l'))
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim());
    expect(listed).toEqual([...listed].sort());
    for (const name of listed) expect((await dump(name)).length, name).toBeGreaterThan(0);
    expect(await framework.run(['dumpsys', 'nosuch'])).toMatchObject({
      code: 0,
      stderr: "Can't find service: nosuch\n",
    });
  });
});
