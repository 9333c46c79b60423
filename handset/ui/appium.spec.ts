import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webdriverio';
import { commandsOfAnyVersion } from './any-version.fake.ts';
import { EXERCISER } from './exerciser.fake.ts';
import { openPhoneLab, type PhoneLab, type PhoneWithSession } from './exerciser-phone.fake.ts';

const VERSIONS: readonly (readonly [name: string, api: number])[] = [
  ['8.1', 27],
  ['9', 28],
  ['10', 29],
  ['11', 30],
  ['13', 33],
  ['14', 34],
  ['16', 36],
];

/** The default, and the newest; elsewhere is tried what depends on the version. */
const WITH_ALL_COMMANDS: readonly number[] = [28, 36];

const driver = createRequire(
  createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json'),
);
const HELPER = 'io.appium.settings';
const HELPER_APK = path.join(
  path.dirname(driver.resolve(`${HELPER}/package.json`)),
  'apks',
  'settings_apk-debug.apk',
);

let lab: PhoneLab;
beforeAll(async () => {
  lab = await openPhoneLab(5931, process.env.PATH);
});
afterAll(() => lab.close());

describe.each(VERSIONS)('Appium on Android %s', (android, api) => {
  let phone: PhoneWithSession;
  let client: Browser;
  const id = (name: string): string => `id=${EXERCISER}:id/${name}`;
  const text = (name: string): Promise<string> => client.$(id(name)).getText();
  const shell = async (command: string, ...args: readonly string[]): Promise<string> =>
    String(await client.execute('mobile: shell', { command, args }));

  beforeAll(async () => {
    phone = await lab.open(android);
    ({ client } = phone);
  });
  afterAll(() => phone.close());

  it('clicks, types and clears', async () => {
    await client.$(id('count')).click();
    await client.execute('mobile: longClickGesture', { elementId: await client.$(id('count')).elementId });
    expect(await text('count')).toBe('clicked 1, long 1');
    await client.$(id('check')).click();
    expect(await client.$(id('check')).getAttribute('checked')).toBe('true');
    const field = client.$(id('field'));
    await field.setValue('你好 & <b>');
    expect(await field.getText()).toBe('你好 & <b>');
    await field.clearValue();
    expect(await field.getText()).toBe('type here');
  });

  it('shows the keyboard for a tapped field, and hides it', async () => {
    await client.$(id('field')).click();
    expect(await client.isKeyboardShown()).toBe(true);
    expect(await client.getActiveElement()).toMatchObject({
      'element-6066-11e4-a52e-4f735466cecf': await client.$(id('field')).elementId,
    });
    await client.performActions([
      {
        type: 'key',
        id: 'keyboard',
        actions: [
          { type: 'keyDown', value: 'h' },
          { type: 'keyUp', value: 'h' },
        ],
      },
    ]);
    expect(await text('field')).toBe('h');
    await client.hideKeyboard();
    expect(await client.isKeyboardShown()).toBe(false);
    await client.$(id('field')).clearValue();
    await client.execute('mobile: type', { text: '打字 & more' });
    expect(await text('field')).toBe('打字 & more');
    await client.$(id('field')).clearValue();
  });

  it('starts, leaves and ends apps', async () => {
    expect(await client.getCurrentPackage()).toBe(EXERCISER);
    expect(await client.getCurrentActivity()).toBe('.MainActivity');
    expect(await client.queryAppState(EXERCISER)).toBe(4);
    await client.execute('mobile: deepLink', { url: 'exercise://there?a=1&b=2', package: EXERCISER });
    expect(await text('opened')).toBe('opened by exercise://there?a=1&b=2');
    await client.back();
    expect(await client.getCurrentActivity()).toBe('.MainActivity');
    await client.pressKeyCode(3);
    expect(await client.getCurrentPackage()).toBe('com.android.launcher3');
    expect(await client.queryAppState(EXERCISER)).toBe(3);
    await client.activateApp(EXERCISER);
    expect(await client.queryAppState(EXERCISER)).toBe(4);
    expect(await client.terminateApp(EXERCISER)).toBe(true);
    expect(await client.queryAppState(EXERCISER)).toBe(1);
    await client.execute('mobile: startActivity', { component: `${EXERCISER}/.MainActivity`, wait: true });
    expect(await client.queryAppState(EXERCISER)).toBe(4);
    expect(await client.queryAppState('nowhere.to.go')).toBe(0);
    // Up to 13 `am` ends well all the same.
    const wrong = client.execute('mobile: startActivity', { component: `${EXERCISER}/.Nowhere`, wait: true });
    expect(await wrong.catch(String)).toContain('does not exist');
  });

  it('reads and changes permissions', async () => {
    const granted = async (): Promise<unknown> =>
      await client.execute('mobile: getPermissions', { type: 'granted', appPackage: EXERCISER });
    const change = { permissions: 'android.permission.CAMERA', appPackage: EXERCISER };
    await client.execute('mobile: changePermissions', { ...change, action: 'grant' });
    expect(await granted()).toContain('android.permission.CAMERA');
    await client.execute('mobile: changePermissions', { ...change, action: 'revoke' });
    expect(await granted()).not.toContain('android.permission.CAMERA');
    await client.activateApp(EXERCISER);
    await client.$(id('camera')).click();
    expect(await client.getAlertText()).toMatch(/允许“?Exerciser”?拍摄照片和录制视频吗？/);
    await client.acceptAlert();
    await expect.poll(() => text('answer')).toBe('answer: camera true');
    expect(await granted()).toContain('android.permission.CAMERA');
  });

  it('copies files and text', async () => {
    await client.pushFile('/sdcard/Download/é 文.txt', Buffer.from('pushed').toString('base64'));
    expect(Buffer.from(await client.pullFile('/sdcard/Download/é 文.txt'), 'base64').toString()).toBe(
      'pushed',
    );
    await expect(client.pullFile('/sdcard/nowhere')).rejects.toThrow();
    await client.setClipboard(Buffer.from('copied 复制').toString('base64'), 'plaintext');
    expect(Buffer.from(await client.getClipboard(), 'base64').toString()).toBe('copied 复制');
  });

  it('locks and unlocks', async () => {
    await client.lock();
    expect(await client.isLocked()).toBe(true);
    await client.unlock();
    expect(await client.isLocked()).toBe(false);
    expect(await client.getCurrentPackage()).toBe(EXERCISER);
  });

  it('opens the notifications', async () => {
    await client.openNotifications();
    expect(await client.$('id=com.android.systemui:id/notification_stack_scroller').isExisting()).toBe(true);
    await client.pressKeyCode(4);
    expect(await client.$(id('title')).isExisting()).toBe(true);
  });

  it('tells of the phone', async () => {
    expect(await client.getWindowSize()).toEqual({ width: 1080, height: 2160 });
    expect(await client.getOrientation()).toBe('PORTRAIT');
    expect(await client.getSystemBars()).toMatchObject({ statusBar: { visible: true, height: 63 } });
    expect(await client.getDisplayDensity()).toBe(420);
    expect(await client.execute('mobile: deviceInfo')).toMatchObject({ apiVersion: String(api) });
    expect(await client.execute('mobile: batteryInfo')).toMatchObject({ level: 0.87 });
    expect(await client.execute('mobile: listWindows', { skipScreenshots: true })).toHaveLength(1);
    expect(await shell('getprop', 'ro.build.version.sdk')).toBe(`${api}\n`);
    await expect(shell('cat', '/nowhere')).rejects.toThrow(/No such file/);
    expect(Number.isNaN(Date.parse((await shell('date', '+%Y-%m-%dT%T')).trim()))).toBe(false);
    const log = await client.getLogs('logcat');
    expect(log.length).toBeGreaterThan(0);
    await client.updateSettings({ waitForIdleTimeout: 1 });
    expect(await client.getSettings()).toMatchObject({ waitForIdleTimeout: 1 });
  });

  it('turns the display, and back', async () => {
    await client.setOrientation('LANDSCAPE');
    expect(await client.getOrientation()).toBe('LANDSCAPE');
    expect(await client.getWindowSize()).toEqual({ width: 2160, height: 1080 });
    const png = Buffer.from(await client.takeScreenshot(), 'base64');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2160, 1080]);
    const source = await client.getPageSource();
    expect(source).toMatch(/rotation="3" width="2160" height="1080"/);
    // The app was laid out anew.
    expect(source).toContain('bounds="[0,0][2160,1080]"');
    await client.setOrientation('PORTRAIT');
    expect(await client.getOrientation()).toBe('PORTRAIT');
    expect(await client.getWindowSize()).toEqual({ width: 1080, height: 2160 });
  });

  it('mocks the place', async () => {
    await client.setGeoLocation({ latitude: 39.9, longitude: 116.4, altitude: 40 });
    expect(await client.getGeoLocation()).toMatchObject({ latitude: 39.9, longitude: 116.4 });
  });

  // After the app was started anew.
  if (WITH_ALL_COMMANDS.includes(api)) commandsOfAnyVersion(() => client);

  it('removes and installs packages', async () => {
    expect(await client.isAppInstalled('nowhere.to.go')).toBe(false);
    expect(await client.removeApp('nowhere.to.go')).toBe(false);
    expect(await client.removeApp(HELPER)).toBe(true);
    expect(await client.isAppInstalled(HELPER)).toBe(false);
    await client.installApp(HELPER_APK);
    expect(await client.isAppInstalled(HELPER)).toBe(true);
    expect(await shell('pm', 'list', 'packages', '-3')).toContain(`package:${HELPER}\n`);
    await expect(client.installApp('/nowhere.apk')).rejects.toThrow();
    // The helper works again, as new.
    await client.setClipboard(Buffer.from('again').toString('base64'), 'plaintext');
    expect(Buffer.from(await client.getClipboard(), 'base64').toString()).toBe('again');
  });
});
