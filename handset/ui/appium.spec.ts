import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webdriverio';
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

  it('finds elements by every strategy', async () => {
    for (const selector of [
      id('count'),
      '~counter',
      'android=new UiSelector().textMatches("clicked \\d+.*")',
      'android=new UiSelector().className("android.widget.Button").instance(0)',
      'android=new UiSelector().resourceId("android:id/none");text("ask")',
      '//android.widget.Button[starts-with(@text, "clicked")]',
      '//*[@content-desc="counter"]',
      'android.widget.Button',
      '[description="counter"]',
    ])
      expect(await client.$(selector).isExisting(), selector).toBe(true);
    expect(await client.$$('android.widget.Button').length).toBe(4);
    const list = client.$(id('list'));
    expect(await list.$('android=new UiSelector().text("row 0")').getText()).toBe('row 0');
    await expect(client.$(id('nothing')).click()).rejects.toThrow(/element/);
    await expect(client.$('//*[').isExisting()).rejects.toThrow();
  });

  it('tells what an element is', async () => {
    const field = client.$(id('field'));
    expect(await field.getAttribute('hint')).toBe('type here');
    expect(await field.getAttribute('class')).toBe('android.widget.EditText');
    expect(await field.isDisplayed()).toBe(true);
    expect(await client.$(id('check')).getAttribute('checked')).toBe('false');
    expect(await client.getElementRect(await field.elementId)).toEqual({
      x: 40,
      y: 180,
      width: 1000,
      height: 120,
    });
    await expect(field.getAttribute('nosuchattribute')).rejects.toThrow();
  });

  it('gives the source, in which is what is on the screen', async () => {
    const source = await client.getPageSource();
    expect(source).toContain(`resource-id="${EXERCISER}:id/title"`);
    expect(source).toContain('text="Exerciser 练习 🙂"');
    expect(source).not.toContain('text="row 39"');
  });

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

  it('scrolls, swipes and pinches', async () => {
    await client
      .$('android=new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView(text("row 20"))')
      .waitForExist({ timeout: 1_000 });
    const list = { elementId: await client.$(id('list')).elementId };
    expect(await client.execute('mobile: scrollGesture', { ...list, direction: 'down', percent: 20 })).toBe(
      false,
    );
    expect(await client.$('//*[@text="row 39"]').isDisplayed()).toBe(true);
    await client.execute('mobile: flingGesture', { ...list, direction: 'up' });
    await client.execute('mobile: scroll', { strategy: '-android uiautomator', selector: 'text("row 0")' });
    expect(await client.$('//*[@text="row 0"]').isDisplayed()).toBe(true);
    const pad = { elementId: await client.$(id('pad')).elementId };
    await client.execute('mobile: swipeGesture', { ...pad, direction: 'left', percent: 0.8 });
    await client.execute('mobile: pinchOpenGesture', { ...pad, percent: 0.5 });
    expect(await text('pad')).toBe('swiped left, pinched open');
    await client
      .action('pointer', { parameters: { pointerType: 'touch' } })
      .move({ x: 200, y: 1_080 })
      .down()
      .move({ x: 900, y: 1_080, duration: 200 })
      .up()
      .perform();
    expect(await text('pad')).toBe('swiped right, pinched open');
    await client.execute('mobile: dragGesture', { ...pad, endX: 500, endY: 1_900 });
    await client.execute('mobile: doubleClickGesture', { elementId: await client.$(id('check')).elementId });
    expect(await client.$(id('check')).getAttribute('checked')).toBe('true');
  });

  it('answers dialogs', async () => {
    await expect(client.getAlertText()).rejects.toThrow(/alert/);
    await client.$(id('ask')).click();
    expect(await client.getAlertText()).toBe('A question\nIs it so?');
    await client.dismissAlert();
    expect(await text('answer')).toBe('answer: no');
    await client.$(id('ask')).click();
    await client.acceptAlert();
    expect(await text('answer')).toBe('answer: yes');
  });

  it('hears of toasts', async () => {
    await client.$(id('toast')).click();
    expect(await client.$('//android.widget.Toast[1]').getText()).toBe('a toast, 吐司');
  });

  it('sees on a screenshot what screencap sees', async () => {
    const screenshot = PNG.sync.read(Buffer.from(await client.takeScreenshot(), 'base64'));
    expect([screenshot.width, screenshot.height]).toEqual([1080, 2160]);
    await shell('screencap', '-p', '/sdcard/x.png');
    const pulled = PNG.sync.read(Buffer.from(await client.pullFile('/sdcard/x.png'), 'base64'));
    // Below the status bar, whose clock goes on meanwhile.
    const statusBar = 63 * 1080 * 4;
    expect(pulled.data.subarray(statusBar).equals(screenshot.data.subarray(statusBar))).toBe(true);
    const element = Buffer.from(
      await client.takeElementScreenshot(await client.$(id('pad')).elementId),
      'base64',
    );
    expect(PNG.sync.read(element).width).toBe(1000);
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
    await expect(client.setOrientation('LANDSCAPE')).rejects.toThrow(/rotation/);
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

  it('mocks the place', async () => {
    await client.setGeoLocation({ latitude: 39.9, longitude: 116.4, altitude: 40 });
    expect(await client.getGeoLocation()).toMatchObject({ latitude: 39.9, longitude: 116.4 });
  });

  it('installs and removes packages', async () => {
    expect(await client.isAppInstalled('io.appium.settings')).toBe(true);
    expect(await client.isAppInstalled('nowhere.to.go')).toBe(false);
    expect(await lab.appium.adb('-s', phone.serial, 'shell', 'pm', 'list', 'packages', '-3')).toContain(
      EXERCISER,
    );
  });
});
