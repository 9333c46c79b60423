import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { MediaRow, NewImage } from '../parts.ts';
import { ANDROID_9 } from './android-version.ts';
import { ROMS, romOf } from './roms/roms.ts';
import { createLocalClock } from './roms/time-zone.ts';
import { createScreenshots } from './screenshots.ts';

const PRESSED_MS = Date.UTC(2019, 1, 16, 10, 15, 0, 162);
const PNG = createCanvas(54, 108).toBuffer('image/png');

interface Setting {
  readonly rom?: string;
  readonly timeZone?: string;
  readonly label?: string;
  readonly taken?: readonly string[];
}

/** A phone with a bank's app in front; its clock goes on only while somebody waits. */
function phone({ rom = 'aosp', timeZone = 'GMT', label = '招商银行', taken = [] }: Setting) {
  let nowMs = PRESSED_MS;
  const published: NewImage[] = [];
  const notices: string[] = [];
  const present = new Set(taken.map((file) => `/storage/emulated/0/${file}`));
  const take = createScreenshots({
    android: ANDROID_9,
    rom: romOf(rom),
    display: { width: 54, height: 108, capture: async () => PNG },
    media: {
      async publish(image) {
        published.push(image);
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
  });
  return { take, published, notices, paths: () => published.map((image) => image.relativePath) };
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

  it.each([
    ['aosp', 'Pictures/Screenshots/Screenshot_20190216-181500.png'],
    ['miui', 'DCIM/Screenshots/Screenshot_2019-02-16-18-15-00-412_cmb.pb.png'],
    ['flyme', 'Pictures/Screenshots/S90216-181500.jpg'],
  ])('is named by the time of the place on %s', async (rom, path) => {
    const { take, paths } = phone({ rom, timeZone: 'Asia/Shanghai' });
    await take();
    expect(paths()).toEqual([path]);
  });

  it.each(Object.keys(ROMS))('is left out on %s while another one is under way', async (rom) => {
    const { take, published } = phone({ rom });
    await Promise.all([take(), take()]);
    expect(published).toHaveLength(1);
    await take();
    expect(published).toHaveLength(2);
  });

  it.each(Object.keys(ROMS))('never takes the name of another one on %s', async (rom) => {
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
