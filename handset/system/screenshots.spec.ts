import { createRequire } from 'node:module';
import path from 'node:path';
import exifr from 'exifr';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../adb-client.fake.ts';

const ADB_PORT = 5923;
const ROWS =
  'content query --uri content://media/external/images/media --projection _data:_size:mime_type:bucket_display_name';

let phone: PhoneWithAdb;
beforeAll(async () => {
  phone = await startPhoneWithAdb(ADB_PORT, process.env.PATH, { rom: 'miui', timeZone: 'Asia/Shanghai' });
});
afterAll(() => phone.stop());

describe('a phone with MIUI in Shanghai', () => {
  it('says so by its properties', async () => {
    const asked = ['ro.miui.ui.version.name', 'ro.product.manufacturer', 'persist.sys.timezone'];
    expect(await phone.text(asked.map((name) => `getprop ${name}`).join(';'))).toBe(
      'V10\nXiaomi\nAsia/Shanghai\n',
    );
    expect(await phone.text('date "+%Z %z"')).toBe('CST +0800\n');
  });

  it('takes a screenshot by key 120 with the name of the app in front, and its row', async () => {
    expect(await phone.text('am start -n com.jd.jrapp/.WelcomeActivity')).toContain('Starting: Intent {');
    const hour = async (): Promise<string> => (await phone.text('date +%Y-%m-%d-%H')).trim();
    const before = await hour();
    expect((await phone.adb('shell', 'input keyevent 120')).code).toBe(0);
    const hours = [before, await hour()];
    const [, file = '', size] =
      /^Row: 0 _data=(\S+), _size=(\d+), mime_type=image\/png, bucket_display_name=Screenshots\n$/.exec(
        await phone.text(ROWS),
      ) ?? [];
    expect(file).toMatch(
      /^\/storage\/emulated\/0\/DCIM\/Screenshots\/Screenshot_[\d-]{23}_com\.jd\.jrapp\.png$/,
    );
    expect(hours).toContain(file.split('Screenshot_')[1]?.slice(0, 13));
    expect(await phone.text(`stat -c '%s' ${file}`)).toBe(`${size}\n`);
    const { width, height } = PNG.sync.read((await phone.adb('exec-out', `cat ${file}`)).stdout);
    expect([width, height]).toEqual([1080, 2160]);
  });

  it('takes one screenshot for each of three keys one after the other', async () => {
    const before = (await phone.text(ROWS)).trim().split('\n').length;
    expect((await phone.adb('shell', 'input keyevent 120 120 120')).code).toBe(0);
    expect((await phone.text(ROWS)).trim().split('\n')).toHaveLength(before + 3);
    const listed = (await phone.text('ls /sdcard/DCIM/Screenshots')).trim().split('\n');
    expect(listed).toHaveLength(before + 3);
  });

  it("takes photos with the place that Appium's settings helper gives, and the time there", async () => {
    const driver = createRequire(
      createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json'),
    );
    const helper = path.dirname(driver.resolve('io.appium.settings/package.json'));
    await phone.adb('install', '-r', '-g', path.join(helper, 'apks', 'settings_apk-debug.apk'));
    await phone.text('appops set io.appium.settings android:mock_location allow');
    await phone.text(
      'am start-foreground-service --user 0 -n io.appium.settings/.LocationService --es longitude 121.4737 --es latitude 31.2304',
    );
    await phone.text('am start -a android.media.action.STILL_IMAGE_CAMERA; input keyevent 27');
    const file = await vi.waitFor(
      async () => {
        const found = /_data=(\S+\/DCIM\/Camera\/\S+\.jpg)/.exec(await phone.text(ROWS))?.[1];
        expect(found).toBeDefined();
        return found;
      },
      { timeout: 10_000, interval: 100 },
    );
    const photo = (await phone.adb('exec-out', `cat ${file}`)).stdout;
    const { latitude, longitude } = await exifr.gps(photo);
    expect([latitude, longitude].map((degrees) => degrees.toFixed(4))).toEqual(['31.2304', '121.4737']);
    const { Make, DateTimeOriginal } = await exifr.parse(photo, { reviveValues: false });
    const taken = String(DateTimeOriginal).replaceAll(':', '').replace(' ', '_');
    expect([Make, `/storage/emulated/0/DCIM/Camera/IMG_${taken}.jpg`]).toEqual(['Xiaomi', file]);
  });
});
