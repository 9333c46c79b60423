import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppManifest, AppProcess } from '../../app-parts.ts';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';
import { operationNamed, opNames } from './op-names.ts';

const NAME = 'org.example.app';
const P = 'android.permission.';
const READ = `${P}READ_EXTERNAL_STORAGE`;
const FINE = `${P}ACCESS_FINE_LOCATION`;
let framework: FakeFramework;
let app: AppProcess;
afterEach(() => framework?.dispose());

async function phone(android: string, manifest: Partial<AppManifest> = {}): Promise<void> {
  const one = fakeApp(
    NAME,
    (process) => {
      app = process;
      return { onStart: () => process.show(fakeScreen(NAME, 'Main')) };
    },
    { targetSdk: 28, permissions: [READ, `${P}CAMERA`, FINE], ...manifest },
  );
  framework = await fakeFramework([fakeHome, one], androidNamed(android));
  await start();
}
const start = (): Promise<unknown> =>
  framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
const run = async (words: string): Promise<string> => (await framework.run(words.split(' '))).stdout;

describe('operations of a version', () => {
  it.each([
    [27, 71, 'RUN_ANY_IN_BACKGROUND'],
    [28, 78, 'BLUETOOTH_SCAN'],
    [29, 91, 'ACCESS_MEDIA_LOCATION'],
    [30, 100, 'NO_ISOLATED_STORAGE'],
    [33, 121, 'RECEIVE_AMBIENT_TRIGGER_AUDIO'],
    [34, 136, 'RECORD_AUDIO_SANDBOXED'],
    [36, 165, 'SYSTEM_APPLICATION_OVERLAY'],
  ])('of API %i are %i, the last one %s', (api, count, last) => {
    expect(opNames(api)).toHaveLength(count);
    expect(opNames(api).at(-1)).toBe(last);
  });

  it('have the numbers that they have on a phone', () => {
    expect(operationNamed('123', 34)).toBe('READ_MEDIA_VISUAL_USER_SELECTED');
    expect(operationNamed('92', 30)).toBe('MANAGE_EXTERNAL_STORAGE');
    expect(operationNamed('92', 29)).toBeUndefined();
    expect(operationNamed('android:read_media_images', 29)).toBe('READ_MEDIA_IMAGES');
    expect(operationNamed('deprecated', 30)).toBeUndefined();
  });
});

describe('a mode of the uid follows the permissions', () => {
  it.each([
    ['9', `revoke ${NAME} ${READ}`, 'No operations.\n'],
    ['10', `revoke ${NAME} ${READ}`, 'Uid mode: READ_EXTERNAL_STORAGE: ignore\nLEGACY_STORAGE: allow\n'],
    ['10', `revoke ${NAME} ${P}CAMERA`, 'Uid mode: LEGACY_STORAGE: allow\n'],
    ['11', `revoke ${NAME} ${P}CAMERA`, 'Uid mode: CAMERA: ignore\nLEGACY_STORAGE: allow\n'],
    [
      '11',
      `revoke ${NAME} ${P}ACCESS_BACKGROUND_LOCATION`,
      'Uid mode: COARSE_LOCATION: foreground\nLEGACY_STORAGE: allow\n',
    ],
    [
      '14',
      `revoke ${NAME} ${P}READ_MEDIA_IMAGES`,
      'Uid mode: CAMERA: foreground\nREAD_MEDIA_IMAGES: ignore\nLEGACY_STORAGE: allow\n',
    ],
  ])('on Android %s after pm %s', async (android, change, modes) => {
    await phone(android);
    await framework.run(['pm', ...change.split(' ')]);
    framework.activities.appOps.forget(NAME);
    expect(await run(`appops get --uid ${NAME}`)).toBe(modes);
  });

  it('and goes before the mode of the package', async () => {
    await phone('11');
    await run(`appops set --uid ${NAME} CAMERA ignore`);
    await run(`appops set ${NAME} CAMERA allow`);
    expect(framework.activities.appOps.mode(NAME, 'CAMERA')).toBe('ignore');
    await run(`pm revoke ${NAME} ${P}CAMERA`);
    await run(`pm grant ${NAME} ${P}CAMERA`);
    await run(`appops set --uid ${NAME} CAMERA allow`);
    expect(framework.activities.appOps.mode(NAME, 'CAMERA')).toBe('allow');
  });

  it.each([
    ['10', 28, false, 'allow'],
    ['10', 29, false, 'ignore'],
    ['10', 29, true, 'allow'],
    ['11', 29, true, 'allow'],
    ['11', 30, true, 'ignore'],
  ])(
    'by which an app of Android %s that targets %i, and asks for the old storage: %s, has it: %s',
    async (android, targetSdk, requestLegacyExternalStorage, mode) => {
      await phone(android, { targetSdk, permissions: [READ], requestLegacyExternalStorage });
      expect(await run(`appops get --uid ${NAME}`)).toBe(`Uid mode: LEGACY_STORAGE: ${mode}\n`);
    },
  );
});

describe('an operation that is let in the foreground only', () => {
  it('turns an app away that is behind', async () => {
    await phone('14');
    const process = framework.activities.processOf(NAME);
    if (process === undefined) throw new Error('the app does not run');
    const { appOps } = framework.activities;
    expect(appOps.note(process, 'CAMERA')).toBe('allow');
    await framework.activities.key(3);
    framework.clockMs += 60_000;
    expect(appOps.note(process, 'CAMERA')).toBe('ignore');
    expect(app.checkPermission(`${P}CAMERA`)).toBe(true);
  });
});

describe('dumpsys appops', () => {
  const times = `2019-02-16 10:15:00.000 (-1s0ms)`;
  it.each([
    ['8.1', ['    Package org.example.app:', '      CAMERA: mode=0; time=+1s0ms ago']],
    ['9', ['    state=top  ', '      CAMERA (allow): ', `          Access: top   = ${times}`]],
    ['10', ['    state=top', '      CAMERA (allow): ', `          Access: [top-s] ${times}`]],
    ['11', ['    capability=---', '        null=[', `          Access: [top-s] ${times}`, '        ]']],
    [
      '14',
      [
        '    capability=--------',
        '    appWidgetVisible=false',
        '      CAMERA: mode=foreground',
        '        null=[',
      ],
    ],
  ])('has the lines of Android %s', async (android, lines) => {
    await phone(android);
    const process = framework.activities.processOf(NAME);
    if (process === undefined) throw new Error('the app does not run');
    framework.activities.appOps.note(process, 'CAMERA');
    framework.clockMs += 1_000;
    const dumped = (await run(`dumpsys appops --package ${NAME} --op CAMERA`)).split('\n');
    for (const line of lines) expect(dumped).toContain(line);
  });

  it.each([
    ['--op', 'No argument for --op option\n'],
    ['--op NOTHING', 'Error: Unknown operation string: NOTHING\n'],
    ['--mode sometimes', 'Error: Mode sometimes is not valid\n'],
    ['--history', 'Unknown option: --history\n'],
    ['all', 'Unknown command: all\n'],
    ['--package org.nowhere', 'Unknown package: org.nowhere\n'],
  ])('says what is wrong with "%s"', async (words, said) => {
    await phone('11');
    expect(await run(`dumpsys appops ${words}`)).toBe(said);
  });

  it('puts no space behind the bracket of a rejection, as on a phone', async () => {
    await phone('10');
    await run(`appops set ${NAME} CAMERA deny`);
    const process = framework.activities.processOf(NAME);
    if (process !== undefined) framework.activities.appOps.note(process, 'CAMERA');
    expect(await run(`dumpsys appops --op CAMERA`)).toContain(
      '          Reject: [top-s]2019-02-16 10:15:00.000 (-0ms)\n',
    );
    expect(await run(`dumpsys appops --mode deny`)).toContain('CAMERA (deny)');
    expect(await run(`dumpsys appops --op CAMERA --mode allow`)).not.toContain('CAMERA');
  });
});

describe('cmd appops', () => {
  it('starts and stops an operation, and tells how long it went on', async () => {
    await phone('11');
    await run(`cmd appops start ${NAME} RECORD_AUDIO`);
    framework.clockMs += 1_500;
    expect(await run(`cmd appops get ${NAME} RECORD_AUDIO`)).toBe(
      'RECORD_AUDIO: allow; time=+1s500ms ago (running)\n',
    );
    await run(`cmd appops stop ${NAME} RECORD_AUDIO`);
    expect(await run(`cmd appops get ${NAME} RECORD_AUDIO`)).toBe(
      'RECORD_AUDIO: allow; time=+1s500ms ago; duration=+1s500ms\n',
    );
  });

  it('finds the packages of a mode, and puts modes back', async () => {
    await phone('11');
    await run(`appops set ${NAME} POST_NOTIFICATION ignore`);
    expect(await run('appops query-op POST_NOTIFICATION')).toBe(`${NAME}\n`);
    expect(await run('appops query-op POST_NOTIFICATION deny')).toBe('');
    expect(await run(`appops reset ${NAME}`)).toBe(`Reset all modes for: user 0, package ${NAME}\n`);
    expect(framework.activities.appOps.mode(NAME, 'POST_NOTIFICATION')).toBe('allow');
    expect(await run('appops reset')).toBe('Reset all modes for: user 0, all packages\n');
  });

  it('takes a uid for all of its packages, and names the default of what was never set', async () => {
    await phone('11', { permissions: [] });
    expect(await run('appops get u0a1 MOCK_LOCATION')).toBe('No operations.\nDefault mode: deny\n');
    await run('appops set 10001 MOCK_LOCATION allow');
    expect(await run('appops get u0a1')).toBe('Uid mode: MOCK_LOCATION: allow\n');
  });
});

const SAMPLE = path.resolve(
  import.meta.dirname,
  '../../../../shared/samples/appops_get_misc/cmd_appops_get_various.txt',
);

describe.runIf(existsSync(SAMPLE))('appops get, against phones of Android 10 to 14', () => {
  const form = (line: string): string =>
    line.replaceAll(/\b[A-Z][A-Z_]{2,}\b/g, 'OP').replaceAll(/\+(?:\d+(?:ms|[dhms]))+/g, '+AGO');
  const theirs = (): ReadonlySet<string> => new Set(readFileSync(SAMPLE, 'utf8').split(/\r?\n/).map(form));

  it('has lines of their forms only', async () => {
    await phone('11');
    await run(`pm revoke ${NAME} ${P}ACCESS_BACKGROUND_LOCATION`);
    await start();
    await run(`appops start ${NAME} CAMERA`);
    await run(`appops start ${NAME} WAKE_LOCK`);
    framework.clockMs += 2_889;
    await run(`appops stop ${NAME} WAKE_LOCK`);
    await run(`appops set ${NAME} READ_CLIPBOARD ignore`);
    await run(`appops start ${NAME} READ_CLIPBOARD`);
    const ours = (await run(`appops get ${NAME}`)).trimEnd().split('\n');
    expect(ours.length).toBeGreaterThanOrEqual(5);
    for (const line of ours) expect([...theirs()], line).toContain(form(line));
  });
});
