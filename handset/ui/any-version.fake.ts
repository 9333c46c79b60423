import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import type { Browser } from 'webdriverio';
import { EXERCISER } from './exerciser.fake.ts';

type Client = () => Browser;

const id = (name: string): string => `id=${EXERCISER}:id/${name}`;

/** Tests of what goes the same way on every version, and so is tried on some of them; for an app that was just started. */
export function commandsOfAnyVersion(client: Client): void {
  finding(client);
  touching(client);
  seeing(client);
}

const textOf = (client: Client, name: string): Promise<string> => client().$(id(name)).getText();

function finding(client: Client): void {
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
      expect(await client().$(selector).isExisting(), selector).toBe(true);
    expect(await client().$$('android.widget.Button').length).toBe(4);
    const list = client().$(id('list'));
    expect(await list.$('android=new UiSelector().text("row 0")').getText()).toBe('row 0');
    expect(await client().$(id('nothing')).isExisting()).toBe(false);
    await expect(client().$('//*[').isExisting()).rejects.toThrow();
  });

  it('tells what an element is', async () => {
    const field = client().$(id('field'));
    expect(await field.getAttribute('hint')).toBe('type here');
    expect(await field.getAttribute('class')).toBe('android.widget.EditText');
    expect(await field.isDisplayed()).toBe(true);
    expect(await client().$(id('check')).getAttribute('checked')).toBe('false');
    expect(await client().getElementRect(await field.elementId)).toEqual({
      x: 40,
      y: 180,
      width: 1000,
      height: 120,
    });
    await expect(field.getAttribute('nosuchattribute')).rejects.toThrow();
  });

  it('gives the source, in which is what is on the screen', async () => {
    const source = await client().getPageSource();
    expect(source).toContain(`resource-id="${EXERCISER}:id/title"`);
    expect(source).toContain('text="Exerciser 练习 🙂"');
    expect(source).not.toContain('text="row 39"');
  });
}

function touching(client: Client): void {
  it('scrolls, swipes and pinches', async () => {
    await client()
      .$('android=new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView(text("row 20"))')
      .waitForExist({ timeout: 1_000 });
    const list = { elementId: await client().$(id('list')).elementId };
    expect(await client().execute('mobile: scrollGesture', { ...list, direction: 'down', percent: 20 })).toBe(
      false,
    );
    expect(await client().$('//*[@text="row 39"]').isDisplayed()).toBe(true);
    await client().execute('mobile: flingGesture', { ...list, direction: 'up' });
    await client().execute('mobile: scroll', { strategy: '-android uiautomator', selector: 'text("row 0")' });
    expect(await client().$('//*[@text="row 0"]').isDisplayed()).toBe(true);
    const pad = { elementId: await client().$(id('pad')).elementId };
    await client().execute('mobile: swipeGesture', { ...pad, direction: 'left', percent: 0.8 });
    await client().execute('mobile: pinchOpenGesture', { ...pad, percent: 0.5 });
    expect(await textOf(client, 'pad')).toBe('swiped left, pinched open');
    await client()
      .action('pointer', { parameters: { pointerType: 'touch' } })
      .move({ x: 200, y: 1_080 })
      .down()
      .move({ x: 900, y: 1_080, duration: 200 })
      .up()
      .perform();
    expect(await textOf(client, 'pad')).toBe('swiped right, pinched open');
    await client().execute('mobile: dragGesture', { ...pad, endX: 500, endY: 1_900 });
    await client().execute('mobile: doubleClickGesture', {
      elementId: await client().$(id('count')).elementId,
    });
    expect(await textOf(client, 'count')).toBe('clicked 2, long 0');
  });
}

function seeing(client: Client): void {
  it('answers dialogs', async () => {
    await expect(client().getAlertText()).rejects.toThrow(/alert/);
    await client().$(id('ask')).click();
    expect(await client().getAlertText()).toBe('A question\nIs it so?');
    await client().dismissAlert();
    expect(await textOf(client, 'answer')).toBe('answer: no');
    await client().$(id('ask')).click();
    await client().acceptAlert();
    expect(await textOf(client, 'answer')).toBe('answer: yes');
  });

  it('hears of toasts', async () => {
    await client().$(id('toast')).click();
    expect(await client().$('//android.widget.Toast[1]').getText()).toBe('a toast, 吐司');
  });

  it('sees on a screenshot what screencap sees', async () => {
    const screenshot = PNG.sync.read(Buffer.from(await client().takeScreenshot(), 'base64'));
    expect([screenshot.width, screenshot.height]).toEqual([1080, 2160]);
    await client().execute('mobile: shell', { command: 'screencap', args: ['-p', '/sdcard/x.png'] });
    const pulled = PNG.sync.read(Buffer.from(await client().pullFile('/sdcard/x.png'), 'base64'));
    // Below the status bar, whose clock goes on meanwhile.
    const statusBar = 63 * 1080 * 4;
    expect(pulled.data.subarray(statusBar).equals(screenshot.data.subarray(statusBar))).toBe(true);
    const element = Buffer.from(
      await client().takeElementScreenshot(await client().$(id('pad')).elementId),
      'base64',
    );
    expect(PNG.sync.read(element).width).toBe(1000);
  });
}
