import { afterEach, describe, expect, it } from 'vitest';
import type { AppManifest, AppProcess } from '../app-parts.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from './framework.fake.ts';

const NAME = 'org.example.app';
const P = 'android.permission.';
const READ = `${P}READ_EXTERNAL_STORAGE`;
const WRITE = `${P}WRITE_EXTERNAL_STORAGE`;
const CAMERA = `${P}CAMERA`;
const FINE = `${P}ACCESS_FINE_LOCATION`;
const BACKGROUND = `${P}ACCESS_BACKGROUND_LOCATION`;
const IMAGES = `${P}READ_MEDIA_IMAGES`;
const SELECTED = `${P}READ_MEDIA_VISUAL_USER_SELECTED`;

let framework: FakeFramework;
let app: AppProcess;
afterEach(() => framework.dispose());

interface Phone {
  readonly android: string;
  readonly targetSdk?: number;
  readonly permissions: readonly string[];
}

/** A phone with an app in front that its owner has allowed nothing yet. */
async function phone({ android, targetSdk = 28, permissions }: Phone): Promise<void> {
  const manifest: Partial<AppManifest> = { label: 'Clock', targetSdk, permissions, grants: [] };
  const asking = fakeApp(
    NAME,
    (process) => {
      app = process;
      return { onStart: () => process.show(fakeScreen(NAME, 'Main')) };
    },
    manifest,
  );
  framework = await fakeFramework([fakeHome, asking], androidNamed(android));
  await start();
}

const start = (): Promise<unknown> =>
  framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
const requests = (): FakeFramework['activities']['permissionRequests'] =>
  framework.activities.permissionRequests;
const ids = (): readonly string[] =>
  (requests().pending()?.buttons ?? []).map(({ id }) => id.split(':id/')[1] ?? '');

/** Asks, taps the buttons one after the other, and gives what the app is told. */
async function ask(names: readonly string[], ...taps: readonly string[]): Promise<Record<string, boolean>> {
  const asked = app.requestPermissions(names);
  for (const tap of taps) {
    const owner = requests().pending()?.owner.package;
    requests().press(`${owner}:id/permission_${tap}_button`);
  }
  return Object.fromEntries(await asked);
}

describe('the dialog of a version', () => {
  it.each([
    ['8.1', 'com.android.packageinstaller', ['deny', 'allow']],
    ['9', 'com.android.packageinstaller', ['deny', 'allow']],
    ['10', 'com.android.permissioncontroller', ['allow', 'deny']],
    ['11', 'com.android.permissioncontroller', ['allow_foreground_only', 'allow_one_time', 'deny']],
    ['16', 'com.android.permissioncontroller', ['allow_foreground_only', 'allow_one_time', 'deny']],
  ])('%s asks for the camera in a window of %s', async (android, owner, buttons) => {
    await phone({ android, permissions: [CAMERA] });
    void app.requestPermissions([CAMERA]);
    expect(requests().pending()).toMatchObject({
      package: NAME,
      group: 'android.permission-group.CAMERA',
      owner: { package: owner },
      message: 'Allow Clock to take pictures and record video?',
    });
    expect(ids()).toEqual(buttons.map((one) => `permission_${one}_button`));
  });

  it.each([
    ['10', 29, [FINE], ['allow_foreground_only', 'deny']],
    ['10', 29, [FINE, BACKGROUND], ['allow_always', 'allow_foreground_only', 'deny']],
    ['11', 29, [FINE], ['allow_foreground_only', 'allow_one_time', 'deny']],
    ['13', 33, [IMAGES], ['allow', 'deny']],
    ['14', 33, [IMAGES], ['allow', 'deny']],
    ['14', 34, [IMAGES], ['allow_selected', 'allow_all', 'deny']],
    ['16', 36, [IMAGES], ['allow_selected', 'allow_all', 'deny']],
  ])('%s, for an app of %i that asks for %j, has %j', async (android, targetSdk, names, buttons) => {
    await phone({ android, targetSdk, permissions: names });
    void app.requestPermissions(names);
    expect(ids()).toEqual(buttons.map((one) => `permission_${one}_button`));
  });

  it('counts the groups, and goes from one to the next', async () => {
    await phone({ android: '9', permissions: [READ, WRITE, CAMERA] });
    const asked = app.requestPermissions([READ, CAMERA, WRITE]);
    expect(requests().pending()?.page).toBe('1 of 2');
    requests().press('com.android.packageinstaller:id/permission_allow_button');
    expect(requests().pending()).toMatchObject({ page: '2 of 2', group: 'android.permission-group.CAMERA' });
    requests().press('com.android.packageinstaller:id/permission_deny_button');
    expect(Object.fromEntries(await asked)).toEqual({ [READ]: true, [CAMERA]: false, [WRITE]: true });
    expect(requests().pending()).toBeUndefined();
  });
});

describe('no dialog', () => {
  it.each([
    ['for what the manifest does not ask for', '9', 28, [READ], [CAMERA], false],
    ['for what comes with installing', '9', 28, [`${P}INTERNET`], [`${P}INTERNET`], true],
    ['for an app of the time before Android 6, which has all', '9', 22, [CAMERA], [CAMERA], true],
    ['for READ_EXTERNAL_STORAGE of an app of 13, on 13', '13', 33, [READ], [READ], false],
    ['for selected photos alone', '14', 34, [IMAGES, SELECTED], [SELECTED], false],
    [
      'for the place in the background together with the place, of an app of 11',
      '11',
      30,
      [FINE, BACKGROUND],
      [FINE, BACKGROUND],
      false,
    ],
  ])('%s', async (_, android, targetSdk, permissions, names, granted) => {
    await phone({ android, targetSdk, permissions });
    expect(await ask(names)).toEqual(Object.fromEntries(names.map((one) => [one, granted])));
  });

  it('for a further permission of a group that is granted', async () => {
    await phone({ android: '9', permissions: [READ, WRITE] });
    expect(await ask([READ], 'allow')).toEqual({ [READ]: true });
    expect(app.checkPermission(WRITE)).toBe(false);
    expect(await ask([WRITE])).toEqual({ [WRITE]: true });
  });

  it('from the background, and none beside another one: the request is cut short', async () => {
    await phone({ android: '14', targetSdk: 34, permissions: [CAMERA] });
    const answers: unknown[] = [];
    void app.requestPermissions([CAMERA]).then((answer) => answers.push(answer));
    expect(await app.requestPermissions([CAMERA])).toEqual(new Map());
    await framework.activities.forceStop(NAME);
    await new Promise((resolve) => setImmediate(resolve));
    // A process that has ended is told of nothing.
    expect([answers, requests().pending()]).toEqual([[], undefined]);
    await start();
    await framework.activities.key(3);
    expect(await app.requestPermissions([CAMERA])).toEqual(new Map());
    expect(requests().pending()).toBeUndefined();
  });
});

describe('a refusal', () => {
  it('up to Android 9 brings a box that makes the next one the last', async () => {
    await phone({ android: '9', permissions: [CAMERA] });
    expect(app.shouldShowRationale(CAMERA)).toBe(false);
    await ask([CAMERA], 'deny');
    expect(app.shouldShowRationale(CAMERA)).toBe(true);
    const asked = app.requestPermissions([CAMERA]);
    requests().press('com.android.packageinstaller:id/do_not_ask_checkbox');
    expect(
      requests()
        .pending()
        ?.buttons.map(({ enabled }) => enabled),
    ).toEqual([true, false]);
    requests().press('com.android.packageinstaller:id/permission_allow_button');
    requests().press('com.android.packageinstaller:id/permission_deny_button');
    await asked;
    expect(app.shouldShowRationale(CAMERA)).toBe(false);
    expect(await ask([CAMERA])).toEqual({ [CAMERA]: false });
  });

  it('on Android 10 brings a button for good beside the one for now', async () => {
    await phone({ android: '10', permissions: [CAMERA] });
    await ask([CAMERA], 'deny');
    void ask([CAMERA], 'deny');
    void app.requestPermissions([CAMERA]);
    expect(ids()).toEqual([
      'permission_allow_button',
      'permission_deny_button',
      'permission_deny_and_dont_ask_again_button',
    ]);
  });

  it.each(['11', '13', '14', '16'])('on Android %s is the last one the second time', async (android) => {
    await phone({ android, permissions: [CAMERA] });
    await ask([CAMERA], 'deny');
    expect(app.shouldShowRationale(CAMERA)).toBe(true);
    expect(await ask([CAMERA], 'deny_and_dont_ask_again')).toEqual({ [CAMERA]: false });
    expect(app.shouldShowRationale(CAMERA)).toBe(false);
    expect(await ask([CAMERA])).toEqual({ [CAMERA]: false });
  });

  it('is what the back key says up to 10; from 11 on it leaves the question open', async () => {
    await phone({ android: '10', permissions: [CAMERA] });
    const refused = app.requestPermissions([CAMERA]);
    requests().back();
    expect(Object.fromEntries(await refused)).toEqual({ [CAMERA]: false });
    expect(app.shouldShowRationale(CAMERA)).toBe(true);
    await framework.dispose();
    await phone({ android: '11', permissions: [CAMERA] });
    const open = app.requestPermissions([CAMERA]);
    requests().back();
    expect(Object.fromEntries(await open)).toEqual({ [CAMERA]: false });
    expect(app.shouldShowRationale(CAMERA)).toBe(false);
  });
});

describe('a grant', () => {
  it('for one time ends with the process', async () => {
    await phone({ android: '11', permissions: [CAMERA] });
    expect(await ask([CAMERA], 'allow_one_time')).toEqual({ [CAMERA]: true });
    await framework.activities.forceStop(NAME);
    await start();
    expect(app.checkPermission(CAMERA)).toBe(false);
    expect(await ask([CAMERA], 'allow_foreground_only')).toEqual({ [CAMERA]: true });
    await framework.activities.forceStop(NAME);
    await start();
    expect(app.checkPermission(CAMERA)).toBe(true);
  });

  it.each([
    ['11', 300_000],
    ['14', 60_000],
  ])(
    'for one time ends on Android %s some time after the app was left, and the app with it',
    async (android, afterMs) => {
      await phone({ android, permissions: [CAMERA] });
      await ask([CAMERA], 'allow_one_time');
      await framework.activities.key(3);
      framework.clockMs += afterMs - 1;
      expect(app.checkPermission(CAMERA)).toBe(true);
      framework.clockMs += 1;
      expect(app.checkPermission(CAMERA)).toBe(false);
      expect(framework.activities.processOf(NAME)).toBeUndefined();
    },
  );

  it('for one time goes on while the app is in front again', async () => {
    await phone({ android: '14', permissions: [CAMERA] });
    await ask([CAMERA], 'allow_one_time');
    await framework.activities.key(3);
    framework.clockMs += 30_000;
    await start();
    framework.clockMs += 600_000;
    expect(app.checkPermission(CAMERA)).toBe(true);
  });

  it('of some photos is none of all of them', async () => {
    await phone({ android: '14', targetSdk: 34, permissions: [IMAGES, SELECTED] });
    expect(await ask([IMAGES, SELECTED], 'allow_selected')).toEqual({ [IMAGES]: false, [SELECTED]: true });
    void app.requestPermissions([IMAGES]);
    expect(ids()).toEqual([
      'permission_allow_selected_button',
      'permission_allow_all_button',
      'permission_dont_allow_more_selected_button',
    ]);
    requests().press('com.android.permissioncontroller:id/permission_allow_all_button');
    expect(app.checkPermission(IMAGES)).toBe(true);
  });

  it('while the app is used is none for the background', async () => {
    await phone({ android: '10', targetSdk: 29, permissions: [FINE, BACKGROUND] });
    expect(await ask([FINE, BACKGROUND], 'allow_foreground_only')).toEqual({
      [FINE]: true,
      [BACKGROUND]: false,
    });
  });

  it('of storage on 13 opens photos, videos and audio to an app of the time before', async () => {
    await phone({ android: '13', targetSdk: 30, permissions: [READ] });
    void app.requestPermissions([READ]);
    expect(requests().pending()?.message).toBe(
      'Allow Clock to access photos, videos, music, and audio on this device?',
    );
    requests().press('com.android.permissioncontroller:id/permission_allow_button');
    expect(
      [IMAGES, `${P}READ_MEDIA_VIDEO`, `${P}READ_MEDIA_AUDIO`].map((one) => app.checkPermission(one)),
    ).toEqual([true, true, true]);
  });

  it('is forgotten by pm clear, so that the app has to ask again', async () => {
    await phone({ android: '9', permissions: [CAMERA] });
    await ask([CAMERA], 'allow');
    await framework.run(['pm', 'clear', NAME]);
    await start();
    expect(app.checkPermission(CAMERA)).toBe(false);
    expect(await ask([CAMERA], 'allow')).toEqual({ [CAMERA]: true });
  });
});
