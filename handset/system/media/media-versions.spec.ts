import exifr from 'exifr';
import { PNG } from 'pngjs';
import { describe, expect, it, vi } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../../adb-client.fake.ts';

const ADB_PORT = 5961;
const IMAGES = 'content://media/external/images/media';
const SHOT = /^\/storage\/emulated\/0\/Pictures\/Screenshots\/Screenshot_\d{8}-\d{6}\.png$/;

/** Version, its first row's id, and whether the file has SystemUI's EXIF and a row with an owner. */
const VERSIONS = [
  ['8.1', 1, false, false],
  ['9', 1, false, false],
  ['10', 1, false, true],
  ['11', 1, true, true],
  ['13', 1, true, true],
  ['14', 1_000_000_001, true, true],
  ['16', 1_000_000_001, true, true],
] as const;

async function rowOf(phone: PhoneWithAdb, columns: string, where = '_id>0'): Promise<readonly string[]> {
  const { stdout } = await phone.adb(
    'shell',
    `content query --uri ${IMAGES} --projection ${columns} --where '${where}' --sort '_id DESC'`,
  );
  const [first = ''] = stdout.toString('utf8').split('\n');
  const values = new RegExp(
    `^Row: 0 ${columns
      .split(':')
      .map((name) => `${name}=(.*)`)
      .join(', ')}$`,
  ).exec(first);
  return values?.slice(1) ?? [];
}

describe.each(VERSIONS)('stock adb on a phone with Android %s', (android, id, hasExif, hasOwner) => {
  it('takes a screenshot by key 120, finds its row and pulls the file', async () => {
    const phone = await startPhoneWithAdb(ADB_PORT, process.env.PATH, { android });
    try {
      expect((await phone.adb('shell', 'input keyevent 120')).code).toBe(0);
      const [row, path = '', size] = await rowOf(phone, '_id:_data:_size');
      expect([Number(row), path]).toEqual([id, expect.stringMatching(SHOT)]);
      const bytes = (await phone.adb('exec-out', `cat ${path}`)).stdout;
      expect(bytes.length).toBe(Number(size));
      const { width, height } = PNG.sync.read(bytes);
      expect([width, height]).toEqual([1080, 2160]);
      const exif = (await exifr.parse(bytes, { reviveValues: false }).catch(() => undefined)) ?? {};
      expect('ImageUniqueID' in exif).toBe(hasExif);
      if (hasOwner) {
        expect(await rowOf(phone, 'owner_package_name:is_pending:relative_path')).toEqual([
          'com.android.systemui',
          '0',
          'Pictures/Screenshots/',
        ]);
      }
      expect(await phone.text('ls -A /sdcard/Pictures/Screenshots')).toBe(`${path.split('/').at(-1)}\n`);
      await phone.text('am start -a android.media.action.STILL_IMAGE_CAMERA; input keyevent 27');
      await vi.waitFor(
        async () => {
          const [photo] = await rowOf(
            phone,
            '_data',
            "_data LIKE '%/DCIM/Camera/IMG_%'".replaceAll("'", "'\\''"),
          );
          expect(photo).toMatch(/^\/storage\/emulated\/0\/DCIM\/Camera\/IMG_\d{8}_\d{6}\.jpg$/);
        },
        { timeout: 10_000, interval: 200 },
      );
    } finally {
      await phone.stop();
    }
  }, 60_000);
});
