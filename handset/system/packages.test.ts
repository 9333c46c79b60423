import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binaryXml, zipOf } from './apk/apk.fake.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';

const READ = 'android.permission.READ_EXTERNAL_STORAGE';
const clock = fakeApp('org.example.clock', () => ({ onStart: () => undefined }), { debuggable: true });

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([fakeHome, clock]);
});
afterEach(() => framework.dispose());

function apk(versionCode: number, name = 'org.example.apk'): Buffer {
  const manifest = {
    name: 'manifest',
    attributes: { package: name, versionCode, versionName: `1.${versionCode}` },
    children: [
      { name: 'uses-sdk', attributes: { minSdkVersion: 16, targetSdkVersion: 23 } },
      { name: 'uses-permission', attributes: { name: READ } },
      { name: 'uses-permission', attributes: { name: 'android.permission.INTERNET' } },
    ],
  };
  return zipOf({ 'AndroidManifest.xml': binaryXml(manifest) });
}

const install = (bytes: Buffer): Promise<string> => framework.packages.installApk(Readable.from([bytes]));
const staged = async (): Promise<readonly string[]> =>
  (await framework.files.list('/data/app')).filter((name) => name.endsWith('.tmp'));

describe('installing', () => {
  it('gives each package a uid of its own, from 10000 on', async () => {
    await install(apk(1));
    const { packages } = framework;
    expect(packages.all().map(({ package: name, uid }) => `${name} ${uid}`)).toEqual([
      'org.example.home 10000',
      'org.example.clock 10001',
      'org.example.apk 10002',
    ]);
    expect(packages.byUid(10_001)?.package).toBe('org.example.clock');
    expect(packages.byUid(1)).toBeUndefined();
  });

  it('keeps the APK byte by byte where `pm path` says, and makes the directories of the app', async () => {
    const bytes = apk(1);
    expect(await install(bytes)).toBe('Success');
    expect((await framework.run(['pm', 'path', 'org.example.apk'])).stdout).toBe(
      'package:/data/app/org.example.apk-1/base.apk\n',
    );
    expect((await framework.files.read('/data/app/org.example.apk-1/base.apk')).equals(bytes)).toBe(true);
    expect(await framework.files.list('/data/data/org.example.apk')).toEqual(['cache']);
    expect(await staged()).toEqual([]);
  });

  it('over an older version keeps uid, permissions and the time of the first one', async () => {
    await install(apk(1));
    const before = framework.packages.get('org.example.apk');
    expect([...(before?.granted ?? [])]).toEqual(['android.permission.INTERNET']);
    await framework.run(['pm', 'grant', 'org.example.apk', READ]);
    framework.clockMs += 60_000;
    expect(await install(apk(2))).toBe('Success');
    const after = framework.packages.get('org.example.apk');
    expect(after).toMatchObject({ uid: before?.uid, versionCode: 2, firstInstallMs: before?.firstInstallMs });
    expect(after?.lastUpdateMs).toBe((before?.lastUpdateMs ?? 0) + 60_000);
    expect([...(after?.granted ?? [])]).toEqual(['android.permission.INTERNET', READ]);
  });

  it('leaves nothing behind of what is no APK', async () => {
    const said = await install(Buffer.from('not an APK at all'));
    expect(said).toMatch(/^Failure \[INSTALL_PARSE_FAILED_NOT_APK: Failed to parse 17 bytes: .+\]$/);
    expect(await staged()).toEqual([]);
    expect(framework.packages.all()).toHaveLength(2);
  });

  it('says why when the sender goes away in the middle, and keeps the version that was there', async () => {
    await install(apk(1));
    async function* breaking(): AsyncGenerator<Buffer> {
      yield apk(2).subarray(0, 100);
      throw new Error('the cable was pulled');
    }
    expect(await framework.packages.installApk(Readable.from(breaking()))).toMatch(
      /^Failure \[.*the cable was pulled\]$/,
    );
    expect(framework.packages.get('org.example.apk')?.versionCode).toBe(1);
    expect(await staged()).toEqual([]);
  });

  it('does not let the name of a package lead out of its directory', async () => {
    expect(await install(apk(1, 'a.b/../../../system/bin/x'))).toMatch(
      /^Failure \[.*is no name of a package\]$/,
    );
    expect(await framework.files.exists('/system/bin')).toBe(false);
  });
});

describe('uninstalling', () => {
  it('takes the package away with all of its files', async () => {
    await install(apk(1));
    const own = { uid: 10_002, gid: 10_002, mode: 0o600 };
    await framework.files.write('/storage/emulated/0/Android/data/org.example.apk/x', Buffer.of(1), own);
    expect(await framework.run(['pm', 'uninstall', 'org.example.apk'])).toMatchObject({
      code: 0,
      stdout: 'Success\n',
    });
    expect(framework.packages.get('org.example.apk')).toBeUndefined();
    for (const place of [
      '/data/app/org.example.apk-1',
      '/data/data/org.example.apk',
      '/data/user_de/0/org.example.apk',
    ])
      expect(await framework.files.exists(place), place).toBe(false);
  });

  it.each(['org.example.home', 'org.nowhere'])('refuses %s: part of the ROM, or not there', async (name) => {
    expect(await framework.run(['pm', 'uninstall', name])).toMatchObject({
      code: 1,
      stdout: 'Failure [DELETE_FAILED_INTERNAL_ERROR]\n',
    });
  });
});

describe('pm', () => {
  it.each([
    [['list', 'packages'], 'package:org.example.home\npackage:org.example.clock\n'],
    [['list', 'packages', '-3'], 'package:org.example.clock\n'],
    [['list', 'packages', '-s'], 'package:org.example.home\n'],
    [['list', 'packages', 'clo'], 'package:org.example.clock\n'],
    [
      ['list', 'packages', '-3', '--show-versioncode', '-U'],
      'package:org.example.clock versionCode:1 uid:10001\n',
    ],
    [['list', 'packages', '-3', '-f'], 'package:/data/app/org.example.clock-1/base.apk=org.example.clock\n'],
    [['list', 'users'], 'Users:\n\tUserInfo{0:Owner:13} running\n'],
  ])('%j prints what a phone prints', async (words, stdout) => {
    expect(await framework.run(['pm', ...words])).toEqual({ code: 0, stdout, stderr: '' });
    expect((await framework.run(['cmd', 'package', ...words])).stdout).toBe(stdout);
  });

  it('grants and revokes what the app has asked for, and nothing else', async () => {
    const granted = (): boolean => framework.packages.get('org.example.clock')?.granted.has(READ) === true;
    expect(granted()).toBe(true);
    expect((await framework.run(['pm', 'revoke', 'org.example.clock', READ])).code).toBe(0);
    expect(granted()).toBe(false);
    expect((await framework.run(['pm', 'grant', 'org.example.clock', READ])).code).toBe(0);
    expect(granted()).toBe(true);
  });

  it.each([
    ['org.nowhere', READ, 'Unknown package: org.nowhere'],
    [
      'org.example.clock',
      'android.permission.CAMERA',
      'has not requested permission android.permission.CAMERA',
    ],
    ['org.example.clock', 'android.permission.INTERNET', 'is not a changeable permission type'],
  ])('refuses to change %s %s', async (name, permission, words) => {
    const ran = await framework.run(['pm', 'revoke', name, permission]);
    expect(ran).toMatchObject({ code: 255, stdout: '' });
    expect(ran.stderr).toContain(words);
    expect(framework.packages.get('org.example.clock')?.granted.size).toBe(3);
  });

  it("clears an app's data and ends it", async () => {
    await framework.activities.ensureProcess('org.example.clock');
    const own = { uid: 10_001, gid: 10_001, mode: 0o600 };
    await framework.files.write('/data/data/org.example.clock/files/kept', Buffer.of(1), own);
    expect((await framework.run(['pm', 'clear', 'org.example.clock'])).stdout).toBe('Success\n');
    expect(await framework.files.list('/data/data/org.example.clock')).toEqual([]);
    expect(framework.activities.processOf('org.example.clock')).toBeUndefined();
    expect(await framework.run(['pm', 'clear', 'org.nowhere'])).toMatchObject({
      code: 1,
      stdout: 'Failed\n',
    });
  });

  it('resolves an app to the activity behind its icon', async () => {
    const ran = await framework.run(['cmd', 'package', 'resolve-activity', '--brief', 'org.example.clock']);
    expect(ran.stdout.split('\n')).toContain('org.example.clock/.Main');
    expect(
      (await framework.run(['cmd', 'package', 'resolve-activity', '--brief', 'org.nowhere'])).stdout,
    ).toBe('No activity found\n');
  });
});
