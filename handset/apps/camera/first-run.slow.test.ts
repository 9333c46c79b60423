import exifr from 'exifr';
import { afterEach, describe, expect, it } from 'vitest';
import type { View } from '../../screen-parts.ts';
import { androidNamed } from '../../system/android-version.ts';
import { type FakeFramework, fakeFramework, fakeHome } from '../../system/framework.fake.ts';
import { placedViews } from '../../ui/view-tree.ts';
import { createCamera } from './camera.ts';
import { HANDSET_CAMERA } from './photo-file.ts';

const NAME = 'com.android.camera2';
const PLACE = { latitude: 31.2304, longitude: 121.4737 };
const FINE = 'android.permission.ACCESS_FINE_LOCATION';

let phone: FakeFramework;

afterEach(() => phone.dispose());

async function opened(android: string, unused = true): Promise<void> {
  const version = androidNamed(android);
  const maker = { ...HANDSET_CAMERA, unused, position: () => PLACE };
  phone = await fakeFramework([fakeHome, createCamera(Math.random, maker, version.api)], version);
  await phone.activities.key(3);
  await open();
}

async function open(): Promise<void> {
  await phone.run(['am', 'start', '-n', `${NAME}/com.android.camera.CameraLauncher`]);
}

const views = (): readonly View[] => placedViews(phone.display.current().root).map(({ view }) => view);
const found = (id: string): View | undefined =>
  views().find(({ resourceId }) => resourceId?.endsWith(`:id/${id}`));

/** Waits for a view, and taps it. */
async function tap(id: string): Promise<void> {
  await expect.poll(() => found(id)).toBeDefined();
  const { left, top, right, bottom } = found(id)?.bounds ?? { left: 0, top: 0, right: 0, bottom: 0 };
  await phone.display.tap((left + right) / 2, (top + bottom) / 2);
}

/** The bytes of the newest photo, once it is there. */
async function photograph(): Promise<Buffer> {
  await expect.poll(() => found('confirm_button')).toBeUndefined();
  await phone.display.key(27);
  phone.clockMs += 1_000;
  const directory = '/storage/emulated/0/DCIM/Camera';
  await expect.poll(async () => (await phone.files.list(directory)).at(-1)).toMatch(/^IMG_.*\.jpg$/);
  return await phone.files.read(`${directory}/${(await phone.files.list(directory)).at(-1)}`);
}

const placeOf = async (jpeg: Buffer): Promise<number | undefined> =>
  (await exifr.gps(jpeg))?.latitude ?? undefined;

describe('a camera that was never used', () => {
  it('asks whether photos shall tell of their places, and photographs nothing before that', async () => {
    await opened('14');
    await expect.poll(() => found('confirm_button')).toBeDefined();
    expect(found('check_box')).toMatchObject({ className: 'android.widget.CheckBox', checked: true });
    expect(found('shutter_button')).toBeUndefined();
    await phone.display.key(27);
    phone.clockMs += 5_000;
    expect(await phone.files.list('/storage/emulated/0/DCIM/Camera')).toEqual([]);
  });

  it('asks for the permission behind the question from Android 10 on', async () => {
    await opened('10');
    await tap('confirm_button');
    await tap('permission_allow_foreground_only_button');
    expect(await placeOf(await photograph())).toBeCloseTo(PLACE.latitude, 4);
  });

  it('asks for the permission in front of the question up to Android 9', async () => {
    await opened('9');
    expect(found('confirm_button')).toBeUndefined();
    await tap('permission_allow_button');
    await tap('confirm_button');
    expect(await placeOf(await photograph())).toBeCloseTo(PLACE.latitude, 4);
  });

  it('keeps the place out of photos when the box was emptied', async () => {
    await opened('14');
    await tap('check_box');
    await expect.poll(() => found('check_box')?.checked).toBe(false);
    await tap('confirm_button');
    expect(await placeOf(await photograph())).toBeUndefined();
    expect(phone.packages.get(NAME)?.granted.has(FINE)).toBe(false);
  });

  it('keeps the place out of photos when the permission was refused', async () => {
    await opened('9');
    await tap('permission_deny_button');
    await tap('confirm_button');
    expect(await placeOf(await photograph())).toBeUndefined();
  });

  it('is left by BACK, and asks again', async () => {
    await opened('14');
    await expect.poll(() => found('confirm_button')).toBeDefined();
    await phone.display.key(4);
    expect(phone.activities.front()?.package.package).toBe('org.example.home');
    await phone.activities.forceStop(NAME);
    await open();
    await expect.poll(() => found('confirm_button')).toBeDefined();
  });

  it('asks once, whatever becomes of its process', async () => {
    await opened('14');
    await tap('confirm_button');
    await tap('permission_allow_foreground_only_button');
    await expect.poll(() => found('shutter_button')).toBeDefined();
    await phone.activities.forceStop(NAME);
    await open();
    await expect.poll(() => found('shutter_button')).toBeDefined();
    expect(found('confirm_button')).toBeUndefined();
  });
});

it('asks nothing on a phone whose owner has answered all', async () => {
  await opened('9', false);
  await expect.poll(() => found('shutter_button')).toBeDefined();
  expect(found('confirm_button')).toBeUndefined();
  expect(await placeOf(await photograph())).toBeCloseTo(PLACE.latitude, 4);
});
