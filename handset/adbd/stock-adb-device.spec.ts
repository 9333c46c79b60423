import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../adb-client.fake.ts';

/**
 * What `adb help` of Debian's adb 29 lists for developers: where the daemon listens, synchronising a build, keys, debuggers, bug
 * reports and backups. Connection and shell are in `stock-adb.spec.ts`.
 */
const ADB_PORT = 5973;
const DAEMON_PORT = 5975;
const HELPER = 'io.appium.settings';
/** The handshake, `VirtualMachine.Version` and `Dispose` with the numbers 1 and 2. */
const QUESTIONS = Buffer.concat([
  Buffer.from('JDWP-Handshake'),
  Buffer.from([0, 0, 0, 11, 0, 0, 0, 1, 0, 1, 1]),
  Buffer.from([0, 0, 0, 11, 0, 0, 0, 2, 0, 1, 6]),
]);

const VERSIONS: Readonly<Record<string, { readonly machine: string; readonly system: 'listed' | 'absent' }>> =
  {
    '8.1': { machine: 'Android Runtime 2.1.0', system: 'listed' },
    '16': { machine: 'JVM version 8 (Dalvik, )', system: 'absent' },
  };

describe.each(Object.entries(VERSIONS))(
  'the stock adb and a developer’s phone with Android %s',
  (android, of) => {
    let phone: PhoneWithAdb;
    let serial: string;
    beforeAll(async () => {
      phone = await startPhoneWithAdb(ADB_PORT, process.env.PATH, { android });
      serial = `127.0.0.1:${phone.handset.port}`;
      const driver = createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json');
      const helper = createRequire(driver).resolve(`${HELPER}/package.json`);
      await phone.adb('install', '-g', path.join(path.dirname(helper), 'apks', 'settings_apk-debug.apk'));
      await phone.adb('shell', `am start -n ${HELPER}/.Settings`);
    });
    afterAll(() => phone.stop());
    const said = async (...argv: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await phone.adb(...argv);
      return String(stdout) + stderr;
    };

    it('synchronises the parts of a build that its user may write', async () => {
      const out = path.join(phone.home, 'out');
      const sync = async (...words: readonly string[]): Promise<string> => {
        const env = {
          PATH: process.env.PATH ?? '',
          HOME: phone.home,
          ANDROID_ADB_SERVER_PORT: String(ADB_PORT),
          ANDROID_PRODUCT_OUT: out,
        };
        return await promisify(execFile)('adb', ['-s', serial, 'sync', ...words], {
          env,
          timeout: 20_000,
        }).then(
          ({ stdout, stderr }) => stdout + stderr,
          (error: { stdout: string; stderr: string }) => `failed: ${error.stdout}${error.stderr}`,
        );
      };
      for (const place of ['data/local/tmp/built', 'system/app'])
        await mkdir(path.join(out, place), { recursive: true });
      await writeFile(path.join(out, 'data/local/tmp/built/library'), 'of the build');
      await writeFile(path.join(out, 'system/app/App.apk'), 'of the system');
      expect(await sync('-l', 'data')).toContain('would push');
      expect(await phone.text('ls /data/local/tmp/built/library 2>&1')).toContain(
        'No such file or directory',
      );
      expect(await sync('data')).toContain('1 file pushed');
      expect(await phone.text('cat /data/local/tmp/built/library')).toBe('of the build');
      expect(await sync('data')).toContain('0 files pushed');
      expect(await sync('system')).toMatch(/^failed: .*(?:Permission denied|Read-only file system)/s);
    });

    it('makes keys, with which nothing on the phone changes', async () => {
      const file = path.join(phone.home, 'key');
      await said('keygen', file);
      expect(await readFile(file, 'utf8')).toContain('BEGIN PRIVATE KEY');
      expect(await readFile(`${file}.pub`, 'utf8')).toMatch(/^[A-Za-z0-9+/=]{700,} /);
      expect((await stat(file)).mode & 0o077).toBe(0);
    });

    it('lists who can be debugged', async () => {
      const pids = (await said('jdwp')).split('\n');
      expect(pids).toContain((await phone.text(`pidof ${HELPER}`)).trim());
      const launcher = (await phone.text('pidof com.android.launcher3')).trim();
      expect([launcher !== '', pids.includes(launcher)]).toEqual([true, of.system === 'listed']);
    });

    it('leads a debugger to the machine of a debuggable app, and nobody else’s', async () => {
      const debug = async (pid: string): Promise<string> => {
        const port = (await said('forward', 'tcp:0', `jdwp:${pid}`)).trim();
        const socket = connect(Number(port), '127.0.0.1');
        socket.write(QUESTIONS);
        return (await buffer(socket)).toString('latin1');
      };
      const answer = await debug((await phone.text(`pidof ${HELPER}`)).trim());
      expect(answer).toMatch(/^JDWP-Handshake/);
      expect(answer).toContain(of.machine);
      expect(answer.endsWith('\x00\x00\x00\x0b\x00\x00\x00\x02\x80\x00\x00')).toBe(true);
      expect(await debug('1')).toBe('');
      await phone.adb('forward', '--remove-all');
    });

    it('brings a bug report', async () => {
      const file = path.join(phone.home, 'report.zip');
      expect(await said('bugreport', file)).toContain('bugreports/bugreport-telltale_handset-SIMULATED-');
      const bytes = await readFile(file);
      expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
      expect(bytes.toString('latin1')).toContain('main_entry.txt');
      expect(bytes.length).toBeGreaterThan(5_000);
    });

    it('brings a backup once the owner has said yes on the phone, and takes it back so', async () => {
      const file = path.join(phone.home, 'backup.ab');
      await phone.text('echo kept > /sdcard/Download/kept.txt');
      const backup = once(phone.follow('backup', '-f', file, '-nocompress', '-shared', HELPER), 'close');
      await allow(phone);
      await backup;
      const bytes = await readFile(file, 'latin1');
      expect(bytes.split('\n').slice(0, 4)).toEqual(['ANDROID BACKUP', '5', '0', 'none']);
      expect(bytes).toContain('shared/0/Download/kept.txt');
      // Its manifest forbids it.
      expect(bytes).not.toContain(`apps/${HELPER}`);
      await phone.text('rm /sdcard/Download/kept.txt');
      const restore = once(phone.follow('restore', file), 'close');
      await allow(phone);
      await restore;
      expect(await phone.text('cat /sdcard/Download/kept.txt')).toBe('kept\n');
    });

    it('refuses devices, which no shell may open either', async () => {
      expect(await said('ppp', 'dev:/dev/null', 'local')).toContain('closed');
      const port = (await said('forward', 'tcp:0', 'dev:/dev/null')).trim();
      expect((await buffer(connect(Number(port), '127.0.0.1'))).length).toBe(0);
      await phone.adb('forward', '--remove-all');
    });

    it('listens where it is told to, and comes back by usb', async () => {
      expect(await said('tcpip', String(DAEMON_PORT))).toContain(
        `restarting in TCP mode port: ${DAEMON_PORT}`,
      );
      await phone.adb('disconnect', serial);
      const moved = `127.0.0.1:${DAEMON_PORT}`;
      await expect.poll(() => said('connect', moved)).toContain(`connected to ${moved}`);
      expect(await said('-s', moved, 'shell', 'echo moved')).toBe('moved\n');
      expect(await said('-s', moved, 'usb')).toContain('restarting in USB mode');
      await phone.adb('disconnect', moved);
      await expect.poll(() => said('connect', serial)).toContain(`connected to ${serial}`);
      expect(await said('shell', 'echo back')).toBe('back\n');
    });
  },
);

/** Taps on what the phone's owner is asked, once it is there. */
async function allow(phone: PhoneWithAdb): Promise<void> {
  const place = '/data/local/tmp/window.xml';
  const button = /com\.android\.backupconfirm:id\/button_allow"[^>]*bounds="\[(\d+),(\d+)\]/;
  await phone.text(`rm -f ${place}`);
  await expect
    .poll(() => phone.text(`uiautomator dump ${place} >&2; cat ${place}`), { timeout: 10_000 })
    .toMatch(button);
  const [, left, top] = button.exec(await phone.text(`cat ${place}`)) ?? [];
  await phone.text(`input tap ${Number(left) + 20} ${Number(top) + 20}`);
}
