import { afterEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';

const NAME = 'org.example.app';
let framework: FakeFramework;
afterEach(() => framework.dispose());

async function boot(android: string): Promise<void> {
  const app = fakeApp(NAME, (process) => ({ onStart: () => process.show(fakeScreen(NAME, 'Main')) }));
  framework = await fakeFramework([fakeHome, app], androidNamed(android));
  await framework.activities.key(3);
}

const run = (line: string) => framework.run(line.split(' '));

describe('input', () => {
  it.each([
    ['9', 'input motionevent DOWN 1 1', 0, 'Error: Unknown command: motionevent'],
    ['11', 'input keycombination 26 25', 0, 'Error: Unknown command: keycombination'],
    ['13', 'input keycombination 26', 255, 'keycombination requires at least 2 keycodes'],
    ['13', 'input tap 1', 255, "Exception occurred while executing 'tap'"],
    ['13', 'input dance', 0, 'Unknown command: dance'],
    ['13', 'input -d x tap 1 1', 255, 'Error: Invalid arguments for display ID.'],
    ['9', 'input text 京东', 1, 'java.lang.NullPointerException: Attempt to get length of null array'],
    ['14', 'input text 京东', 255, 'java.lang.NullPointerException: Attempt to get length of null array'],
  ])('of Android %s answers %s', async (android, line, code, words) => {
    await boot(android);
    const ran = await run(line);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(words);
    expect(framework.acts).toEqual([]);
  });

  it.each([
    ['13', 'input keycombination 26 25', ['screenshot']],
    ['13', 'input keycombination -t 100 25 26', ['screenshot']],
    ['13', 'input touchscreen -d 0 tap 5 6', ['tap 5 6']],
    ['10', 'input -d 0 tap 5 6', ['tap 5 6']],
    ['14', 'input -d 7 tap 5 6', []],
    ['9', 'input touchscreen tap 5 6', ['tap 5 6']],
    ['16', 'cmd input tap 5 6', ['tap 5 6']],
    ['9', 'input text a%sb', ['text a b']],
  ])('of Android %s does %s', async (android, line, acts) => {
    await boot(android);
    expect(await run(line)).toMatchObject({ code: 0, stderr: '' });
    expect(framework.acts).toEqual(acts);
  });

  it('leads a finger step by step', async () => {
    await boot('14');
    for (const step of ['DOWN 500 1', 'MOVE 500 400', 'UP 500 900']) await run(`input motionevent ${step}`);
    expect(framework.display.focused().title).toBe('NotificationShade');
  });
});

describe('ime', () => {
  const LATIN = 'com.android.inputmethod.latin/.LatinIME';
  it.each([
    ['9', 'ime set a.b/.C', 255, 'Unknown id: a.b/.C'],
    ['9', 'ime enable a.b/.C', 255, `Unknown id: ${LATIN}`],
    ['10', 'ime enable a.b/.C', 255, 'Unknown input method a.b/.C cannot be enabled for user #0\n'],
    ['14', 'ime set a.b/.C', 255, 'Unknown input method a.b/.C cannot be selected for user #0\n'],
    ['14', 'ime dance', 255, 'Unknown command: dance\n'],
  ])('of Android %s refuses %s', async (android, line, code, words) => {
    await boot(android);
    const ran = await run(line);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(words);
  });

  it.each([
    ['9', 'ime list -s', `${LATIN}\n`],
    ['9', `ime enable ${LATIN}`, `Input method ${LATIN}: already enabled\n`],
    ['14', `ime enable ${LATIN}`, `Input method ${LATIN}: already enabled for user #0\n`],
    ['9', `ime set ${LATIN}`, `Input method ${LATIN} selected\n`],
    ['13', `ime set ${LATIN}`, `Input method ${LATIN} selected for user #0\n`],
    [
      '9',
      'ime reset',
      `Reset current and enabled IMEs\nNewly selected IME:\n  ${LATIN}\nNewly enabled IMEs:\n  ${LATIN}\n`,
    ],
    [
      '14',
      'cmd input_method reset',
      `Reset current and enabled IMEs for user #0\n  Selected: ${LATIN}\n   Enabled: ${LATIN}\n`,
    ],
  ])('of Android %s answers %s', async (android, line, stdout) => {
    await boot(android);
    expect(await run(line)).toEqual({ code: 0, stdout, stderr: '' });
  });
});

describe('screencap', () => {
  it('puts 16 bytes before the pixels', async () => {
    await boot('14');
    await run('screencap /storage/emulated/0/raw');
    const found = await framework.files.read('/storage/emulated/0/raw');
    expect(found.length).toBe(16 + 1080 * 2160 * 4);
    expect([found.readUInt32LE(0), found.readUInt32LE(4), found.readUInt32LE(8)]).toEqual([1080, 2160, 1]);
  });
});

describe('other tools of the screen', () => {
  it('dump what is on it', async () => {
    await boot('9');
    const ran = await run('uiautomator dump /storage/emulated/0/x.xml');
    expect(ran).toEqual({
      code: 0,
      stdout: 'UI hierchary dumped to: /storage/emulated/0/x.xml\n',
      stderr: '',
    });
    expect((await framework.files.read('/storage/emulated/0/x.xml')).toString()).toMatch(
      /<hierarchy rotation="0"><node index="0" text="" resource-id="" class="android\.widget\.FrameLayout" package="org\.example\.home"/,
    );
  });

  it('start an app of which the package is known', async () => {
    await boot('9');
    expect(await run(`monkey -p ${NAME} -c android.intent.category.LAUNCHER 1`)).toMatchObject({ code: 0 });
    expect(framework.activities.front()?.package.package).toBe(NAME);
    const none = await run('monkey -p nowhere.to.go 1');
    expect([none.code, none.stderr.includes('** No activities found to run, monkey aborted.')]).toEqual([
      251,
      true,
    ]);
  });

  it('open and close the shade', async () => {
    await boot('11');
    await run('cmd statusbar expand-notifications');
    expect(framework.display.focused().title).toBe('NotificationShade');
    await run('cmd statusbar collapse');
    expect(framework.display.current().package).toBe('org.example.home');
    expect((await run('cmd statusbar dance')).code).toBe(255);
  });
});
