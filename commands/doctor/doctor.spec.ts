import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Adb, createAdb } from '../../helpers/device/adb.ts';
import { readDeviceFacts } from '../../helpers/device/device-facts.ts';
import { readInstalledPackage } from '../../helpers/device/installed-package.ts';
import { runProcess } from '../../helpers/device/process-runner.ts';
import { findSuperuser } from '../../helpers/device/superuser.ts';
import { loadProfile } from '../load-profile.ts';
import { examineApp } from './examine-app.ts';
import { examineFreezer } from './examine-freezer.ts';
import { examineCamera, examinePosition, examineScreenshots } from './examine-images.ts';
import { examineRights } from './examine-rights.ts';
import { examineStorage } from './examine-storage.ts';
import { examineTraffic } from './examine-traffic.ts';
import type { Patient } from './patient.ts';
import type { Sight } from './sight.ts';

const PROJECT = path.join(import.meta.dirname, '..', '..');
const ADB_PORT = 5989;

interface Examined {
  readonly sights: Readonly<Record<string, Sight>>;
  readonly before: string;
  readonly after: string;
}

describe.each([
  ['with root, Android 9', [], '9'],
  ['without root, Android 14', ['--build=user', '--android=14'], '14'],
])('the doctor, on a phone %s', (_, options, release) => {
  let handset: ChildProcess;
  let home: string;
  let examined: Examined;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'doctor-spec-'));
    handset = spawn(process.execPath, ['handset/start.mjs', '--exit-with-parent', ...options], {
      cwd: PROJECT,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const ready = await new Promise((resolve) => handset.stdout?.once('data', resolve));
    examined = await examineAll(JSON.parse(String(ready)).serial, home);
  }, 120_000);

  afterAll(async () => {
    await adbServer(home, 'kill-server');
    handset.kill('SIGTERM');
    await rm(home, { recursive: true, force: true });
  });

  it('sees what needs no root', () => {
    const of = (channel: string): string => `${channel}: ${examined.sights[channel]?.seen}`;
    const channels = ['shared storage', "app's external directories", 'byte counters', 'process states'];
    for (const channel of [...channels, 'freezer', 'screenshots by key', 'camera', 'position mocking'])
      expect(of(channel)).toBe(`${channel}: yes`);
  });

  it('sees what needs root where there is root, and says so where there is none', () => {
    for (const channel of ['root', "app's internal directories", 'CA trust']) {
      const sight = examined.sights[channel];
      if (release === '9') expect(sight).toMatchObject({ channel, seen: 'yes' });
      else expect(sight).toMatchObject({ channel, seen: 'no', remedy: expect.stringContaining('root') });
    }
    expect(examined.sights.traffic?.seen).toBe(release === '9' ? 'yes' : 'partly');
  });

  it('leaves the phone as it was', () => {
    expect(examined.after).toBe(examined.before);
  });
});

async function examineAll(serial: string, home: string): Promise<Examined> {
  await adbServer(home, 'connect', serial);
  const adb = createAdb({ program: 'adb', serial, serverPort: ADB_PORT, home }, runProcess, () => undefined);
  const superuser = await findSuperuser(adb);
  const profile = await loadProfile(path.join(PROJECT, 'apps'), 'jdjr');
  const patient: Patient = {
    adb,
    superuser,
    device: await readDeviceFacts(adb, 'real', superuser !== undefined),
    app: { profile, installed: await readInstalledPackage(adb, profile.package) },
    nonce: randomBytes(8).toString('hex'),
    directory: home,
  };
  await adb.command(['install', settingsHelper()]);
  const before = await stateOf(adb);
  const sights: Sight[] = [];
  for (const examine of [
    ...[examineRights, examineStorage, examineApp, examineFreezer],
    ...[examineScreenshots, examineCamera, examinePosition, examineTraffic],
  ])
    sights.push(...(await examine(patient)));
  const after = await stateOf(adb);
  return { sights: Object.fromEntries(sights.map((one) => [one.channel, one])), before, after };
}

/** Appium's, which the first run on a phone installs. npm puts it beside the driver, or below it. */
function settingsHelper(): string {
  const driver = path.join(PROJECT, 'node_modules', 'appium-uiautomator2-driver', 'package.json');
  const apk = path.join('io.appium.settings', 'apks', 'settings_apk-debug.apk');
  const places = createRequire(driver).resolve.paths('io.appium.settings') ?? [];
  return places.map((place) => path.join(place, apk)).find((file) => existsSync(file)) ?? apk;
}

/** What an examination may change, and has to put back. A proxy setting of `:0` is none, a mode `default` is what no mode means. */
async function stateOf(adb: Adb): Promise<string> {
  const lines = [
    'settings get global http_proxy',
    'find /sdcard/ /data/local/tmp/ -type f',
    'find /sdcard/Android/data',
    'su 0 find /data/misc/user/0/cacerts-added /data/data/com.jd.jrapp',
    'content query --uri content://media/external/images/media --projection _id',
    'appops get io.appium.settings | grep -v -e "No operations" -e "MOCK_LOCATION: default"',
  ];
  const said = await adb.attempt(lines.map((line) => `${line} 2>/dev/null`).join('; echo; '));
  const reversed = await adb.command(['reverse', '--list']);
  return `${said.stdout}\n${reversed}`.replace(/^:0$/m, 'null');
}

async function adbServer(home: string, ...words: readonly string[]): Promise<void> {
  const env = { ANDROID_ADB_SERVER_PORT: String(ADB_PORT), HOME: home };
  await runProcess('adb', words, { env, timeoutMs: 20_000 });
}
