import { createCanvas, loadImage } from '@napi-rs/canvas';
import exifr from 'exifr';
import { describe, expect, it } from 'vitest';
import type { MediaRow, NewImage } from '../media-parts.ts';
import { androidNamed } from './android-version.ts';
import type { NewMedia } from './media/publish-image.ts';
import { MAKERS, romOn } from './roms/roms.ts';
import { createLocalClock, zoneOffset } from './roms/time-zone.ts';
import { createScreenshots } from './screenshots.ts';

const PRESSED_MS = Date.UTC(2019, 1, 16, 10, 15, 0, 162);
const ALL = ['aosp', ...Object.keys(MAKERS)];
const PNG = createCanvas(54, 108).toBuffer('image/png');
const SIDEWAYS = createCanvas(108, 54).toBuffer('image/png');

interface Setting {
  readonly android?: string;
  readonly rom?: string;
  readonly timeZone?: string;
  readonly label?: string;
  readonly taken?: readonly string[];
  readonly pixels?: Buffer;
}

/** A phone with a bank's app in front; its clock goes on only while somebody waits. */
function phone(setting: Setting) {
  const { android = '9', rom = 'aosp', timeZone = 'GMT', label = '招商银行', taken = [] } = setting;
  let nowMs = PRESSED_MS;
  const published: NewMedia[] = [];
  const notices: string[] = [];
  const captured: number[] = [];
  const present = new Set(taken.map((file) => `/storage/emulated/0/${file}`));
  const take = createScreenshots({
    android: androidNamed(android),
    rom: romOn(rom, androidNamed(android)),
    display: { capture: async () => setting.pixels ?? PNG },
    media: {
      async publishAs(_caller, image) {
        published.push(image);
        await image.settle?.();
        present.add(`/storage/emulated/0/${image.relativePath}`);
        return rowOf(image, published.length);
      },
    },
    files: { exists: async (file) => present.has(file) },
    logcat: { write: () => undefined },
    localTime: createLocalClock(timeZone),
    front: () => ({ package: 'cmb.pb', label }),
    now: () => nowMs,
    wait: async (milliseconds) => {
      nowMs += milliseconds;
    },
    notify: (title) => void notices.push(title),
    offsetMs: zoneOffset(timeZone),
    uniqueId: () => '0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6',
    captured: () => void captured.push(nowMs),
  });
  return { take, published, notices, captured, paths: () => published.map((image) => image.relativePath) };
}

describe('a screenshot by key 120', () => {
  it.each([
    ['aosp', 'Pictures/Screenshots/Screenshot_20190216-101500.png'],
    ['miui', 'DCIM/Screenshots/Screenshot_2019-02-16-10-15-00-412_cmb.pb.png'],
    ['emui', 'Pictures/Screenshots/Screenshot_20190216_101500_cmb.pb.jpg'],
    ['oneui', 'DCIM/Screenshots/Screenshot_20190216-101500_招商银行.jpg'],
    ['coloros', 'DCIM/Screenshots/Screenshot_2019-02-16-10-15-00-41.png'],
    ['flyme', 'Pictures/Screenshots/S90216-101500.jpg'],
  ])('is on %s %s, with the bytes that its name promises', async (rom, path) => {
    const { take, paths, published, notices } = phone({ rom });
    await take();
    expect(paths()).toEqual([path]);
    const [image] = published;
    const bytes = Buffer.from(image?.bytes ?? []);
    const [type, start] = path.endsWith('png') ? ['image/png', '89504e47'] : ['image/jpeg', 'ffd8ff'];
    expect(image).toMatchObject({ mimeType: type, width: 54, height: 108 });
    expect(bytes.toString('hex')).toMatch(new RegExp(`^${start}`));
    const { width, height } = await loadImage(bytes);
    expect([width, height]).toEqual([54, 108]);
    expect(notices).toEqual(['Screenshot saved']);
  });

  it.each(['9', '14'])('of a turned display is as wide as it is, on Android %s', async (android) => {
    const { take, published } = phone({ android, pixels: SIDEWAYS });
    await take();
    expect(published).toMatchObject([{ width: 108, height: 54 }]);
  });

  it.each([
    ['aosp', 'Pictures/Screenshots/Screenshot_20190216-181500.png'],
    ['miui', 'DCIM/Screenshots/Screenshot_2019-02-16-18-15-00-412_cmb.pb.png'],
    ['flyme', 'Pictures/Screenshots/S90216-181500.jpg'],
  ])('is named by the time of the place on %s', async (rom, path) => {
    const { take, paths } = phone({ rom, timeZone: 'Asia/Shanghai' });
    await take();
    expect(paths()).toEqual([path]);
  });

  it.each(ALL)('is left out on %s while another one is under way', async (rom) => {
    const { take, published } = phone({ rom });
    await Promise.all([take(), take()]);
    expect(published).toHaveLength(1);
    await take();
    expect(published).toHaveLength(2);
  });

  it.each(ALL)('never takes the name of another one on %s', async (rom) => {
    const { take, paths } = phone({ rom });
    for (let presses = 0; presses < 5; presses += 1) await take();
    expect(new Set(paths()).size).toBe(5);
  });

  it('waits for a free name, and is given up when there is none', async () => {
    const names = [0, 1, 2, 3, 4].map(
      (second) => `Pictures/Screenshots/Screenshot_20190216-10150${second}.png`,
    );
    const late = phone({ taken: names.slice(0, 4) });
    await late.take();
    expect(late.paths()).toEqual([names[4]]);
    const never = phone({ taken: names });
    await never.take();
    expect([never.paths(), never.notices]).toEqual([[], ["Couldn't save screenshot"]]);
  });

  it.each([
    ['One UI Home', 'One UI Home'],
    ['../../Download/x', '.._.._Download_x'],
    ['a\nb\0c"d', 'a_b_c_d'],
    ['银'.repeat(200), '银'.repeat(40)],
  ])('keeps the label %j within its name', async (label, kept) => {
    const { take, paths } = phone({ rom: 'oneui', label });
    await take();
    expect(paths()).toEqual([`DCIM/Screenshots/Screenshot_20190216-101500_${kept}.jpg`]);
  });
});

describe('a screenshot on other versions', () => {
  it.each([
    ['8.1', 'aosp', 'Pictures/Screenshots/Screenshot_20190216-101500.png'],
    ['16', 'aosp', 'Pictures/Screenshots/Screenshot_20190216-101500.png'],
    ['8.1', 'miui', 'DCIM/Screenshots/Screenshot_2019-02-16-10-15-00-412_cmb.pb.png'],
    ['10', 'miui', 'DCIM/Screenshots/Screenshot_2019-02-16-10-15-00-412_cmb.pb.jpg'],
    ['16', 'miui', 'DCIM/Screenshots/Screenshot_2019-02-16-10-15-00-412_cmb.pb.jpg'],
    ['8.1', 'emui', 'Pictures/Screenshots/Screenshot_20190216_101500_cmb.pb.jpg'],
    ['11', 'emui', 'Pictures/Screenshots/Screenshot_20190216_101500_cmb.pb.jpg'],
    ['11', 'oneui', 'DCIM/Screenshots/Screenshot_20190216-101500_招商银行.jpg'],
    ['16', 'oneui', 'DCIM/Screenshots/Screenshot_20190216_101500_招商银行.jpg'],
    ['8.1', 'coloros', 'DCIM/Screenshots/Screenshot_2019-02-16-10-15-00-41.png'],
    ['14', 'flyme', 'Pictures/Screenshots/S90216-101500.jpg'],
    ['13', 'oneui', 'DCIM/Screenshots/Screenshot_20190216-101500_招商银行.jpg'],
    ['14', 'oneui', 'DCIM/Screenshots/Screenshot_20190216_101500_招商银行.jpg'],
    ['10', 'coloros', 'DCIM/Screenshots/Screenshot_2019-02-16-10-15-00-41.png'],
    [
      '13',
      'coloros',
      `DCIM/Screenshots/Screenshot_2019-02-16-10-15-00-41_${'c8ff9bf6aaf5ca7a6cc1ef6f0ca9c9e7'}.jpg`,
    ],
    ['16', 'coloros', 'Pictures/Screenshots/Screenshot_2019-02-16-10-15-00-41.jpg'],
  ])('is on Android %s with %s %s', async (android, rom, path) => {
    const { take, paths } = phone({ android, rom });
    await take();
    expect(paths().map((one) => one.replace(/_[0-9a-f]{32}/, '_MD5'))).toEqual([
      path.replace(/_[0-9a-f]{32}/, '_MD5'),
    ]);
  });

  it.each([
    ['10', ['Screenshot saved']],
    ['11', []],
    ['16', []],
  ])('tells of its success on Android %s by %j', async (android, expected) => {
    const { take, notices } = phone({ android });
    await take();
    expect(notices).toEqual(expected);
  });

  it.each(['aosp', 'oneui'])(
    'is written once more with EXIF from 11 on, before it is published: %s',
    async (rom) => {
      const { take, published } = phone({ android: '11', rom, timeZone: 'Asia/Shanghai' });
      await take();
      const [image] = published;
      const again = Buffer.from(image?.rewritten ?? []);
      const exif = await exifr.parse(again, { reviveValues: false, translateKeys: true });
      expect(exif).toMatchObject({
        Software: expect.stringMatching(/^Android /),
        DateTimeOriginal: '2019:02:16 18:15:00',
        OffsetTimeOriginal: '+08:00',
        ImageUniqueID: '0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6',
      });
      const { width, height } = await loadImage(again);
      expect([width, height, again.length > (image?.bytes.length ?? 0)]).toEqual([54, 108, true]);
    },
  );

  it('is not written again until 10', async () => {
    for (const android of ['8.1', '9', '10']) {
      const { take, published } = phone({ android });
      await take();
      expect(published[0]?.rewritten).toBeUndefined();
    }
  });

  it('tells those whose screen it is at the moment of the key, once', async () => {
    const { take, captured } = phone({ android: '14' });
    await Promise.all([take(), take()]);
    expect(captured).toEqual([PRESSED_MS]);
  });
});

function rowOf({ relativePath, mimeType, bytes, width, height }: NewImage, id: number): MediaRow {
  const seconds = PRESSED_MS / 1_000;
  return {
    id,
    path: `/storage/emulated/0/${relativePath}`,
    displayName: relativePath.split('/').at(-1) ?? '',
    mimeType,
    bytes: bytes.length,
    width,
    height,
    bucket: relativePath.split('/').at(-2) ?? '',
    dateAdded: seconds,
    dateModified: seconds,
  };
}
