import { afterEach, describe, expect, it } from 'vitest';
import type { App, AppHandlers, AppProcess, ScreenOrientation } from '../app-parts.ts';
import type { Glass } from '../screen-parts.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';

const NAME = 'org.example.photos';

let phone: FakeFramework;

afterEach(() => phone.dispose());

/** An app that fills the display, and writes down for which one. */
function filler(
  laidOut: Glass[],
  orientation: ScreenOrientation = 'unspecified',
  own: Partial<AppHandlers> = {},
): App {
  return fakeApp(NAME, (process) => ({ onStart: () => fill(process, laidOut), ...own }), {
    activities: [
      {
        name: `${NAME}.Main`,
        orientation,
        filters: [
          { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
        ],
      },
    ],
  });
}

function fill(process: AppProcess, laidOut: Glass[]): void {
  const { width, height, density, rotation } = process.displaySize;
  laidOut.push({ width, height, density, rotation });
  const bounds = { left: 0, top: 0, right: width, bottom: height };
  const root = { className: 'android.widget.FrameLayout', bounds };
  process.show({ package: NAME, activity: `${NAME}.Main`, root });
}

const sizesOf = (laidOut: readonly Glass[]): readonly string[] =>
  laidOut.map(({ width, height }) => `${width}x${height}`);

async function started(app: App, android = '9'): Promise<FakeFramework> {
  phone = await fakeFramework([fakeHome, app], androidNamed(android));
  await phone.run(['am', 'start', '-n', `${NAME}/.Main`]);
  return phone;
}

async function turn(rotation: string): Promise<void> {
  await phone.run(['settings', 'put', 'system', 'accelerometer_rotation', '0']);
  await phone.run(['settings', 'put', 'system', 'user_rotation', rotation]);
}

describe('settings of rotation', () => {
  it('turn the display, and its app is laid out anew', async () => {
    const laidOut: Glass[] = [];
    await started(filler(laidOut));
    await turn('1');
    expect(sizesOf(laidOut)).toEqual(['1080x2160', '2160x1080']);
    expect(phone.display.current().root.bounds).toMatchObject({ right: 2160, bottom: 1080 });
    await turn('2');
    expect(sizesOf(laidOut).at(-1)).toBe('1080x2160');
  });

  it('count for nothing while the sensor decides', async () => {
    const laidOut: Glass[] = [];
    await started(filler(laidOut));
    await phone.run(['settings', 'put', 'system', 'user_rotation', '1']);
    expect([phone.glass.rotation, laidOut.length]).toEqual([0, 1]);
    await phone.run(['settings', 'put', 'system', 'accelerometer_rotation', '0']);
    expect(phone.glass.rotation).toBe(1);
  });

  it.each(['7', 'sideways', '-1'])('that are %s leave the display upright', async (rotation) => {
    await started(filler([]));
    await turn(rotation);
    expect(phone.glass.rotation).toBe(0);
  });

  it('are told to an app that handles changes itself, without a second start', async () => {
    const told: string[] = [];
    const own = { onConfigurationChanged: () => void told.push('changed') };
    const laidOut: Glass[] = [];
    await started(filler(laidOut, 'unspecified', own));
    await turn('3');
    expect([told, laidOut.length]).toEqual([['changed'], 1]);
  });

  it('reach an app in the background when it comes back', async () => {
    const laidOut: Glass[] = [];
    await started(filler(laidOut));
    await phone.display.key(3);
    await turn('1');
    expect(laidOut).toHaveLength(1);
    await phone.run(['am', 'start', '-a', 'android.intent.action.MAIN', '-n', `${NAME}/.Main`]);
    expect(sizesOf(laidOut)).toEqual(['1080x2160', '2160x1080']);
  });
});

describe('an activity that declares', () => {
  it.each<[ScreenOrientation, string, number]>([
    ['portrait', '1', 0],
    ['portrait', '2', 2],
    ['landscape', '0', 1],
    ['landscape', '3', 3],
    ['reverseLandscape', '0', 3],
    ['reversePortrait', '1', 2],
    ['sensorLandscape', '3', 1],
    ['sensorPortrait', '1', 0],
    ['nosensor', '1', 0],
    ['unspecified', '3', 3],
  ])('%s has, with the user’s rotation at %s, rotation %i', async (orientation, user, rotation) => {
    await started(filler([], orientation));
    await turn(user);
    expect(phone.glass.rotation).toBe(rotation);
  });

  it('is laid out once for what it declares', async () => {
    const laidOut: Glass[] = [];
    await started(filler(laidOut, 'landscape'));
    expect(sizesOf(laidOut)).toEqual(['2160x1080']);
  });

  it('leaves the lock screen upright', async () => {
    await started(filler([], 'landscape'));
    await phone.display.key(26);
    await phone.display.key(26);
    expect(phone.glass.rotation).toBe(0);
  });
});

describe('wm', () => {
  it.each(['10', '11'])('of Android %s sets the rotation', async (android) => {
    await started(filler([]), android);
    expect(await phone.run(['wm', 'set-user-rotation', 'lock', '-d', '0', '1'])).toMatchObject({ code: 0 });
    expect(phone.glass.rotation).toBe(1);
    expect(await phone.run(['settings', 'get', 'system', 'user_rotation'])).toMatchObject({ stdout: '1\n' });
    await phone.run(['cmd', 'window', 'set-user-rotation', 'free']);
    expect(phone.glass.rotation).toBe(0);
    expect(await phone.run(['wm', 'set-user-rotation', 'turn'])).toMatchObject({
      code: 255,
      stderr: 'Error: lock mode needs to be either free or lock.\n',
    });
    expect((await phone.run(['wm', 'user-rotation'])).code).toBe(255);
  });

  it.each(['13', '14', '16'])('of Android %s says and sets the rotation', async (android) => {
    await started(filler([]), android);
    expect(await phone.run(['wm', 'user-rotation'])).toMatchObject({ code: 0, stdout: 'free\n' });
    await phone.run(['wm', 'user-rotation', '-d', '0', 'lock', '3']);
    expect(await phone.run(['wm', 'user-rotation'])).toMatchObject({ stdout: 'lock 3\n' });
    expect(phone.glass).toMatchObject({ width: 2160, height: 1080, rotation: 3 });
    const wrong = await phone.run(['wm', 'user-rotation', 'lock', '4']);
    expect([wrong.code, wrong.stderr]).toEqual([
      255,
      'Error: Rotation argument is invalid - must be a rotation constant.\n',
    ]);
  });

  it.each(['8.1', '9'])('of Android %s does not know it', async (android) => {
    await started(filler([]), android);
    expect((await phone.run(['wm', 'set-user-rotation', 'lock', '1'])).code).toBe(255);
    expect(phone.glass.rotation).toBe(0);
  });

  it('fixes the display to the user’s rotation, whatever apps want', async () => {
    await started(filler([], 'portrait'), '14');
    await phone.run(['wm', 'user-rotation', 'lock', '1']);
    expect(phone.glass.rotation).toBe(0);
    await phone.run(['wm', 'fixed-to-user-rotation', 'enabled']);
    expect(phone.glass.rotation).toBe(1);
    expect(await phone.run(['wm', 'fixed-to-user-rotation'])).toMatchObject({ stdout: 'enabled\n' });
  });
});

describe('dumpsys of a turned display', () => {
  it.each<[string, string, RegExp]>([
    ['9', 'window', /mCurrentRotation=1\b/],
    ['9', 'window', /^ {2}mRotation=1 /m],
    ['9', 'window', /mUserRotationMode=USER_ROTATION_LOCKED mUserRotation=ROTATION_90/],
    ['11', 'window', /mCurrentRotation=ROTATION_90/],
    ['14', 'window', /mRotation=1 mDeferredRotationPauseCount=0/],
    ['9', 'window', /init=1080x2160 420dpi cur=2160x1080 app=2034x1080 /],
    ['9', 'input', /SurfaceOrientation: 1\b/],
    ['11', 'input', /SurfaceOrientation: 1\b/],
    ['14', 'input', /Viewport INTERNAL: displayId=0, orientation=1,/],
  ])('on Android %s: %s says %s', async (android, service, line) => {
    await started(filler([]), android);
    await turn('1');
    expect((await phone.run(['dumpsys', service])).stdout).toMatch(line);
  });
});

describe('pictures of a turned display', () => {
  it('are as wide as it is', async () => {
    await started(filler([]));
    await turn('1');
    const { width, height, rgba } = await phone.display.pixels();
    expect([width, height, rgba.length]).toEqual([2160, 1080, 2160 * 1080 * 4]);
    const raw = await phone.run(['screencap', '/storage/emulated/0/raw']);
    expect(raw.code).toBe(0);
    const file = await phone.files.read('/storage/emulated/0/raw');
    expect([file.readUInt32LE(0), file.readUInt32LE(4)]).toEqual([2160, 1080]);
  });

  it('have the navigation bar where the phone’s lower end is', async () => {
    await started(filler([]));
    await turn('1');
    const { rgba } = await phone.display.pixels();
    expect(pixel(rgba, 2160, { x: 2150, y: 100 })).toEqual([0, 0, 0]);
    await turn('3');
    expect(pixel((await phone.display.pixels()).rgba, 2160, { x: 10, y: 100 })).toEqual([0, 0, 0]);
    await phone.display.tap(10, 540);
    expect(phone.activities.front()?.package.package).toBe('org.example.home');
  });
});

function pixel(rgba: Uint8Array, width: number, { x, y }: { readonly x: number; readonly y: number }) {
  const at = (y * width + x) * 4;
  return [...rgba.subarray(at, at + 3)];
}
