import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../adb-client.fake.ts';

const ADB_PORT = 5943;
const ROOT = process.getuid?.() === 0;
/** An app of nobody's that can be debugged. */
const APP = `
const activity = 'org.example.open.Main';
export default {
  manifest: {
    package: 'org.example.open', label: 'Open', versionName: '1', versionCode: 1, minSdk: 21, targetSdk: 28,
    permissions: [], debuggable: true, system: false,
    activities: [{ name: activity, filters: [{ actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] }] }],
  },
  start: (process) => ({
    async onStart() {
      await process.files.write('/data/data/org.example.open/files/note', Buffer.from('kept by the app'));
    },
  }),
};
`;

let phone: PhoneWithAdb;
beforeAll(async () => {
  phone = await startPhoneWithAdb(ADB_PORT, process.env.PATH);
});
afterAll(() => phone.stop());

const sh = (line: string): ReturnType<PhoneWithAdb['adb']> => phone.adb('shell', line);

describe('a line in the shell', () => {
  it.each([
    ['yes | head -n 2', 'y\ny\n', 0],
    ['read x </dev/null; echo "[$x]"', '[]\n', 0],
    [
      'for i in 1 2; do echo $i; done | while read x; do getprop ro.build.version.sdk; echo $x; done',
      '28\n1\n28\n2\n',
      0,
    ],
    ['logcat -d | head -n 1 | cut -c1-22', '--------- beginning of\n', 0],
    ['sleep 1000 >/dev/null 2>&1 & echo left', 'left\n', 0],
    ["trap 'echo bye' EXIT; echo hi", 'hi\nbye\n', 0],
    ['kill -TERM $$; echo not reached', '', 143],
    ['sh -c "kill -9 \\$\\$" 2>/dev/null; echo $?', '137\n', 0],
    ['(exit 7); echo $?; exit 9', '7\n', 9],
    [':(){ :|:& };: ; echo bomb', 'bomb\n', 0],
    ['umask; touch /data/local/tmp/t; stat -c %a /data/local/tmp/t', '000\n666\n', 0],
    ['dd if=/dev/zero bs=1k count=2 2>/dev/null | wc -c', '2048\n', 0],
    ['settings put global spec_key "a  b"; settings get global spec_key | cat', 'a  b\n', 0],
    ['su 0 id -u; su -c "id -u" ; echo "id -u" | su', '0\n0\n0\n', 0],
    ['id -Z; getenforce', 'u:r:shell:s0\nEnforcing\n', 0],
    ['uname -n; hostname', 'localhost\nlocalhost\n', 0],
    ['ls /data/data; ls /data/media/0; ls /storage/emulated', '', 1],
    ['cd /sdcard && readlink /sdcard && ls -d Download', '/storage/self/primary\nDownload\n', 0],
  ])('%s', async (line, output, code) => {
    const ran = await sh(line);
    expect([ran.stdout.toString(), ran.code]).toEqual([output, code]);
  });

  it.each([
    ['nosuch', 127, '/system/bin/sh: nosuch: not found\n'],
    ['find /sdcard -printf %p', 1, "find: bad arg '-printf'\n"],
    ['find /sdcard -newermt 2019-01-01', 1, "find: bad arg '-newermt'\n"],
    ['nc 127.0.0.1 80', 127, '/system/bin/sh: nc: not found\n'],
    ['toybox wget', 127, 'toybox: Unknown command wget\n'],
    ['cat /data/local/tmp/nosuch', 1, 'cat: /data/local/tmp/nosuch: No such file or directory\n'],
    ['kill -0 733x', 1, '/system/bin/sh: kill: 733x: arguments must be jobs or process IDs\n'],
  ])('%s fails as on the phone', async (line, code, why) => {
    const ran = await sh(line);
    expect([ran.code, ran.stdout.toString(), ran.stderr]).toEqual([code, '', why]);
  });

  it('makes no links in shared storage, and others elsewhere', async () => {
    for (const line of [
      'ln -s x /sdcard/link',
      'cd /sdcard; ln -s x link',
      'ln -s /data/local/tmp/link /sdcard/Download',
    ])
      expect((await sh(line)).stderr).toMatch(
        /^ln: cannot create symbolic link from '.*' to '.*': Operation not permitted\n$/,
      );
    expect(await phone.text('cd /data/local/tmp; ln -s x link; readlink link')).toBe('x\n');
  });

  it('finds a name that looks like a test where it is no test', async () => {
    await sh("touch -- '/data/local/tmp/-printf'");
    expect(await phone.text("find /data/local/tmp -name '-printf'")).toBe('/data/local/tmp/-printf\n');
  });

  it('streams what a framework command says in a pipe, until the client goes', async () => {
    const following = phone.follow('shell', 'logcat -v raw | cat');
    const seen = new Promise<void>((resolve) => following.stdout?.once('data', () => resolve()));
    await seen;
    following.kill('SIGKILL');
    await expect.poll(async () => await phone.text('pgrep -c cat'), { timeout: 10_000 }).toBe('0\n');
  });

  it('ends with its client, whatever it waits for', async () => {
    const waiting = phone.follow('shell', 'echo here; sleep 1234; echo late');
    await new Promise<void>((resolve) => waiting.stdout?.once('data', () => resolve()));
    expect(await phone.text('pgrep -f "sleep 123[4]" >/dev/null && echo runs')).toBe('runs\n');
    waiting.kill('SIGKILL');
    await expect
      .poll(async () => await phone.text('ps -A -o ARGS | grep -c "sleep 123[4]"'), { timeout: 10_000 })
      .toBe('0\n');
  });
});

describe('processes', () => {
  it('of an app are ended by root and not by the shell', async () => {
    const started = await phone.text(
      'am start -n com.jd.jrapp/.WelcomeActivity >/dev/null; pidof com.jd.jrapp',
    );
    const pid = started.trim();
    expect((await sh(`kill ${pid}`)).stderr).toBe(`/system/bin/sh: kill: ${pid}: Operation not permitted\n`);
    expect(await phone.text('pidof com.jd.jrapp')).toBe(started);
    expect((await sh("su 0 sh -c 'kill -9 $(pidof com.jd.jrapp)'")).code).toBe(0);
    await expect.poll(async () => (await sh('pidof com.jd.jrapp')).code, { timeout: 10_000 }).toBe(1);
    expect(await phone.text('logcat -d -b events | grep am_proc_died')).toContain('com.jd.jrapp');
  });

  it('of the host are none of the phone', async () => {
    const host = spawn('sleep', ['301']);
    expect(await phone.text('ps -A -o ARGS | grep -c "sleep 30[1]"')).toBe('0\n');
    const code = (await sh(`su 0 kill -9 ${host.pid}`)).code;
    expect([code, host.exitCode, host.signalCode]).toEqual([1, null, null]);
    host.kill();
  });

  it('are in /proc as long as they run, with what others may know of them', async () => {
    const pid = (await phone.text('pidof com.android.launcher3')).trim();
    expect(await phone.text(`cat /proc/${pid}/cmdline`)).toBe('com.android.launcher3\0');
    expect(await phone.text(`grep Pid: /proc/${pid}/status`)).toContain(`Pid:\t${pid}\n`);
    if (ROOT) expect((await sh(`ls /proc/${pid}/fd`)).stderr).toContain('Permission denied');
    expect((await phone.text('cat /proc/version')).startsWith('Linux version 4.9.112-SIMULATED')).toBe(true);
  });
});

describe.runIf(ROOT)('shared storage of Android 13', () => {
  let later: PhoneWithAdb;
  beforeAll(async () => {
    later = await startPhoneWithAdb(ADB_PORT + 2, process.env.PATH, { android: '13' });
  });
  afterAll(() => later.stop());

  it('is as FUSE shows it, and open to the shell, which is in no other group', async () => {
    await later.adb('shell', 'input keyevent 120');
    await expect
      .poll(() => later.text('cat /sdcard/Pictures/Screenshots/* | wc -c'), { timeout: 10_000 })
      .toMatch(/^[1-9]/);
    expect(await later.text('ls -ld /sdcard/Android/data')).toMatch(/^drwxrws--x 2 media_rw ext_data_rw /);
    expect(await later.text('ls -l /sdcard/Pictures/Screenshots | tail -n 1')).toMatch(/^-rw-rw---- 1 /);
    expect(await later.text('id; id -G; id -nG')).not.toMatch(/1023|media_rw/);
    expect((await later.adb('shell', 'ls /data/media/0')).stderr).toContain('Permission denied');
    expect((await later.adb('shell', 'nosuch')).stderr).toBe(
      '/system/bin/sh: nosuch: inaccessible or not found\n',
    );
    expect(await later.text('find /sdcard/Android -maxdepth 0 -printf %p -quit')).toBe('/sdcard/Android');
  });
});

describe.runIf(ROOT)('run-as', () => {
  let open: PhoneWithAdb;
  beforeAll(async () => {
    const { loadAppModules } = await import('../apps/app-module.ts');
    const file = path.join(phone.home, 'open.mjs');
    await writeFile(file, APP);
    open = await startPhoneWithAdb(ADB_PORT + 1, process.env.PATH, { apps: await loadAppModules([file]) });
    await open.adb('shell', 'am start -n org.example.open/.Main');
  });
  afterAll(() => open.stop());

  it("is the app's user in the app's directory", async () => {
    expect(await open.text('run-as org.example.open id -un')).toMatch(/^u0_a\d+\n$/);
    expect(await open.text('run-as org.example.open pwd')).toBe('/data/user/0/org.example.open\n');
    expect(await open.text('run-as org.example.open cat files/note')).toBe('kept by the app');
    expect((await open.adb('shell', 'cat /data/data/org.example.open/files/note')).stderr).toContain(
      'Permission denied',
    );
  });

  it('lets a driver take a file as Appium does', async () => {
    const file = '/data/data/org.example.open/files/note';
    for (const line of [`chmod 777 '${file}'`, `cp -f '${file}' '/data/local/tmp/note'`])
      expect(await open.adb('shell', `run-as org.example.open ${line}`)).toMatchObject({
        code: 0,
        stderr: '',
      });
    expect((await open.adb('exec-out', 'cat /data/local/tmp/note')).stdout.toString()).toBe(
      'kept by the app',
    );
  });

  it('is refused for an app that is not debuggable', async () => {
    expect(await open.adb('shell', 'run-as com.jd.jrapp ls')).toMatchObject({
      code: 1,
      stderr: 'run-as: package not debuggable: com.jd.jrapp\n',
    });
    expect((await open.adb('shell', 'run-as org.example.open nosuch')).stderr).toBe(
      'run-as: exec failed for nosuch: No such file or directory\n',
    );
  });
});
