import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { NewImage } from '../../media-parts.ts';
import { createPhoneFiles } from '../../shell/phone-files.ts';
import type { PhoneFiles } from '../../shell-parts.ts';
import { androidNamed } from '../android-version.ts';
import { createMediaStore, type MediaStore } from '../media-store.ts';
import { contentValues } from './content-values.ts';
import { SHELL_CALLER } from './media-caller.ts';
import { IMAGES } from './media-uri.ts';

const NOW_MS = Date.UTC(2019, 1, 16, 10, 15);
const EXTERNAL = 'content://media/external';
const PRIMARY = 'content://media/external_primary';
const ROOT = '/storage/emulated/0';
const SHELL = { uid: 2000, gid: 1015, mode: 0o660 };

let directory: string;
let files: PhoneFiles;
let media: MediaStore;
const heard: string[] = [];
afterEach(() => rm(directory, { recursive: true }));

async function phone(android: string, ...uris: readonly string[]): Promise<void> {
  directory = await mkdtemp(path.join(tmpdir(), 'media-'));
  files = createPhoneFiles(directory);
  media = createMediaStore({ android: androidNamed(android), files, now: () => NOW_MS });
  heard.length = 0;
  for (const uri of uris) media.observe({ uri, uid: 1, pid: 1, onChange: (changed) => heard.push(changed) });
}

const told = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const image = (relativePath = 'Pictures/a.png'): NewImage => ({
  relativePath,
  bytes: Buffer.from('pixels'),
  mimeType: 'image/png',
  width: 1,
  height: 2,
});

describe('a new image is announced', () => {
  it.each([
    // On 9 to who looks at the table; on 10 on the volume that was named; from 11 on at its insert, its publishing, its scan.
    ['9', 1],
    ['10', 3],
    ['11', 3],
  ])('on Android %s to observers of external, %i times', async (android, times) => {
    await phone(android, `${EXTERNAL}/images/media`);
    await media.publish(image(), 1023);
    await told();
    expect(heard).toEqual(Array.from({ length: times }, () => `${EXTERNAL}/images/media/1`));
  });

  it.each([
    ['9', []],
    // SystemUI of 10 inserts through `external`, of which nothing is told further; the scan names the volume itself.
    ['10', [`${PRIMARY}/images/media/1`]],
    ['11', [`${PRIMARY}/images/media/1`]],
    ['14', [`${PRIMARY}/images/media/1000000001`]],
  ])('on Android %s to observers of external_primary: %j', async (android, expected) => {
    await phone(android, `${PRIMARY}/images/media`);
    await media.publish(image(), 1023);
    await told();
    expect([...new Set(heard)]).toEqual(expected);
  });

  it('from 10 on among all files too', async () => {
    await phone('13', `${EXTERNAL}/file`, `${EXTERNAL}/downloads`);
    await media.publish(image('Pictures/a.png'), 1023);
    await told();
    expect(new Set(heard)).toEqual(new Set([`${EXTERNAL}/file/1`]));
  });
});

describe('the removal of an image is announced', () => {
  it.each([
    ['9', EXTERNAL],
    ['10', `${EXTERNAL}/images/media/1`],
    ['11', `${EXTERNAL}/images/media/1`],
  ])('on Android %s as %s', async (android, uri) => {
    await phone(android, `${EXTERNAL}/images/media`);
    const { id } = await media.publish(image(), 1023);
    await told();
    heard.length = 0;
    expect(await media.provider.delete(SHELL_CALLER, { ...IMAGES, id })).toBe(1);
    await told();
    expect(new Set(heard)).toEqual(new Set([uri]));
    expect(await files.exists(`${ROOT}/Pictures/a.png`)).toBe(false);
  });
});

describe('an image that is pending', () => {
  const pending = contentValues({ _display_name: 'p.png', mime_type: 'image/png', is_pending: 1 });

  it.each([
    ['10', 'p.png'],
    ['11', '.pending-1550916900-p.png'],
    ['16', '.pending-1550916900-p.png'],
  ])('lies on Android %s as %s, and is seen by nobody until it is published', async (android, name) => {
    await phone(android);
    const { id } = await media.provider.insert(SHELL_CALLER, IMAGES, pending);
    const uri = { ...IMAGES, id };
    await media.provider.write(SHELL_CALLER, uri, Buffer.from('half'));
    expect(await files.list(`${ROOT}/Pictures`)).toEqual([name]);
    expect(media.images()).toEqual([]);
    await media.provider.update(SHELL_CALLER, uri, { values: contentValues({ is_pending: 0 }) });
    expect(await files.list(`${ROOT}/Pictures`)).toEqual(['p.png']);
    expect(media.images().map((row) => [row.path, row.bytes])).toEqual([[`${ROOT}/Pictures/p.png`, 4]]);
  });

  it('or in the trash, which keeps it for a month, has another name from 11 on', async () => {
    await phone('11');
    const { id } = await media.publish(image(), 1023);
    const uri = { ...IMAGES, id };
    await media.provider.update(SHELL_CALLER, uri, { values: contentValues({ is_trashed: 1 }) });
    expect(await files.list(`${ROOT}/Pictures`)).toEqual(['.trashed-1552904100-a.png']);
    expect(media.images()).toEqual([]);
    await media.provider.update(SHELL_CALLER, uri, { values: contentValues({ is_trashed: 0 }) });
    expect(media.images().map((row) => row.path)).toEqual([`${ROOT}/Pictures/a.png`]);
  });

  it.each([
    ['10', 'a.png'],
    ['11', '.trashed-1552904100-a.png'],
  ])('says on Android %s in date_expires when it goes, also as the file %s', async (android, name) => {
    await phone(android);
    const { id } = await media.publish(image(), 1023);
    const uri = { ...IMAGES, id };
    const expires = () => media.provider.query(SHELL_CALLER, uri, { trashed: 'include' })[0]?.dateExpires;
    expect(expires()).toBeUndefined();
    await media.provider.update(SHELL_CALLER, uri, { values: contentValues({ is_trashed: 1 }) });
    expect([expires(), await files.list(`${ROOT}/Pictures`)]).toEqual([1_552_904_100, [name]]);
    await media.provider.update(SHELL_CALLER, uri, { values: contentValues({ is_trashed: 0 }) });
    expect(expires()).toBeUndefined();
  });

  it('takes another name when its own was taken meanwhile', async () => {
    await phone('11');
    const { id } = await media.provider.insert(SHELL_CALLER, IMAGES, pending);
    await files.write(`${ROOT}/Pictures/p.png`, Buffer.from('other'), SHELL);
    await media.provider.write(SHELL_CALLER, { ...IMAGES, id }, Buffer.from('mine'));
    await media.provider.update(
      SHELL_CALLER,
      { ...IMAGES, id },
      { values: contentValues({ is_pending: 0 }) },
    );
    expect(await files.list(`${ROOT}/Pictures`)).toEqual(['p (1).png', 'p.png']);
  });
});

describe('a scan', () => {
  it.each(['9', '10', '14'])('of Android %s finds what is new and drops what is gone', async (android) => {
    await phone(android, `${EXTERNAL}/images/media`);
    await files.write(`${ROOT}/DCIM/x.jpg`, Buffer.from('x'), SHELL);
    await media.provider.scan('/sdcard/DCIM/x.jpg');
    await told();
    expect([media.images().length, heard.length > 0]).toEqual([1, true]);
    heard.length = 0;
    await media.provider.scan('/sdcard/DCIM/x.jpg');
    await told();
    expect(heard).toEqual([]);
    await files.remove(`${ROOT}/DCIM/x.jpg`);
    await media.provider.scan('/sdcard/DCIM');
    expect(media.images()).toEqual([]);
  });

  it.each([
    ['DCIM/.hidden.jpg', undefined],
    ['.secret/x.jpg', undefined],
    ['Quiet/below/x.jpg', 'Quiet/.nomedia'],
    ['Android/data/org.example/x.jpg', undefined],
  ])('takes %s for no image', async (file, beside) => {
    await phone('11');
    await files.write(`${ROOT}/${file}`, Buffer.from('x'), SHELL);
    if (beside !== undefined) await files.write(`${ROOT}/${beside}`, Buffer.alloc(0), SHELL);
    await media.provider.scan(`${ROOT}/${file}`);
    expect(media.images()).toEqual([]);
    const all = media.provider.query(SHELL_CALLER, { ...IMAGES, table: 'file' });
    expect(all.map(({ kind, path: found }) => [kind, found])).toEqual([['none', `${ROOT}/${file}`]]);
  });

  it('keeps within shared storage', async () => {
    await phone('11');
    await files.write('/data/local/tmp/x.jpg', Buffer.from('x'), SHELL);
    for (const outside of ['/data/local/tmp/x.jpg', '/sdcard/../data/local/tmp/x.jpg', 'x.jpg', ''])
      expect(await media.provider.scan(outside)).toBeUndefined();
    expect(media.images()).toEqual([]);
  });
});
