import { afterEach, describe, expect, it } from 'vitest';
import { browser } from '../apps/browser/browser.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';

let phone: FakeFramework;

afterEach(() => phone.dispose());

async function booted(android = '9'): Promise<void> {
  phone = await fakeFramework([fakeHome, browser], androidNamed(android));
  await phone.run([
    'am',
    'start',
    '-a',
    'android.intent.action.MAIN',
    '-n',
    'com.android.browser/.BrowserActivity',
  ]);
}

const said = async (words: string): Promise<string> => (await phone.run(words.split(' '))).stdout;

describe('wm size', () => {
  it.each(['9', '14'])('of Android %s says the panel’s and the override', async (android) => {
    await booted(android);
    expect(await said('wm size')).toBe('Physical size: 1080x2160\n');
    expect(await phone.run(['wm', 'size', '720x1280'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await said('wm size')).toBe('Physical size: 1080x2160\nOverride size: 720x1280\n');
    expect(await said('settings get global display_size_forced')).toBe('720,1280\n');
    await phone.run(['wm', 'size', 'reset']);
    expect(await said('wm size')).toBe('Physical size: 1080x2160\n');
  });

  it.each([
    ['540x960px', '540x960'],
    ['200dpx400dp', '525x1050'],
    ['1x1', '200x200'],
    ['90000x90000', '2160x4320'],
  ])('takes %s as %s', async (size, kept) => {
    await booted();
    await phone.run(['wm', 'size', size]);
    expect(await said('wm size')).toContain(`Override size: ${kept}\n`);
  });

  it.each([
    ['720', 'Error: bad size 720\n'],
    ['x720', 'Error: bad size x720\n'],
    ['720x', 'Error: bad size 720x\n'],
    ['720pxx1280', 'Error: bad number java.lang.NumberFormatException: For input string: "720p"\n'],
    ['axb', 'Error: bad number java.lang.NumberFormatException: For input string: "a"\n'],
  ])('refuses %s', async (size, stderr) => {
    await booted();
    expect(await phone.run(['wm', 'size', size])).toMatchObject({ code: 255, stderr });
  });

  it('is that of pictures, turned and not', async () => {
    await booted();
    await phone.run(['wm', 'size', '720x1280']);
    const upright = await phone.display.pixels();
    expect([upright.width, upright.height, upright.rgba.length]).toEqual([720, 1280, 720 * 1280 * 4]);
    await phone.glass.freeze(1);
    expect(await phone.display.pixels()).toMatchObject({ width: 1280, height: 720 });
  });

  it('lays out what is in front', async () => {
    await booted();
    expect(phone.display.current()).toMatchObject({
      package: 'com.android.browser',
      root: { bounds: { right: 1080 } },
    });
    await phone.run(['wm', 'size', '720x1280']);
    expect(phone.display.current().root.bounds).toMatchObject({ right: 720, bottom: 1280 });
  });

  it('is told by dumpsys window', async () => {
    await booted('14');
    await phone.run(['wm', 'size', '720x1280']);
    await phone.run(['wm', 'density', '320']);
    expect(await said('dumpsys window displays')).toContain(
      'init=1080x2160 420dpi base=720x1280 320dpi cur=720x1280 app=720x1184 ',
    );
  });
});

describe('wm density', () => {
  it('says the panel’s and the override, and scales what is laid out', async () => {
    await booted();
    const before = heightOf('url');
    await phone.run(['wm', 'density', '210']);
    expect(await said('wm density')).toBe('Physical density: 420\nOverride density: 210\n');
    expect(await said('settings get secure display_density_forced')).toBe('210\n');
    expect(heightOf('url')).toBeLessThan(before * 0.6);
    await phone.run(['wm', 'density', 'reset']);
    expect(await said('wm density')).toBe('Physical density: 420\n');
    expect(heightOf('url')).toBe(before);
  });

  it.each([
    ['71', 'Error: density must be >= 72\n'],
    ['dense', 'Error: bad number java.lang.NumberFormatException: For input string: "dense"\n'],
  ])('refuses %s', async (density, stderr) => {
    await booted();
    expect(await phone.run(['wm', 'density', density])).toMatchObject({ code: 255, stderr });
  });

  it('comes back by reset from 12 on, with size and rotation', async () => {
    await booted('13');
    for (const words of ['wm size 720x1280', 'wm density 320', 'wm user-rotation lock 1']) await said(words);
    expect(await said('wm reset')).toBe('Reset all settings for displayId=0\n');
    expect(phone.glass).toMatchObject({ width: 1080, height: 2160, density: 420, rotation: 0 });
  });
});

describe('an app that was started before', () => {
  it('hears of another size when it comes back', async () => {
    const widths: number[] = [];
    const app = fakeApp('org.example.wide', (process) => ({
      onStart: () => {
        widths.push(process.displaySize.width);
        const { width: right, height: bottom } = process.displaySize;
        const root = { className: 'android.view.View', bounds: { left: 0, top: 0, right, bottom } };
        process.show({ package: 'org.example.wide', activity: 'org.example.wide.Main', root });
      },
    }));
    phone = await fakeFramework([fakeHome, app]);
    const start = 'am start -a android.intent.action.MAIN -n org.example.wide/.Main';
    await said(start);
    await phone.display.key(3);
    await said('wm size 720x1280');
    await said(start);
    expect(widths).toEqual([1080, 720]);
  });
});

function heightOf(id: string): number {
  const found = viewsBelow(phone.display.current().root).find(
    ({ resourceId }) => resourceId === `com.android.browser:id/${id}`,
  );
  return found === undefined ? Number.NaN : found.bounds.bottom - found.bounds.top;
}

function viewsBelow(root: Parts): readonly Parts[] {
  return [root, ...(root.children ?? []).flatMap(viewsBelow)];
}

type Parts = ReturnType<FakeFramework['display']['current']>['root'];
