import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../adb-client.fake.ts';

/** What `adb help` of Debian's adb 29 lists of files and packages, against phones of four versions. */
const ADB_PORT = 5929;
const HELPER = 'io.appium.settings';
const NAMES = ['a b', "it's", 'new\nline', '"quoted"', '截屏 ١', '-dash', '*?[a]', '$HOME;`x`', 'end\\'];
/** 2019-02-16 02:13:00 GMT. */
const THEN = 1_550_283_180;

describe.each(['8.1', '9', '11', '16'])('files of the stock adb and a phone with Android %s', (android) => {
  let phone: PhoneWithAdb;
  let apk: string;
  beforeAll(async () => {
    phone = await startPhoneWithAdb(ADB_PORT, process.env.PATH, { android });
    const driver = createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json');
    const helper = createRequire(driver).resolve(`${HELPER}/package.json`);
    apk = path.join(path.dirname(helper), 'apks', 'settings_apk-debug.apk');
  });
  afterAll(() => phone.stop());
  const said = async (...argv: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await phone.adb(...argv);
    return String(stdout) + stderr;
  };

  it('pushes a file, byte by byte, with its time and with the owner’s rights for everybody', async () => {
    const file = path.join(phone.home, 'file');
    const bytes = randomBytes(3_000_000);
    await writeFile(file, bytes, { mode: 0o640 });
    await utimes(file, THEN, THEN);
    expect((await phone.adb('push', file, '/data/local/tmp/pushed')).code).toBe(0);
    expect(await phone.text("stat -c '%s %Y %a' /data/local/tmp/pushed")).toBe(`3000000 ${THEN} 666\n`);
    expect((await phone.adb('pull', '-a', '/data/local/tmp/pushed', `${file}.back`)).code).toBe(0);
    expect((await readFile(`${file}.back`)).equals(bytes)).toBe(true);
    expect(Math.floor((await stat(`${file}.back`)).mtimeMs / 1000)).toBe(THEN);
  });

  it('carries folders with odd names, nested and empty, and links as what they lead to', async () => {
    const folder = path.join(phone.home, 'folder');
    await mkdir(path.join(folder, 'nested', 'deep'), { recursive: true });
    for (const name of NAMES) await writeFile(path.join(folder, 'nested', name), `content of ${name}`);
    await symlink('nested/a b', path.join(folder, 'link'));
    expect((await phone.adb('push', folder, '/sdcard/Download/')).code).toBe(0);
    expect((await phone.adb('pull', '/sdcard/Download/folder', path.join(phone.home, 'back'))).code).toBe(0);
    const back = path.join(phone.home, 'back');
    // From 10 on adb leaves it to the phone to make folders (fixed_push_mkdir), and tells it of none that is empty.
    const empty = android === '11' || android === '16' ? [] : ['deep'];
    expect((await readdir(path.join(back, 'nested'))).sort()).toEqual([...NAMES, ...empty].sort());
    for (const name of NAMES)
      expect(await readFile(path.join(back, 'nested', name), 'utf8')).toBe(`content of ${name}`);
    expect(await phone.text('cat /sdcard/Download/folder/link')).toBe('content of a b');
    expect(await readFile(path.join(back, 'link'), 'utf8')).toBe('content of a b');
  });

  it('pushes with --sync only what is newer', async () => {
    const file = path.join(phone.home, 'synced');
    await writeFile(file, 'first');
    await utimes(file, THEN, THEN);
    expect(await said('push', '--sync', file, '/data/local/tmp/')).toContain('1 file pushed');
    expect(await said('push', '--sync', file, '/data/local/tmp/')).toContain('1 skipped');
    await writeFile(file, 'other');
    expect(await said('push', '--sync', file, '/data/local/tmp/')).toContain('1 file pushed');
  });

  it('lists a folder with its own entry and its parent’s', async () => {
    await phone.text(`mkdir -p /data/local/tmp/listed; touch -d @${THEN} /data/local/tmp/listed/x`);
    const lines = (await said('ls', '/data/local/tmp/listed')).trim().split('\n');
    expect(lines.map((line) => line.split(' ').at(-1)).sort()).toEqual(['.', '..', 'x']);
    expect(lines.find((line) => line.endsWith(' x'))).toMatch(
      new RegExp(`^000081b\\d 00000000 ${THEN.toString(16)} x$`),
    );
  });

  it.each([
    [['pull', '/data/local/tmp/nothing', 'unused'], 'No such file or directory'],
    [['push', 'package.json', '/system/bin/x'], "couldn't create file: Permission denied"],
    [['push', 'package.json', '/system/new/x'], 'secure_mkdirs failed: Permission denied'],
    [['push', 'package.json', '/data/local/tmp/pushed/x'], 'Not a directory'],
  ])('refuses %j in adbd’s words', async (words, why) => {
    // Without root on the host all files are the shell's.
    if (phone.handset.limits.length > 0) return;
    const { code, stdout, stderr } = await phone.adb(...words);
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining(why)]);
  });

  it.each([
    ['a stream', []],
    ['a stream over what is there', ['-r', '-t', '-d', '-g']],
    ['a file that is pushed first', ['--no-streaming', '-r']],
  ])('installs by %s', async (_, options) => {
    expect(await said('install', ...options, apk)).toContain('Success');
    expect(await phone.text(`pm path ${HELPER}`)).toMatch(/^package:\/data\/app\/.*base\.apk\n$/);
  });

  it('installs by a session, as install-multiple does', async () => {
    expect(await said('install-multiple', '-r', apk)).toContain('Success');
    expect(await phone.text(`pm list packages ${HELPER}`)).toBe(`package:${HELPER}\n`);
  });

  it('uninstalls, and says so when there is nothing to uninstall', async () => {
    expect(await said('uninstall', HELPER)).toBe('Success\n');
    expect(await said('uninstall', HELPER)).toContain('Failure [');
    expect(await phone.text(`pm path ${HELPER}`)).toBe('');
  });

  it('refuses what is no APK, and takes the next one', async () => {
    const broken = path.join(phone.home, 'broken.apk');
    await writeFile(broken, randomBytes(100_000));
    const { code, stderr, stdout } = await phone.adb('install', broken);
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining('INSTALL_PARSE_FAILED_NOT_APK')]);
    expect(await said('shell', 'echo alive')).toBe('alive\n');
  });
});
