import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from './android-version.ts';
import { binaryXml, type FakeElement, zipOf } from './apk/apk.fake.ts';
import { type FakeSigner, fakeSigner, signedZip } from './apk/apk-signing.fake.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';
import { type InstallOptions, PLAIN_INSTALL } from './install/install-rules.ts';

const READ = 'android.permission.READ_EXTERNAL_STORAGE';
const clock = fakeApp('org.example.clock', () => ({ onStart: () => undefined }), { debuggable: true });

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([fakeHome, clock]);
});
afterEach(() => framework.dispose());

interface ApkChoice {
  readonly signer?: FakeSigner;
  readonly minSdk?: number;
  readonly targetSdk?: number;
  readonly split?: string;
  readonly testOnly?: boolean;
  readonly children?: readonly FakeElement[];
}

function apk(versionCode: number, name = 'org.example.apk', choice: ApkChoice = {}): Buffer {
  const { signer, minSdk = 16, targetSdk = 23, split, testOnly = false, children = [] } = choice;
  const manifest = {
    name: 'manifest',
    attributes: {
      package: name,
      versionCode,
      versionName: `1.${versionCode}`,
      ...(split === undefined ? {} : { split }),
    },
    children: [
      { name: 'uses-sdk', attributes: { minSdkVersion: minSdk, targetSdkVersion: targetSdk } },
      { name: 'uses-permission', attributes: { name: READ } },
      { name: 'uses-permission', attributes: { name: 'android.permission.INTERNET' } },
      { name: 'application', attributes: { testOnly }, children },
    ],
  };
  return signedZip({ 'AndroidManifest.xml': binaryXml(manifest) }, signer === undefined ? {} : { signer });
}

const install = (bytes: Buffer, options: Partial<InstallOptions> = {}): Promise<string> =>
  framework.packages.installApk(Readable.from([bytes]), { ...PLAIN_INSTALL, ...options });
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
    const { stdout } = await framework.run(['pm', 'path', 'org.example.apk']);
    expect(stdout).toMatch(/^package:\/data\/app\/org\.example\.apk-[\w-]{22}==\/base\.apk\n$/);
    expect((await framework.files.read(stdout.trim().slice('package:'.length))).equals(bytes)).toBe(true);
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
    expect(said).toMatch(
      /^Failure \[INSTALL_PARSE_FAILED_NOT_APK: Failed to parse \/data\/app\/vmdl\w+\.tmp: .+\]$/,
    );
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

const STRANGER = fakeSigner('A stranger');

describe('an APK that is refused', () => {
  const provider = (authority: string): FakeElement => ({
    name: 'provider',
    attributes: { name: '.P', authorities: authority },
  });
  const phone = async (android: string): Promise<void> => {
    await framework.dispose();
    framework = await fakeFramework([fakeHome, clock], androidNamed(android));
  };

  it.each([
    ['11', 30, undefined, 'INSTALL_FAILED_OLDER_SDK', 31],
    [
      '14',
      22,
      'App package must target at least SDK version 23, but found 22',
      'INSTALL_FAILED_DEPRECATED_SDK_VERSION',
      16,
    ],
    [
      '16',
      23,
      'App package must target at least SDK version 24, but found 23',
      'INSTALL_FAILED_DEPRECATED_SDK_VERSION',
      16,
    ],
  ])('on Android %s with target %i', async (android, targetSdk, text, code, minSdk) => {
    await phone(android);
    const said = await install(apk(1, 'org.example.apk', { targetSdk, minSdk }));
    expect(said).toContain(`Failure [${code}: `);
    if (text !== undefined) {
      expect(said).toContain(text);
      expect(await install(apk(1, 'org.example.apk', { targetSdk }), { bypassLowTargetSdk: true })).toBe(
        'Success',
      );
    } else expect(framework.packages.get('org.example.apk')).toBeUndefined();
  });

  it.each([
    ['13', 22],
    ['14', 23],
    ['16', 24],
  ])('is none on Android %s with target %i', async (android, targetSdk) => {
    await phone(android);
    expect(await install(apk(1, 'org.example.apk', { targetSdk }))).toBe('Success');
  });

  it.each([
    ['9', 'Failure [INSTALL_FAILED_VERSION_DOWNGRADE]'],
    [
      '14',
      'Failure [INSTALL_FAILED_VERSION_DOWNGRADE: Downgrade detected: Update version code 1 is older than current 2]',
    ],
  ])('on Android %s when it is older than what is there, unless that is asked for', async (android, said) => {
    await phone(android);
    await install(apk(2));
    expect(await install(apk(1))).toBe(said);
    expect(framework.packages.get('org.example.apk')?.versionCode).toBe(2);
    expect(await install(apk(1), { allowDowngrade: true })).toBe('Success');
  });

  it.each([
    ['9', 'Package org.example.apk signatures do not match previously installed version; ignoring!'],
    ['14', 'Existing package org.example.apk signatures do not match newer version; ignoring!'],
  ])('on Android %s when somebody else signed the update', async (android, text) => {
    await phone(android);
    await install(apk(1));
    expect(await install(apk(2, 'org.example.apk', { signer: STRANGER }))).toBe(
      `Failure [INSTALL_FAILED_UPDATE_INCOMPATIBLE: ${text}]`,
    );
    expect(framework.packages.get('org.example.apk')?.versionCode).toBe(1);
  });

  it("when it has the name of one of the phone's own apps", async () => {
    expect(await install(apk(9, 'org.example.clock'))).toContain('INSTALL_FAILED_UPDATE_INCOMPATIBLE');
    expect(framework.packages.get('org.example.clock')?.app).toBeDefined();
  });

  it('when nobody signed it, or it was changed after it was signed', async () => {
    const manifest = { name: 'manifest', attributes: { package: 'org.example.apk', versionCode: 1 } };
    expect(await install(zipOf({ 'AndroidManifest.xml': binaryXml(manifest) }))).toMatch(
      /^Failure \[INSTALL_PARSE_FAILED_NO_CERTIFICATES: .*Attempt to get length of null array\]$/,
    );
    const changed = apk(1);
    changed.write('x', 40);
    expect(await install(changed)).toMatch(/^Failure \[INSTALL_PARSE_FAILED_/);
    expect(framework.packages.all()).toHaveLength(2);
    expect(await staged()).toEqual([]);
  });

  it('when it is for tests only, has the provider of another app, or is there and must not be replaced', async () => {
    const test = apk(1, 'org.example.apk', { testOnly: true });
    expect(await install(test)).toBe('Failure [INSTALL_FAILED_TEST_ONLY: installPackageLI]');
    expect(await install(test, { allowTestOnly: true })).toBe('Success');
    expect(await install(test, { allowTestOnly: true, replace: false })).toBe(
      'Failure [INSTALL_FAILED_ALREADY_EXISTS: Attempt to re-install org.example.apk without first uninstalling.]',
    );
    await install(apk(1, 'org.example.one', { children: [provider('org.example.data')] }));
    expect(await install(apk(1, 'org.example.two', { children: [provider('org.example.data')] }))).toContain(
      'INSTALL_FAILED_CONFLICTING_PROVIDER',
    );
  });
});

describe('an install of several steps', () => {
  const run = async (words: string, input?: Buffer): Promise<string> => {
    const ran = await framework.run(words.split(' '), 2000, input);
    return ran.stdout + ran.stderr;
  };

  it('takes a base and its splits, all or nothing', async () => {
    const id = /\[(\d+)\]/.exec(await run('pm install-create -g'))?.[1];
    const [base, split] = [apk(1), apk(1, 'org.example.apk', { split: 'config.zh' })];
    expect(await run(`pm install-write -S ${base.length} ${id} base.apk -`, base)).toBe(
      `Success: streamed ${base.length} bytes\n`,
    );
    await run(`pm install-write -S ${split.length} ${id} zh.apk`, split);
    expect(framework.packages.get('org.example.apk')).toBeUndefined();
    expect(await run(`cmd package install-commit ${id}`)).toBe('Success\n');
    const paths = (await run('pm path org.example.apk')).trim().split('\n');
    expect(paths.map((line) => line.split('/').at(-1))).toEqual(['base.apk', 'split_config.zh.apk']);
    expect(framework.packages.get('org.example.apk')?.granted.has(READ)).toBe(true);
    expect(await run(`pm install-commit ${id}`)).toContain(
      'SecurityException: Caller has no access to session',
    );
  });

  it('refuses a split that somebody else signed, and a split without its base', async () => {
    await install(apk(1));
    const stranger = apk(1, 'org.example.apk', { split: 'evil', signer: STRANGER });
    expect(await install(stranger, { inheritFrom: 'org.example.apk' })).toContain(
      'inconsistent with the base signatures',
    );
    expect(await install(apk(1, 'org.example.other', { split: 'x' }))).toBe(
      'Failure [INSTALL_FAILED_INVALID_APK: Full install must include a base package]',
    );
    const own = apk(1, 'org.example.apk', { split: '../../../../system/bin/x' });
    expect(await install(own, { inheritFrom: 'org.example.apk' })).toBe('Success');
    expect(framework.packages.get('org.example.apk')?.splits).toEqual(['split_.._.._.._.._system_bin_x.apk']);
  });

  it('leaves nothing of what is abandoned or ends too early', async () => {
    const id = /\[(\d+)\]/.exec(await run('pm install-create'))?.[1];
    const bytes = apk(1);
    expect(await run(`pm install-write -S ${bytes.length + 1} ${id} base.apk`, bytes)).toBe(
      'Error: failed to write; the input ended too early\n',
    );
    await run(`pm install-write -S ${bytes.length} ${id} base.apk`, bytes);
    expect(await run(`pm install-abandon ${id}`)).toBe('Success\n');
    expect(await staged()).toEqual([]);
  });
});

describe('uninstalling', () => {
  it('takes the package away with all of its files', async () => {
    await install(apk(1));
    const own = { uid: 10_002, gid: 10_002, mode: 0o600 };
    await framework.files.write('/storage/emulated/0/Android/data/org.example.apk/x', Buffer.of(1), own);
    const codePath = framework.packages.get('org.example.apk')?.codePath ?? '';
    expect(await framework.run(['pm', 'uninstall', 'org.example.apk'])).toMatchObject({
      code: 0,
      stdout: 'Success\n',
    });
    expect(framework.packages.get('org.example.apk')).toBeUndefined();
    for (const place of [codePath, '/data/data/org.example.apk', '/data/user_de/0/org.example.apk'])
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
      stderr: 'Failed\n',
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
