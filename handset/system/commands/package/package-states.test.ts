import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../../framework.fake.ts';

const NAME = 'org.example.app';
let framework: FakeFramework;

async function phone(android: string): Promise<void> {
  const app = fakeApp(NAME, (process) => ({ onStart: () => process.show(fakeScreen(NAME, 'Main')) }));
  framework = await fakeFramework([fakeHome, app], androidNamed(android));
}
beforeEach(async () => await phone('9'));
afterEach(() => framework.dispose());

const run = (words: string, uid = 2000): ReturnType<FakeFramework['run']> =>
  framework.run(words.split(' '), uid);
const start = (): Promise<unknown> =>
  framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });

describe('an app that is disabled', () => {
  it('is ended, does not start and is listed as such, until it is enabled', async () => {
    await start();
    expect((await run(`pm disable-user ${NAME}`)).stdout).toBe(`Package ${NAME} new state: disabled-user\n`);
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    await expect(start()).rejects.toThrow('does not exist');
    expect((await run('pm list packages -d')).stdout).toBe(`package:${NAME}\n`);
    expect((await run('pm list packages -e')).stdout).not.toContain(NAME);
    expect((await run(`cmd package resolve-activity --brief ${NAME}`)).stdout).toBe('No activity found\n');
    expect((await run(`dumpsys package ${NAME}`)).stdout).toMatch(
      / enabled=3 .*\n {6}lastDisabledCaller: shell:2000\n/,
    );
    await run(`pm enable ${NAME}`);
    await start();
    expect(framework.activities.front()?.package.package).toBe(NAME);
  });

  it.each([
    [`pm disable ${NAME}`, `Shell cannot change component state for ${NAME}/null to 2`],
    [`pm disable ${NAME}/.Main`, `Shell cannot change component state for ${NAME}/${NAME}.Main to 2`],
    [`pm hide ${NAME}`, 'Neither user 2000 nor current process has android.permission.MANAGE_USERS.'],
  ])('is not the shell\'s to make by "%s"; root may', async (words, message) => {
    const refused = await run(words);
    expect(refused).toMatchObject({ code: 255, stdout: '' });
    expect(refused.stderr).toContain(`Security exception: ${message}\n`);
    expect((await run(words, 0)).code).toBe(0);
    await expect(start()).rejects.toThrow('does not exist');
  });

  it('does not start while it is suspended, and its process goes on', async () => {
    await start();
    expect((await run(`pm suspend ${NAME}`)).stdout).toBe(`Package ${NAME} new suspended state: true\n`);
    expect(framework.activities.processOf(NAME)).toBeDefined();
    await expect(start()).rejects.toThrow('does not exist');
    await run(`pm unsuspend ${NAME}`);
    await start();
  });
});

describe('what dumpsys package tells of an app that runs or does not', () => {
  it('is stopped after am force-stop, and not when something of it was started', async () => {
    const state = async (): Promise<string> =>
      / stopped=\w+ notLaunched=\w+ /.exec((await run(`dumpsys package ${NAME}`)).stdout)?.[0] ?? '';
    await start();
    expect(await state()).toBe(' stopped=false notLaunched=false ');
    await framework.activities.forceStop(NAME);
    expect(await state()).toBe(' stopped=true notLaunched=false ');
    await start();
    expect(await state()).toBe(' stopped=false notLaunched=false ');
  });

  it.each([
    [
      '8.1',
      ['    userId=10001', '    dataDir=/data/user/0/org.example.app'],
      ['distractionFlags', 'version:'],
    ],
    ['9', ['    userId=10001', '    firstInstallTime=2019-02-16 10:15:00'], ['distractionFlags']],
    ['11', ['    userId=10001', '    forceQueryable=false'], ['installStatus', 'appId']],
    [
      '14',
      ['    appId=10001', '      firstInstallTime=2019-02-16 10:15:00'],
      ['userId=', 'applicationInfo='],
    ],
    ['16', ['    appId=10001', '      dataDir=/data/user/0/org.example.app'], ['userId=']],
  ])('has the lines of Android %s', async (android, there, absent) => {
    await framework.dispose();
    await phone(android);
    const { stdout } = await run(`dumpsys package ${NAME}`);
    for (const line of there) expect(stdout.split('\n')).toContain(line);
    for (const word of absent) expect(stdout).not.toContain(word);
  });

  it('lists filters by action, and what it does not have is no package', async () => {
    const { stdout } = await run(`dumpsys package ${NAME}`);
    expect(stdout).toMatch(
      /Non-Data Actions:\n {6}android\.intent\.action\.MAIN:\n {8}[0-9a-f]{7} org\.example\.app\/\.Main filter /,
    );
    expect((await run('dumpsys package dexopt')).stdout).toContain('Bad package command');
    expect((await run('dumpsys package permissions')).stdout).toContain('prot=dangerous\n');
  });
});

describe('other users', () => {
  it('have an app of their own: uid, permissions, files', async () => {
    expect((await run('pm create-user --profileOf 0 Work')).stdout).toBe('Success: created user id 10\n');
    expect((await run('pm list users')).stdout).toBe(
      'Users:\n\tUserInfo{0:Owner:13} running\n\tUserInfo{10:Work:20}\n',
    );
    expect((await run(`pm path --user 10 ${NAME}`)).code).toBe(1);
    expect((await run(`pm install-existing --user 10 ${NAME}`)).stdout).toBe(
      `Package ${NAME} installed for user: 10\n`,
    );
    expect((await run('pm list packages --user 10 -3 -U')).stdout).toBe(`package:${NAME} uid:1010001\n`);
    const READ = 'android.permission.READ_EXTERNAL_STORAGE';
    const known = framework.packages.get(NAME);
    expect([...(known?.users.get(10)?.permissions.granted ?? [])]).not.toContain(READ);
    expect(known?.granted.has(READ)).toBe(true);
    expect(await framework.files.exists(`/data/user/10/${NAME}/cache`)).toBe(true);
    expect((await run(`dumpsys package ${NAME}`)).stdout.match(/^ {4}User \d+: /gm)).toEqual([
      '    User 0: ',
      '    User 10: ',
    ]);
  });

  it('lose it without the owner losing his, and the other way round', async () => {
    await run('pm create-user Guest');
    await run(`pm install-existing --user 10 ${NAME}`);
    expect((await run(`pm uninstall --user 0 ${NAME}`)).stdout).toBe('Success\n');
    expect((await run(`pm path ${NAME}`)).code).toBe(1);
    expect((await run(`pm path --user 10 ${NAME}`)).code).toBe(0);
    await expect(start()).rejects.toThrow('does not exist');
    expect((await run(`pm uninstall --user 0 ${NAME}`)).stdout).toBe('Failure [not installed for 0]\n');
    expect((await run(`pm uninstall ${NAME}`)).stdout).toBe('Success\n');
    expect(framework.packages.get(NAME)).toBeUndefined();
  });

  it('go with their files, and the owner does not go', async () => {
    await run('pm create-user Guest');
    await run(`pm install-existing --user 10 ${NAME}`);
    expect((await run('pm remove-user 10')).stdout).toBe('Success: removed user\n');
    expect(await framework.files.exists('/data/user/10')).toBe(false);
    expect(await run('pm remove-user 0')).toMatchObject({
      code: 1,
      stderr: "Error: couldn't remove user id 0\n",
    });
    expect(framework.packages.get(NAME)?.users.has(10)).toBe(false);
  });

  it('are four at most', async () => {
    for (const name of ['a', 'b', 'c']) expect((await run(`pm create-user ${name}`)).code).toBe(0);
    expect(await run('pm create-user d')).toMatchObject({
      code: 1,
      stderr: "Error: couldn't create User.\n",
    });
  });

  it('of the ROM can be freed of an app of the ROM, which the phone keeps', async () => {
    expect((await run('pm uninstall --user 0 org.example.home')).stdout).toBe('Success\n');
    expect((await run('pm list packages')).stdout).not.toContain('org.example.home');
    expect((await run('pm list packages -u')).stdout).toContain('org.example.home');
    await run('pm install-existing org.example.home');
    expect((await run('pm list packages')).stdout).toContain('org.example.home');
  });
});

describe('what pm refuses', () => {
  it.each([
    ['list', 255, "Error: didn't specify type of data to list\n"],
    ['list nothing', 255, "Error: unknown list type 'nothing'\n"],
    ['list packages --show-versioncodes', 255, 'Error: Unknown option: --show-versioncodes\n'],
    ['list packages --user me', 255, 'Error: java.lang.IllegalArgumentException: Bad user number: me\n'],
    ['nonsense', 255, 'Unknown command: nonsense\n'],
    ['compile -a', 255, 'Unknown command: compile\n'],
    ['uninstall', 1, 'Error: package name not specified\n'],
    ['uninstall --force x', 1, 'Error: Unknown option: --force\n'],
    ['install', 1, 'Error: must either specify a package size or an APK file\n'],
    [
      'install-existing org.nowhere',
      1,
      "android.content.pm.PackageManager$NameNotFoundException: Package org.nowhere doesn't exist\n",
    ],
    ['has-feature android.hardware.nfc', 1, 'false\n'],
  ])('pm %s', async (words, code, stdout) => {
    expect(await run(`pm ${words}`)).toEqual({ code, stdout, stderr: '' });
  });

  it.each([
    ['install --instantly x.apk', 255, 'java.lang.IllegalArgumentException: Unknown option --instantly'],
    ['install /nowhere.apk', 1, 'Error: failed to open /nowhere.apk'],
    ['install-commit', 255, 'java.lang.NumberFormatException'],
    ['clear org.nowhere', 1, 'Failed'],
    ['trim-caches 5X', 1, 'Invalid suffix: X'],
    ['set-installer a', 1, 'Must provide both target and installer package names'],
    ['remove-user ten', 255, 'Bad user number: ten'],
  ])('pm %s, on standard error', async (words, code, text) => {
    const ran = await run(`pm ${words}`);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(text);
  });
});
