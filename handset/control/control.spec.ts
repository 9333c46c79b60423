import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../adb-client.fake.ts';
import { askControl } from './ask-control.ts';

let phone: PhoneWithAdb;
beforeAll(async () => {
  phone = await startPhoneWithAdb(5963, process.env.PATH);
});
afterAll(() => phone.stop());

const control = (line: string): Promise<string> => {
  const [verb = '', ...words] = line.split(' ');
  return askControl(phone.handset.control, verb, words);
};
const PATIENCE = { timeout: 15_000 };

describe('a reboot by adb', () => {
  it('takes the phone away and brings it back on its port, with what was pushed and without what was volatile', async () => {
    const file = path.join(phone.home, 'pushed');
    await writeFile(file, 'stays');
    await phone.adb('push', file, '/sdcard/Download/pushed');
    await phone.adb('reverse', 'tcp:8080', 'tcp:1');
    expect(await phone.text('su 0 setprop debug.mine 1; getprop debug.mine')).toBe('1\n');
    expect(await phone.text('su 0 getprop debug.mine')).toBe('1\n');
    const pid = await phone.text('pidof com.android.launcher3');
    expect((await phone.adb('reboot')).code).toBe(0);
    expect((await phone.adb('wait-for-device')).code).toBe(0);
    await expect.poll(() => phone.text('getprop sys.boot_completed'), PATIENCE).toBe('1\n');
    expect(await phone.text('cat /sdcard/Download/pushed')).toBe('stays');
    expect(await phone.text('getprop debug.mine')).toBe('\n');
    expect((await phone.adb('reverse', '--list')).stdout.toString().trim()).toBe('');
    expect(await phone.text('pidof com.android.launcher3')).not.toBe(pid);
  });
});

describe('the connection', () => {
  it('is cut in the middle of a command, and adb comes back by itself', async () => {
    const cut = phone.adb('shell', 'sleep 30');
    await expect
      .poll(() => control('drop-connection').then(() => Promise.race([cut, 'open'])), PATIENCE)
      .not.toBe('open');
    // How adb itself ends depends on how far it had come: 0 once the shell runs, 1 before.
    expect((await cut).stdout.toString()).toBe('');
    await expect.poll(() => phone.text('echo back'), PATIENCE).toBe('back\n');
  });

  it('hangs: commands wait, and are answered once it is over', async () => {
    await control('hang');
    const waiting = phone.text('echo late');
    expect(await Promise.race([waiting, control('help').then(() => 'nothing yet')])).toBe('nothing yet');
    await control('resume');
    expect(await waiting).toBe('late\n');
  });

  it('is gone while the cable is unplugged', async () => {
    await control('unplug');
    expect((await phone.adb('shell', 'true')).code).not.toBe(0);
    await control('plug');
    await expect.poll(() => phone.text('echo back'), PATIENCE).toBe('back\n');
  });

  it('is slow, and nothing of it is lost', async () => {
    await control('slow 50ms');
    expect(await phone.text('echo slowly; seq 3000 | tail -n 1')).toBe('slowly\n3000\n');
    await control('slow off');
  });
});

describe('the clock', () => {
  it('is what date shows, and is set by root alone', async () => {
    await control('clock 2019-02-16T10:15:00Z');
    expect(await phone.text("date -u '+%Y-%m-%d %H:%M'")).toBe('2019-02-16 10:15\n');
    expect(await phone.text('x=$(date +%Y); echo "year $x"')).toBe('year 2019\n');
    expect(await phone.text('date -u -d @0 +%s')).toBe('0\n');
    expect((await phone.adb('shell', 'date 010112002021.00')).stderr).toContain('Operation not permitted');
    expect(await phone.text('su 0 date -u 010112002021.00')).toMatch(/2021/);
    expect(await phone.text('date +%Y')).toBe('2021\n');
    await control('time-zone Asia/Shanghai');
    expect(await phone.text('date +%H%z')).toBe('20+0800\n');
    await control('time-zone GMT');
    await control('clock host');
  });
});

describe('a full disk', () => {
  it('fails what writes, in the words of the kernel, until there is room again', async () => {
    const file = path.join(phone.home, 'large');
    await writeFile(file, Buffer.alloc(300_000));
    const driver = createRequire(
      createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json'),
    );
    const folder = path.dirname(driver.resolve('io.appium.settings/package.json'));
    await control('fill-disk');
    const written = await phone.adb('shell', 'cat /system/bin/sh > /data/local/tmp/copy');
    expect([written.code === 0, written.stderr]).toEqual([
      false,
      expect.stringContaining('No space left on device'),
    ]);
    const pushed = await phone.adb('push', file, '/sdcard/Download/large');
    expect([pushed.code === 0, `${pushed.stdout}${pushed.stderr}`]).toEqual([
      false,
      expect.stringContaining('No space left on device'),
    ]);
    const installed = await phone.adb('install', path.join(folder, 'apks', 'settings_apk-debug.apk'));
    expect(`${installed.stdout}${installed.stderr}`).toContain('INSTALL_FAILED_INSUFFICIENT_STORAGE');
    expect(await phone.text('ls /sdcard/Download')).not.toContain('large');
    await control('free-disk');
    expect((await phone.adb('push', file, '/sdcard/Download/large')).code).toBe(0);
  });
});
