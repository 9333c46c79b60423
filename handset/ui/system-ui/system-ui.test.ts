import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../../app-parts.ts';
import type { View } from '../../screen-parts.ts';
import { androidNamed } from '../../system/android-version.ts';
import {
  type FakeFramework,
  fakeApp,
  fakeFramework,
  fakeHome,
  fakeScreen,
} from '../../system/framework.fake.ts';
import { placedViews } from '../view-tree.ts';

const ASKER = 'org.example.asker';
const CAMERA = 'android.permission.CAMERA';

let framework: FakeFramework;
let processes: AppProcess[];
let answers: (readonly (readonly [string, boolean])[])[];
afterEach(() => framework.dispose());

async function boot(android: string, locale = 'en-US'): Promise<void> {
  processes = [];
  answers = [];
  const asker = fakeApp(
    ASKER,
    (process) => {
      processes.push(process);
      return { onStart: () => process.show(fakeScreen(ASKER, 'Main')) };
    },
    { permissions: [CAMERA], grants: [], targetSdk: 33 },
  );
  framework = await fakeFramework([fakeHome, asker], androidNamed(android));
  framework.properties.set('persist.sys.locale', locale);
  await framework.activities.key(3);
  await framework.run(['am', 'start', '-n', `${ASKER}/.Main`]);
}

const views = (): readonly View[] => placedViews(framework.display.current().root).map(({ view }) => view);
const texts = (): readonly string[] => views().flatMap(({ text }) => text ?? []);

async function tap(resourceId: string): Promise<void> {
  const view = views().find((one) => one.resourceId === resourceId);
  if (view === undefined) throw new Error(`${resourceId} is not on the screen`);
  const { left, top, right, bottom } = view.bounds;
  await framework.display.tap((left + right) / 2, (top + bottom) / 2);
}

function ask(): void {
  void processes[0]?.requestPermissions([CAMERA]).then((answer) => answers.push([...answer]));
}

async function crash(): Promise<void> {
  const process = framework.activities.processOf(ASKER);
  if (process !== undefined) await framework.activities.control.crash(process, 'boom');
}

describe('the dialog for permissions', () => {
  it.each([
    ['8.1', 'com.android.packageinstaller', 'permission_allow_button', 'Allow'],
    ['9', 'com.android.packageinstaller', 'permission_allow_button', 'Allow'],
    ['10', 'com.android.permissioncontroller', 'permission_allow_button', 'Allow'],
    [
      '11',
      'com.android.permissioncontroller',
      'permission_allow_foreground_only_button',
      'While using the app',
    ],
    [
      '14',
      'com.android.permissioncontroller',
      'permission_allow_foreground_only_button',
      'While using the app',
    ],
  ])(
    'of Android %s is over the app, has the focus, and gives what is tapped',
    async (android, owner, id, text) => {
      await boot(android);
      ask();
      expect(framework.display.current().package).toBe(owner);
      expect(texts()).toContain(text);
      const focus = (await framework.run(['dumpsys', 'window'])).stdout;
      expect(focus).toMatch(
        new RegExp(`mCurrentFocus=Window\\{\\w+ u0 ${owner}/\\S+GrantPermissionsActivity\\}`),
      );
      expect(focus).toMatch(new RegExp(`mFocusedApp=.*u0 ${owner}/\\S*GrantPermissionsActivity[} ]`));
      await tap(`${owner}:id/${id}`);
      await expect.poll(() => answers).toEqual([[[CAMERA, true]]]);
      expect(framework.display.current().package).toBe(ASKER);
    },
  );

  it('lets nothing through to the app, is refused by BACK, and is away with its app', async () => {
    await boot('9');
    ask();
    await framework.display.tap(10, 10);
    expect(framework.display.current().package).toBe('com.android.packageinstaller');
    await framework.run(['input', 'keyevent', '3']);
    expect(framework.display.current().package).toBe('org.example.home');
    await framework.run(['am', 'start', '-n', `${ASKER}/.Main`]);
    expect(framework.display.current().package).toBe('com.android.packageinstaller');
    await framework.run(['input', 'keyevent', 'BACK']);
    await expect.poll(() => answers).toEqual([[[CAMERA, false]]]);
  });
});

describe('what the system says', () => {
  it.each([
    ['8.1', [`要允许${ASKER}拍摄照片和录制视频吗？`, '拒绝', '允许']],
    ['9', [`允许${ASKER}拍摄照片和录制视频吗？`, '拒绝', '允许']],
    ['10', [`允许${ASKER}拍摄照片和录制视频吗？`, '允许', '拒绝']],
    ['11', [`允许${ASKER}拍摄照片和录制视频吗？`, '仅在使用该应用时允许', '仅限这一次', '拒绝']],
    ['14', [`要允许“${ASKER}”拍摄照片和录制视频吗？`, '仅在使用该应用时允许', '仅限这一次', '不允许']],
  ])(
    'on Android %s is Chinese on a Chinese phone, as what it asks for a permission',
    async (android, words) => {
      await boot(android, 'zh-CN');
      ask();
      expect(texts()).toEqual(words);
    },
  );

  it.each([
    ['9', `${ASKER}屡次停止运行`],
    ['14', `“${ASKER}”屡次停止运行`],
  ])('on Android %s is Chinese when an app crashes again', async (android, again) => {
    await boot(android, 'zh-Hans-CN');
    await crash();
    expect(texts()).toEqual([`${ASKER}已停止运行`, '重新打开应用']);
    await tap('android:id/aerr_restart');
    await crash();
    expect(texts()).toEqual([again, '关闭应用']);
  });

  it('follows the language while it runs', async () => {
    await boot('11', 'zh-CN');
    await framework.run(['input', 'keyevent', 'NOTIFICATION']);
    expect(texts()).toContain('全部清除');
    framework.properties.set('persist.sys.locale', 'zh-TW');
    expect(texts()).toContain('Clear all');
  });
});

describe('an app that crashes in front', () => {
  beforeEach(() => boot('14'));
  it('is reported, opened again, and after the next crash only closed', async () => {
    await crash();
    expect(texts()).toEqual([`${ASKER} has stopped`, 'Open app again']);
    await tap('android:id/aerr_restart');
    expect(framework.activities.front()?.package.package).toBe(ASKER);
    await crash();
    expect(texts()).toEqual([`${ASKER} keeps stopping`, 'Close app']);
    await tap('android:id/aerr_close');
    expect(framework.display.current().package).toBe('org.example.home');
  });
});

describe('the lock screen', () => {
  it.each<readonly [string, () => Promise<unknown>]>([
    ['a swipe', () => framework.run(['input', 'swipe', '500', '1500', '500', '300'])],
    ['MENU', () => framework.run(['input', 'keyevent', 'MENU'])],
    ['wm', () => framework.run(['wm', 'dismiss-keyguard'])],
  ])('goes by %s', async (_what, unlock) => {
    await boot('13');
    await framework.run(['input', 'keyevent', '26', 'WAKEUP']);
    expect(framework.display.focused().title).toBe('NotificationShade');
    await framework.run(['input', 'keyevent', '4']);
    expect(framework.display.state().locked).toBe(true);
    await unlock();
    expect(framework.display.current().package).toBe(ASKER);
  });
});

describe('the overview of apps', () => {
  it('brings an app back, and takes it away with its process', async () => {
    await boot('14');
    await framework.run(['input', 'keyevent', '3']);
    await framework.run(['input', 'keyevent', 'APP_SWITCH']);
    expect(views().filter(({ resourceId }) => resourceId?.endsWith(':id/snapshot'))).toHaveLength(1);
    await tap('com.android.launcher3:id/snapshot');
    expect(framework.display.current().package).toBe(ASKER);
    await framework.run(['input', 'keyevent', '3', '187']);
    await framework.run(['input', 'swipe', '540', '1200', '540', '300']);
    expect(views().some(({ resourceId }) => resourceId?.endsWith(':id/snapshot'))).toBe(false);
    await framework.run(['input', 'keyevent', '4']);
    expect(framework.display.current().package).toBe('org.example.home');
  });
});

describe('the notification shade', () => {
  it('comes down by a finger or a key, and goes by BACK', async () => {
    await boot('14');
    await framework.run(['input', 'swipe', '500', '1', '500', '900']);
    expect(framework.display.current().package).toBe('com.android.systemui');
    await framework.run(['input', 'keyevent', '4']);
    expect(framework.display.current().package).toBe(ASKER);
    await framework.run(['input', 'keyevent', 'NOTIFICATION']);
    expect(framework.display.focused().title).toBe('NotificationShade');
    expect(texts()).toContain('Screenshot saved');
    await tap('com.android.systemui:id/dismiss_text');
    expect(texts()).not.toContain('Screenshot saved');
  });
});
