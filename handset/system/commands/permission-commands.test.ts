import { afterEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework } from '../framework.fake.ts';

const NAME = 'org.example.app';
const P = 'android.permission.';
const permissions = [`${P}CAMERA`, `${P}INTERNET`, `${P}DUMP`, `${P}INSTALL_PACKAGES`];
let framework: FakeFramework;
afterEach(() => framework.dispose());

async function phone(android: string, targetSdk = 28): Promise<void> {
  const app = fakeApp(NAME, () => ({ onStart: () => undefined }), { targetSdk, permissions, grants: [] });
  framework = await fakeFramework([app], androidNamed(android));
}
const run = (words: string): ReturnType<FakeFramework['run']> => framework.run(words.split(' '));

describe('pm grant and pm revoke', () => {
  const CAMERA = `${NAME} ${P}CAMERA`;
  it.each([
    [
      '8.1',
      'org.nowhere x',
      1,
      `Bad argument: java.lang.IllegalArgumentException: Unknown package: org.nowhere\n`,
    ],
    [
      '9',
      'org.nowhere x',
      255,
      '\nException occurred while executing:\njava.lang.IllegalArgumentException: Unknown package: org.nowhere\n',
    ],
    ['10', 'org.nowhere x', 0, ''],
    [
      '11',
      `${NAME} x`,
      255,
      `\nException occurred while executing 'revoke':\njava.lang.IllegalArgumentException: Unknown permission: x\n`,
    ],
    [
      '8.1',
      `${NAME} ${P}INTERNET`,
      1,
      `Operation not allowed: java.lang.SecurityException: Permission ${P}INTERNET is not a changeable permission type\n`,
    ],
    [
      '9',
      `${NAME} ${P}INTERNET`,
      255,
      `Security exception: Permission ${P}INTERNET is not a changeable permission type\n\njava.lang.SecurityException: Permission ${P}INTERNET is not a changeable permission type\n`,
    ],
    [
      '14',
      `${NAME} ${P}INSTALL_PACKAGES`,
      255,
      `\nException occurred while executing 'revoke':\njava.lang.SecurityException: Permission ${P}INSTALL_PACKAGES requested by ${NAME} is not a changeable permission type\n`,
    ],
    [
      '14',
      `${NAME} ${P}READ_SMS`,
      255,
      `\nException occurred while executing 'revoke':\njava.lang.SecurityException: Package ${NAME} has not requested permission ${P}READ_SMS\n`,
    ],
    ['9', '', 1, 'Error: no package specified\n'],
    ['9', NAME, 1, 'Error: no permission specified\n'],
  ])('on Android %s refuse "%s" with %i', async (android, words, code, stderr) => {
    await phone(android);
    const ran = await run(`pm revoke ${words}`.trim());
    expect(ran).toEqual({ code, stdout: '', stderr });
  });

  it('change what is asked for at run time and what is for developers', async () => {
    await phone('14');
    const granted = (): readonly string[] => [...(framework.packages.get(NAME)?.granted ?? [])];
    expect(granted()).toEqual([`${P}INTERNET`]);
    await run(`pm grant ${CAMERA}`);
    await run(`pm grant ${NAME} ${P}DUMP`);
    expect(granted()).toEqual([`${P}INTERNET`, `${P}CAMERA`, `${P}DUMP`]);
    await run(`pm revoke ${NAME} ${P}DUMP`);
    await run('pm reset-permissions');
    expect(granted()).toEqual([`${P}INTERNET`]);
  });

  it('leave an app of the time before Android 6 what it has, and say nothing', async () => {
    await phone('9', 22);
    expect(await run(`pm revoke ${CAMERA}`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(framework.packages.get(NAME)?.granted.has(`${P}CAMERA`)).toBe(true);
  });

  it('leave no flags, other than the owner', async () => {
    await phone('11');
    await run(`pm grant ${CAMERA}`);
    const flags = '[ USER_SENSITIVE_WHEN_GRANTED|USER_SENSITIVE_WHEN_DENIED]';
    expect((await run(`dumpsys package ${NAME}`)).stdout).toContain(
      `${P}CAMERA: granted=true, flags=${flags}\n`,
    );
  });
});

describe('pm set-permission-flags', () => {
  it('is of Android 13 and later', async () => {
    await phone('11');
    expect(await run(`pm set-permission-flags ${NAME} ${P}CAMERA user-fixed`)).toEqual({
      code: 255,
      stdout: 'Unknown command: set-permission-flags\n',
      stderr: '',
    });
  });

  it('fixes a refusal, so that the app cannot ask, and takes that back', async () => {
    await phone('13');
    const state = framework.packages.get(NAME)?.permissionState;
    await run(`pm set-permission-flags ${NAME} ${P}CAMERA user-fixed user-set`);
    expect(state?.has(`${P}CAMERA`, 'USER_FIXED')).toBe(true);
    await run(`pm clear-permission-flags ${NAME} ${P}CAMERA user-fixed`);
    expect(state?.has(`${P}CAMERA`, 'USER_FIXED')).toBe(false);
    expect(state?.has(`${P}CAMERA`, 'USER_SET')).toBe(true);
    expect(await run(`pm set-permission-flags ${NAME} ${P}CAMERA sticky`)).toMatchObject({
      code: 1,
      stderr:
        'Error: specified flag sticky is not one of [review-required, revoke-when-requested, revoked-compat, user-fixed, user-set]\n',
    });
  });
});

describe('pm list permissions', () => {
  it.each([
    ['8.1', 'READ_MEDIA_IMAGES', 'ACTIVITY_RECOGNITION', 'ACCEPT_HANDOVER'],
    ['10', 'READ_MEDIA_IMAGES', 'POST_NOTIFICATIONS'],
    ['13', 'READ_MEDIA_VISUAL_USER_SELECTED', 'DETECT_SCREEN_CAPTURE'],
  ])('on Android %s does not know what came later', async (android, ...later) => {
    await phone(android);
    const { stdout } = await run('pm list permissions');
    expect(stdout).toMatch(/^All Permissions:\n\npermission:android\.permission\.READ_CONTACTS\n/);
    for (const one of later) expect(stdout).not.toContain(`${P}${one}\n`);
  });

  it('on Android 14 has a normal one for being told of screenshots, which needs no dialog', async () => {
    await phone('14');
    expect((await run('pm list permissions -d')).stdout).not.toContain('DETECT_SCREEN_CAPTURE');
    expect((await run('pm list permissions -d -u')).stdout).toContain(
      `permission:${P}DETECT_SCREEN_CAPTURE\n`,
    );
  });

  it('groups them as the manifest of the version does', async () => {
    await phone('9');
    const old = (await run('pm list permissions -g -d')).stdout;
    expect(old).toContain(
      `\ngroup:android.permission-group.STORAGE\n  permission:${P}READ_EXTERNAL_STORAGE\n`,
    );
    expect(old).toMatch(/\nungrouped:\n$/);
    await framework.dispose();
    await phone('11');
    const undefinedGroup = `\ngroup:android.permission-group.UNDEFINED\n  permission:${P}READ_CONTACTS\n`;
    expect((await run('pm list permissions -g -d')).stdout).toContain(undefinedGroup);
    expect((await run('pm list permission-groups')).stdout).toContain(
      'permission group:android.permission-group.CAMERA\n',
    );
  });
});
