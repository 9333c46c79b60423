import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binaryXml, type FakeElement, zipOf } from './apk.fake.ts';
import { readApkManifest } from './apk-manifest.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'apk-manifest-'));
});
afterAll(async () => await rm(directory, { recursive: true }));

async function manifestOf(bytes: Buffer): ReturnType<typeof readApkManifest> {
  const file = path.join(directory, createHash('sha256').update(bytes).digest('hex'));
  await writeFile(file, bytes);
  return await readApkManifest(file, 28);
}

function apk(root: FakeElement): Buffer {
  return zipOf({ 'classes.dex': Buffer.from('dex'), 'AndroidManifest.xml': binaryXml(root) });
}

/** The helpers that the driver brings along, where it brings them: its copies may be nested below it. */
async function helperApk(packageName: string, file: string): Promise<string> {
  const driver = createRequire(
    createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json'),
  );
  return path.join(path.dirname(driver.resolve(`${packageName}/package.json`)), 'apks', file);
}

describe("the manifests of Appium's own helpers", () => {
  it('names the settings helper, its version, permissions and launcher activity', async () => {
    const manifest = await readApkManifest(
      await helperApk('io.appium.settings', 'settings_apk-debug.apk'),
      28,
    );
    const pkg: unknown = JSON.parse(
      await readFile(await helperApk('io.appium.settings', '../package.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({
      package: 'io.appium.settings',
      versionName: (pkg as { version: string }).version,
      debuggable: true,
    });
    expect(manifest.versionCode).toBeGreaterThan(100);
    expect(manifest.minSdk).toBeGreaterThanOrEqual(21);
    expect(manifest.targetSdk).toBeGreaterThanOrEqual(manifest.minSdk);
    expect(manifest.permissions).toContain('android.permission.CHANGE_CONFIGURATION');
    const launcher = manifest.activities.find((one) => one.name === 'io.appium.settings.Settings');
    expect(launcher?.filters).toContainEqual({
      actions: ['android.intent.action.MAIN'],
      categories: ['android.intent.category.LAUNCHER'],
    });
  });

  it('names the instrumentation of the UiAutomator2 server and what it targets', async () => {
    const file = await helperApk(
      'appium-uiautomator2-server',
      'appium-uiautomator2-server-debug-androidTest.apk',
    );
    expect(await readApkManifest(file, 28)).toMatchObject({
      package: 'io.appium.uiautomator2.server.test',
      instrumentations: [
        { name: 'androidx.test.runner.AndroidJUnitRunner', target: 'io.appium.uiautomator2.server' },
      ],
    });
  });
});

describe('what the package manager takes from a manifest', () => {
  it('completes the names of activities and instrumentations with the package', async () => {
    const manifest = await manifestOf(
      apk({
        name: 'manifest',
        attributes: { package: 'org.example', versionCode: 12, versionName: '1.2' },
        children: [
          { name: 'uses-permission', attributes: { name: 'android.permission.INTERNET' } },
          { name: 'instrumentation', attributes: { name: '.Runner' } },
          {
            name: 'application',
            children: [
              { name: 'activity', attributes: { name: '.Main' } },
              { name: 'activity', attributes: { name: 'com.other.Full' } },
              { name: 'service', attributes: { name: '.NotAnActivity' } },
            ],
          },
        ],
      }),
    );
    expect(manifest).toMatchObject({
      package: 'org.example',
      versionCode: 12,
      versionName: '1.2',
      minSdk: 1,
      targetSdk: 1,
      permissions: ['android.permission.INTERNET'],
      debuggable: false,
      activities: [
        { name: 'org.example.Main', filters: [] },
        { name: 'com.other.Full', filters: [] },
      ],
      instrumentations: [{ name: 'org.example.Runner', target: 'org.example' }],
      parts: { services: [{ name: 'org.example.NotAnActivity', filters: [] }] },
    });
  });

  it('takes what else an app declares, without letting it write lines of its own into dumps', async () => {
    const manifest = await manifestOf(
      apk({
        name: 'manifest',
        attributes: { package: 'org.example', sharedUserId: 'org.shared', versionName: '1\n  Package [x]:' },
        children: [
          { name: 'uses-permission', attributes: { name: 'android.permission.CAMERA', maxSdkVersion: 27 } },
          { name: 'uses-permission', attributes: { name: 'a.b\nc' } },
          { name: 'permission', attributes: { name: 'org.example.P', protectionLevel: 2 } },
          { name: 'uses-feature', attributes: { name: 'android.hardware.camera' } },
          { name: 'queries', children: [{ name: 'package', attributes: { name: 'org.other' } }] },
          {
            name: 'application',
            attributes: {
              label: 'Clock',
              testOnly: true,
              requestLegacyExternalStorage: true,
              networkSecurityConfig: 1,
            },
            children: [
              {
                name: 'provider',
                attributes: { name: '.P', authorities: 'org.example.a;org.example.b', exported: true },
              },
              {
                name: 'receiver',
                attributes: { name: 'Receiver', permission: 'org.example.P' },
                children: [
                  {
                    name: 'intent-filter',
                    children: [
                      { name: 'action', attributes: { name: 'go' } },
                      { name: 'data', attributes: { scheme: 'https' } },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      }),
    );
    expect(manifest.versionName).toBe('1   Package [x]:');
    expect(manifest.permissions).toEqual(['a.b c']);
    expect(manifest.parts).toEqual({
      split: undefined,
      sharedUserId: 'org.shared',
      label: 'Clock',
      testOnly: true,
      hasNetworkSecurityConfig: true,
      requestLegacyExternalStorage: true,
      services: [],
      receivers: [
        {
          name: 'org.example.Receiver',
          permission: 'org.example.P',
          filters: [{ actions: ['go'], categories: [], schemes: ['https'] }],
        },
      ],
      providers: [
        {
          name: 'org.example.P',
          authorities: ['org.example.a', 'org.example.b'],
          exported: true,
          filters: [],
        },
      ],
      features: ['android.hardware.camera'],
      declaredPermissions: [{ name: 'org.example.P', protection: 'signature' }],
      queries: ['org.other'],
    });
  });

  it('counts a version that is no number as 0', async () => {
    const root = { name: 'manifest', attributes: { package: 'org.example', versionCode: 'seven' } };
    expect((await manifestOf(apk(root))).versionCode).toBe(0);
  });

  it.each([
    '../../system/bin',
    'org.example/../../x',
    '/data/local/tmp',
    'org.exa mple',
    'org.example\nPackage [x]',
    'org..example',
    '.org.example',
    'org.1example',
    'example',
    '',
    'org.example\0',
    `org.${'e'.repeat(300)}`,
  ])('refuses %j as the name of a package, which becomes part of paths and dumps', async (name) => {
    const root = { name: 'manifest', attributes: { package: name } };
    await expect(manifestOf(apk(root))).rejects.toThrow(/is no name of a package|names no package/);
  });
});

describe('files that are no APK', () => {
  const good = apk({ name: 'manifest', attributes: { package: 'org.example' } });

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('this is not an APK')],
    ['random-looking bytes', createHash('sha512').update('x').digest()],
    ['a ZIP without a manifest', zipOf({ 'classes.dex': Buffer.from('dex') })],
    ['a manifest of plain text', zipOf({ 'AndroidManifest.xml': Buffer.from('<manifest package="a.b"/>') })],
    ['an empty manifest', zipOf({ 'AndroidManifest.xml': Buffer.alloc(0) })],
    ['another document', apk({ name: 'resources', attributes: { package: 'a.b' } })],
    ['a manifest without a package', apk({ name: 'manifest' })],
    ['a manifest of more than four megabytes', zipOf({ 'AndroidManifest.xml': Buffer.alloc(5 << 20) })],
  ])('are refused with a sentence: %s', async (_, bytes) => {
    await expect(manifestOf(bytes)).rejects.toThrow(/\w+ \w+/);
  });

  it('are refused wherever an APK is cut off', async () => {
    for (let end = 0; end < good.length; end += 7)
      await expect(manifestOf(good.subarray(0, end)), `cut at ${end}`).rejects.toThrow();
  });

  it('are refused when the archive lies about the size of its manifest', async () => {
    const lying = Buffer.from(good);
    const entry = lying.lastIndexOf('PK\x01\x02');
    lying.writeUInt32LE(3 << 20, entry + 24);
    await expect(manifestOf(lying)).rejects.toThrow();
  });
});
