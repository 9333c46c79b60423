import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from './adb-client.fake.ts';

const IMAGES = 'content://media/external/images/media';

let phone: PhoneWithAdb;
beforeAll(async () => {
  phone = await startPhoneWithAdb(5917, process.env.PATH);
});
afterAll(() => phone.stop());

describe('a booted phone', () => {
  it('is Android 9, and done with booting', async () => {
    expect(
      await phone.text(
        'getprop ro.build.version.sdk; getprop ro.build.version.release; getprop sys.boot_completed',
      ),
    ).toBe('28\n9\n1\n');
  });

  it('has a shell of uid 2000 with the exit codes of what it runs', async () => {
    expect(await phone.text('id')).toMatch(/^uid=2000\(shell\) gid=2000\(shell\) /);
    const codes = ['true', 'false', 'exit 42', 'pm list nothing', 'nosuchcommand', 'getprop x | cat'];
    const ran = await Promise.all(codes.map((line) => phone.adb('shell', line)));
    expect(ran.map(({ code }) => code)).toEqual([0, 1, 42, 255, 127, 0]);
  });

  it('has its apps, and no others', async () => {
    expect((await phone.text('pm list packages')).trim().split('\n').sort()).toEqual([
      'package:com.android.backupconfirm',
      'package:com.android.browser',
      'package:com.android.camera2',
      'package:com.android.documentsui',
      'package:com.android.gallery3d',
      'package:com.android.launcher3',
      'package:com.jd.jrapp',
    ]);
  });

  it('shows home first, then what is started', async () => {
    await phone.adb('shell', 'input keyevent 3');
    expect(await phone.text('dumpsys window | grep mCurrentFocus')).toMatch(
      /^ {2}mCurrentFocus=Window\{[0-9a-f]+ u0 com\.android\.launcher3\/com\.android\.launcher3\.Launcher\}\n$/,
    );
    expect(await phone.text('am start -n com.jd.jrapp/.WelcomeActivity')).toContain('Starting: Intent {');
    expect(await phone.text('dumpsys window | grep mCurrentFocus')).toContain(' u0 com.jd.jrapp/');
    expect(await phone.text('am force-stop com.jd.jrapp; dumpsys window | grep mCurrentFocus')).toContain(
      'launcher3',
    );
    expect((await phone.adb('shell', 'pidof com.jd.jrapp')).code).toBe(1);
  });
});

describe('what apps did', () => {
  it('is read from the kernel and from services by the shell, in pipes too', async () => {
    expect(await phone.text('cat /proc/net/tcp6 | head -n 1')).toMatch(/ uid {2}timeout inode\n$/);
    await phone.adb('shell', 'am start -n com.android.camera2/com.android.camera.CameraLauncher');
    expect(await phone.text('dumpsys appops --package com.android.camera2 | grep Access')).toMatch(
      /^ {10}Access: (?:top|cch) +/,
    );
    await phone.adb('shell', 'am start -a android.intent.action.VIEW -d https://example.com/');
    const counted = "grep -E ' wlan0 0x0 10[0-9]{3} 1 ' /proc/net/xt_qtaguid/stats | cut -d ' ' -f 4,6,7,8,9";
    // The page may still be on its way: the statistics are those of the kernel once nothing moves.
    const agree = async (): Promise<boolean> => {
      await phone.text('dumpsys netstats --poll');
      const [uid, rb, rp, tb, tp] = (await phone.text(counted)).trim().split(/\s+/);
      const wanted = `'uid=${uid} set=FOREGROUND tag=0x0'`;
      const rows = await phone.text(`dumpsys netstats detail | grep -A 2 ${wanted}`);
      return rows.includes(` rb=${rb} rp=${rp} tb=${tb} tp=${tp} op=0`);
    };
    await expect.poll(agree, { timeout: 10_000 }).toBe(true);
  });
});

describe('files of the phone', () => {
  const NAMES = [
    'plain.txt',
    '截屏 2019.png',
    'two\nlines',
    `it's "quoted"`,
    '-rf',
    '$HOME `x` *',
    'é\u0301',
    'back\\slash',
  ];

  it('keep any name that Linux has, over push, ls, find and pull', async () => {
    const folder = path.join(phone.home, 'names');
    await mkdir(folder);
    for (const name of NAMES) await writeFile(path.join(folder, name), `in ${name}`);
    expect((await phone.adb('push', folder, '/sdcard/Download/')).code).toBe(0);
    const listed = await phone.text('find /sdcard/Download/names/ -type f -print0');
    expect(
      listed
        .split('\0')
        .filter((one) => one !== '')
        .sort(),
    ).toEqual(NAMES.map((name) => `/sdcard/Download/names/${name}`).sort());
    expect(await phone.text('ls /sdcard/Download/names')).toContain('截屏 2019.png');
    const back = path.join(phone.home, 'back');
    expect((await phone.adb('pull', '/sdcard/Download/names', back)).code).toBe(0);
    expect((await readdir(back)).sort()).toEqual([...NAMES].sort());
    for (const name of NAMES) expect(await readFile(path.join(back, name), 'utf8')).toBe(`in ${name}`);
  });

  it.runIf(process.getuid?.() === 0)('of an app are closed to the shell and open to root', async () => {
    expect((await phone.adb('shell', 'ls /data/data/com.jd.jrapp')).code).not.toBe(0);
    expect((await phone.adb('shell', 'su 0 ls /data/data/com.jd.jrapp')).code).toBe(0);
  });

  it('do not lead to those of the host', async () => {
    expect(
      (await phone.adb('pull', '/../../../../etc/hostname', path.join(phone.home, 'leaked'))).code,
    ).not.toBe(0);
    expect((await phone.adb('shell', 'cat /../../../etc/hostname')).code).not.toBe(0);
  });
});

describe('installing', () => {
  it("takes Appium's settings helper, names its version, and takes it away again", async () => {
    const driver = createRequire(
      createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json'),
    );
    const folder = path.dirname(driver.resolve('io.appium.settings/package.json'));
    const apk = path.join(folder, 'apks', 'settings_apk-debug.apk');
    const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    expect((await phone.adb('install', '-r', '-g', apk)).stdout.toString()).toContain('Success');
    const dump = await phone.text('dumpsys package io.appium.settings');
    expect(dump).toMatch(/^ {2}Package \[io\.appium\.settings\] \([0-9a-f]+\):$/m);
    expect(dump).toContain(`    versionName=${version}\n`);
    const pulled = await phone.adb('exec-out', 'cat $(pm path io.appium.settings | cut -d: -f2)');
    expect(pulled.stdout.equals(await readFile(apk))).toBe(true);
    expect((await phone.adb('uninstall', 'io.appium.settings')).stdout.toString()).toContain('Success');
    expect(await phone.text('pm list packages -3')).toBe('package:com.jd.jrapp\n');
  });

  it('refuses a file that is no APK, and says so', async () => {
    const file = path.join(phone.home, 'none.apk');
    await writeFile(file, 'nothing of an APK');
    const { code, stdout, stderr } = await phone.adb('install', file);
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('INSTALL_PARSE_FAILED_NOT_APK');
  });
});

describe('screenshots', () => {
  it('by screencap are a PNG of the size of the display, and no more than that', async () => {
    const before = await phone.text(`content query --uri ${IMAGES}`);
    const { stdout } = await phone.adb('exec-out', 'screencap -p');
    const { width, height } = PNG.sync.read(stdout);
    expect([width, height]).toEqual([1080, 2160]);
    expect((await phone.adb('shell', 'screencap -p /sdcard/Pictures/raw.png')).code).toBe(0);
    expect(
      (await phone.adb('exec-out', 'head -c 4 /sdcard/Pictures/raw.png')).stdout.toString('latin1'),
    ).toBe('\x89PNG');
    expect(await phone.text(`content query --uri ${IMAGES}`)).toBe(before);
  });

  it('by key 120 are a file of Android 9 and its row', async () => {
    expect((await phone.adb('shell', 'input keyevent 120')).code).toBe(0);
    const rows = await phone.text(
      `content query --uri ${IMAGES} --projection _id:_data:_size --sort '_id DESC'`,
    );
    const [, file = '', size] = /^Row: 0 _id=\d+, _data=(\S+), _size=(\d+)$/m.exec(rows) ?? [];
    expect(file).toMatch(/^\/storage\/emulated\/0\/Pictures\/Screenshots\/Screenshot_\d{8}-\d{6}\.png$/);
    expect(await phone.text(`stat -c '%s' ${file}`)).toBe(`${size}\n`);
    const { width, height } = PNG.sync.read((await phone.adb('exec-out', `cat ${file}`)).stdout);
    expect([width, height]).toEqual([1080, 2160]);
  });
});

describe('the port of the phone', () => {
  it('survives a flood of wrong bytes, each connection ending with one line of the log', async () => {
    const before = phone.logged.length;
    const floods = Array.from({ length: 40 }, (_, index) => floodWith(index));
    await Promise.all(floods);
    expect(phone.logged.slice(before)).toHaveLength(40);
    expect(phone.logged.slice(before).every((line) => line.startsWith('closing an adb connection: '))).toBe(
      true,
    );
    expect(await phone.text('echo alive')).toBe('alive\n');
  });
});

/** Half a megabyte of one byte, again and again, until the phone has had enough. */
async function floodWith(byte: number): Promise<void> {
  const socket = connect(phone.handset.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const junk = Buffer.alloc(512 * 1024, byte);
  const more = (): void => void (socket.destroyed || socket.write(junk, more));
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    more();
  });
}
