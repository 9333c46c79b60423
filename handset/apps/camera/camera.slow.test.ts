import { loadImage } from '@napi-rs/canvas';
import exifr from 'exifr';
import { describe, expect, it } from 'vitest';
import { createLocalClock } from '../../system/roms/time-zone.ts';
import { fakeProcess } from '../app-process.fake.ts';
import { createCamera } from './camera.ts';
import { type Camera, HANDSET_CAMERA, photoName } from './photo-file.ts';

const SHUTTER = 'com.android.camera2:id/shutter_button';
const KEYCODE_CAMERA = 27;

async function opened(maker: Camera = HANDSET_CAMERA) {
  const camera = createCamera(Math.random, maker);
  const process = fakeProcess(camera.manifest);
  const app = camera.start(process);
  await app.onStart({ action: 'android.media.action.STILL_IMAGE_CAMERA', extras: {} }, '');
  return { process, app };
}

describe('the camera', () => {
  it('saves a photo with its time, maker and model when the shutter is tapped', async () => {
    const { process } = await opened();
    await process.view(SHUTTER)?.onClick?.();
    expect(process.inserted).toEqual([]);
    await process.runTimers();
    const [photo] = process.inserted;
    expect(photo).toMatchObject({
      relativePath: 'DCIM/Camera/IMG_20190216_101500.jpg',
      mimeType: 'image/jpeg',
      width: 1600,
      height: 1200,
    });
    const bytes = Buffer.from(photo?.bytes ?? []);
    expect(bytes.length).toBeGreaterThan(300_000);
    const image = await loadImage(bytes);
    expect([image.width, image.height]).toEqual([1600, 1200]);
    const exif = await exifr.parse(bytes, { reviveValues: false });
    expect(exif).toMatchObject({
      Make: 'Telltale',
      Model: 'Handset',
      DateTimeOriginal: '2019:02:16 10:15:00',
    });
  });

  it('takes photos by key 27, each another one, and numbers those of the same second', async () => {
    const { process, app } = await opened();
    expect(await app.onKey?.(KEYCODE_CAMERA)).toBe(true);
    expect(await app.onKey?.(KEYCODE_CAMERA)).toBe(true);
    expect(await app.onKey?.(4)).toBe(false);
    await process.runTimers();
    expect(process.inserted.map((photo) => photo.relativePath)).toEqual([
      'DCIM/Camera/IMG_20190216_101500.jpg',
      'DCIM/Camera/IMG_20190216_101500_1.jpg',
    ]);
    const [one, other] = process.inserted.map((photo) => Buffer.from(photo.bytes));
    expect(one?.subarray(1000).equals(other?.subarray(1000) ?? Buffer.alloc(0))).toBe(false);
  });

  it.each([24, 25])('takes the volume key %i for its shutter', async (key) => {
    const { process, app } = await opened();
    expect(await app.onKey?.(key)).toBe(true);
    await process.runTimers();
    expect(process.inserted).toHaveLength(1);
  });

  it('shows the last photo as a thumbnail', async () => {
    const { process, app } = await opened();
    expect(process.view('com.android.camera2:id/rounded_thumbnail_view')).toBeUndefined();
    await app.onKey?.(KEYCODE_CAMERA);
    await process.runTimers();
    const shown = process.view('com.android.camera2:id/rounded_thumbnail_view')?.image;
    expect(shown).toBe(process.inserted[0]?.bytes);
  });

  it('goes on when a photo cannot be saved', async () => {
    const { process, app } = await opened();
    process.insertImage = () => Promise.reject(new Error('ENOSPC'));
    await app.onKey?.(KEYCODE_CAMERA);
    await process.runTimers();
    expect(process.logged.join()).toContain('ENOSPC');
  });

  it('writes the time of the place where it is, and whose camera it is', async () => {
    const localTime = createLocalClock('Asia/Shanghai');
    const { process, app } = await opened({ ...HANDSET_CAMERA, make: 'Xiaomi', localTime });
    await app.onKey?.(KEYCODE_CAMERA);
    await process.runTimers();
    const [photo] = process.inserted;
    expect(photo?.relativePath).toBe('DCIM/Camera/IMG_20190216_181500.jpg');
    const exif = await exifr.parse(Buffer.from(photo?.bytes ?? []), { reviveValues: false });
    expect(exif).toMatchObject({
      Make: 'Xiaomi',
      Model: 'Handset',
      ModifyDate: '2019:02:16 18:15:00',
      DateTimeOriginal: '2019:02:16 18:15:00',
      CreateDate: '2019:02:16 18:15:00',
    });
  });

  it.each([
    ['Shanghai', { latitude: 31.2304, longitude: 121.4737 }],
    ['Buenos Aires', { latitude: -34.6037, longitude: -58.3816 }],
    ['just below a degree', { latitude: 0.99999999, longitude: -179.99999999 }],
  ])('writes that a photo was taken in %s', async (_, position) => {
    const { process, app } = await opened({ ...HANDSET_CAMERA, position: () => position });
    await app.onKey?.(KEYCODE_CAMERA);
    await process.runTimers();
    const { latitude, longitude } = await exifr.gps(Buffer.from(process.inserted[0]?.bytes ?? []));
    expect(latitude).toBeCloseTo(position.latitude, 6);
    expect(longitude).toBeCloseTo(position.longitude, 6);
  });

  it('writes no place when it knows none', async () => {
    const { process, app } = await opened();
    await app.onKey?.(KEYCODE_CAMERA);
    await process.runTimers();
    const exif = await exifr.parse(Buffer.from(process.inserted[0]?.bytes ?? []), { gps: true });
    expect(Object.keys(exif).filter((key) => /^GPS|tude$/.test(key))).toEqual([]);
  });

  it.each([
    ['GMT', Date.UTC(2019, 1, 16, 10, 15, 0, 999), 'IMG_20190216_101500'],
    ['GMT', Date.UTC(2024, 11, 31, 23, 59, 59), 'IMG_20241231_235959'],
    ['Asia/Shanghai', Date.UTC(2024, 11, 31, 16, 0, 0), 'IMG_20250101_000000'],
    ['America/New_York', Date.UTC(2019, 6, 1, 3, 0, 0), 'IMG_20190630_230000'],
  ])('names a photo taken in %s at %d %s', (timeZone, takenMs, name) => {
    expect(photoName(createLocalClock(timeZone)(takenMs))).toBe(name);
  });
});
