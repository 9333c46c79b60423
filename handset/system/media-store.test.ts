import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewImage } from '../media-parts.ts';
import { createPhoneFiles } from '../shell/phone-files.ts';
import type { PhoneFiles } from '../shell-parts.ts';
import { ANDROID_9 } from './android-version.ts';
import { createMediaStore, IMAGES_URI, type MediaStore } from './media-store.ts';

const NOW_MS = Date.UTC(2019, 1, 16, 10, 15, 0, 900);
let directory: string;
let files: PhoneFiles;
let media: MediaStore;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'media-store-'));
  files = createPhoneFiles(directory);
  media = createMediaStore({ android: ANDROID_9, files, now: () => NOW_MS });
});
afterEach(() => rm(directory, { recursive: true }));

function image(relativePath: string, bytes = Buffer.from('pixels')): NewImage {
  return { relativePath, bytes, mimeType: 'image/png', width: 1080, height: 2160 };
}

/** Observers are told after the insert, not during it. */
const told = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the rows of MediaStore', () => {
  it('hold what the file is, with times in seconds', async () => {
    expect(await media.publish(image('Pictures/Screenshots/Screenshot_1.png'), 1023)).toEqual({
      id: 1,
      path: '/storage/emulated/0/Pictures/Screenshots/Screenshot_1.png',
      displayName: 'Screenshot_1.png',
      mimeType: 'image/png',
      bytes: 6,
      width: 1080,
      height: 2160,
      bucket: 'Screenshots',
      dateAdded: Math.floor(NOW_MS / 1000),
      dateModified: Math.floor(NOW_MS / 1000),
    });
  });

  it('come newest first, each with an id of its own', async () => {
    for (const name of ['a', 'b', 'c']) await media.publish(image(`DCIM/${name}.png`), 1023);
    expect(media.images().map(({ id, displayName }) => `${id} ${displayName}`)).toEqual([
      '3 c.png',
      '2 b.png',
      '1 a.png',
    ]);
  });

  it('cannot be changed by who asks for them', async () => {
    await media.publish(image('DCIM/a.png'), 1023);
    (media.images() as unknown[]).length = 0;
    expect(media.images()).toHaveLength(1);
  });
});

describe('observers', () => {
  it('on the table hear of each row, on a row only of that one', async () => {
    const heard: string[] = [];
    const listen = (uri: string): unknown =>
      media.observe({ uri, uid: 10_000, pid: 1, onChange: (changed) => heard.push(`${uri} <- ${changed}`) });
    for (const uri of [
      IMAGES_URI,
      `${IMAGES_URI}/2`,
      'content://media/external/video/media',
      'content://media/external/images/med',
    ])
      listen(uri);
    await media.publish(image('DCIM/a.png'), 1023);
    await media.publish(image('DCIM/b.png'), 1023);
    await told();
    expect(heard).toEqual([
      `${IMAGES_URI} <- ${IMAGES_URI}/1`,
      `${IMAGES_URI} <- ${IMAGES_URI}/2`,
      `${IMAGES_URI}/2 <- ${IMAGES_URI}/2`,
    ]);
  });

  it('on a whole volume hear of the table as well: only observers of the table are spared that', async () => {
    const heard: string[] = [];
    media.observe({ uri: 'content://media/external', uid: 1, pid: 1, onChange: (uri) => heard.push(uri) });
    await media.publish(image('DCIM/a.png'), 1023);
    await told();
    expect(heard).toEqual([IMAGES_URI, `${IMAGES_URI}/1`]);
  });

  it('hear of a row when its file is whole: Android 9 knows no pending images', async () => {
    const bytes = Buffer.alloc(300_000, 7);
    const read = new Promise<Buffer>((resolve) => {
      media.observe({
        uri: IMAGES_URI,
        uid: 1,
        pid: 1,
        onChange: () => resolve(files.read(media.images()[0]?.path ?? '')),
      });
    });
    const published = media.publish(image('DCIM/a.png', bytes), 1023);
    expect(media.images()).toEqual([]);
    await published;
    expect((await read).equals(bytes)).toBe(true);
    expect(await files.list('/storage/emulated/0/DCIM')).toEqual(['a.png']);
  });

  it('hear nothing more once they are taken away, not even of what was announced', async () => {
    const heard: string[] = [];
    const stop = media.observe({ uri: IMAGES_URI, uid: 1, pid: 1, onChange: (uri) => heard.push(uri) });
    await media.publish(image('DCIM/a.png'), 1023);
    stop();
    await told();
    expect([heard, media.observers()]).toEqual([[], []]);
  });
});
