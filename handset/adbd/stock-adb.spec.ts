import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../adb-client.fake.ts';

/**
 * What `adb help` of Debian's adb 29 lists, against phones of four versions: connection, states, shell, forwarding and
 * what the daemon does to itself. Files and packages are in `stock-adb-files.spec.ts`.
 */
const ADB_PORT = 5927;
const FILE = 'a file';

/** What adb 29 and the phone have in common, in adb's order. */
const COMMON: Readonly<Record<string, string>> = {
  '8.1': 'cmd shell_v2 stat_v2',
  '9': 'cmd shell_v2 stat_v2',
  '11': 'abb abb_exec cmd fixed_push_mkdir fixed_push_symlink_timestamp ls_v2 remount_shell shell_v2 stat_v2',
  '16': 'abb abb_exec cmd fixed_push_mkdir fixed_push_symlink_timestamp ls_v2 remount_shell shell_v2 stat_v2',
};

describe.each(Object.keys(COMMON))('the stock adb and a phone with Android %s', (android) => {
  let phone: PhoneWithAdb;
  beforeAll(async () => {
    phone = await startPhoneWithAdb(ADB_PORT, process.env.PATH, { android });
  });
  afterAll(() => phone.stop());
  const said = async (...argv: readonly string[]): Promise<string> =>
    String((await phone.adb(...argv)).stdout);

  it('is listed, with its features, state and serial number', async () => {
    const serial = `127.0.0.1:${phone.handset.port}`;
    expect(await said('devices', '-l')).toMatch(
      new RegExp(
        `^${serial} +device product:telltale_handset model:Handset device:handset transport_id:\\d+$`,
        'm',
      ),
    );
    expect((await said('features')).trim().split('\n').sort().join(' ')).toBe(COMMON[android]);
    expect(await said('get-state')).toBe('device\n');
    expect(await said('get-serialno')).toBe(`${serial}\n`);
    expect(await said('get-devpath')).toBe('unknown\n');
    expect((await phone.adb('wait-for-local-device')).code).toBe(0);
  });

  it('goes and comes back by disconnect, connect and both kinds of reconnect', async () => {
    const serial = `127.0.0.1:${phone.handset.port}`;
    expect(await said('disconnect', serial)).toBe(`disconnected ${serial}\n`);
    expect((await phone.adb('wait-for-disconnect')).code).toBe(0);
    expect((await phone.adb('get-state')).stderr).toContain('not found');
    expect(await said('connect', serial)).toBe(`connected to ${serial}\n`);
    expect(await said('connect', serial)).toBe(`already connected to ${serial}\n`);
    expect((await phone.adb('reconnect', 'device')).code).toBe(0);
    await reconnected(phone, serial);
    expect(await said('shell', 'echo back')).toBe('back\n');
  });

  it('runs lines with their exit codes, outputs apart, and input', async () => {
    expect(await phone.adb('shell', 'echo out; echo err >&2; exit 3')).toEqual({
      stdout: Buffer.from('out\n'),
      stderr: 'err\n',
      code: 3,
    });
    expect(await phone.adb('shell', '-x', 'echo out; exit 3')).toMatchObject({
      code: 0,
      stdout: Buffer.from('out\n'),
    });
    expect(String((await phone.feed('a\nb\n', 'shell', 'cat; echo end')).stdout)).toBe('a\nb\nend\n');
    expect(String((await phone.feed('unread', 'shell', '-n', 'cat; echo end')).stdout)).toBe('end\n');
    expect(await said('shell', '-T', 'echo', 'two words', '"three  more words"')).toBe(
      'two words three  more words\n',
    );
    expect((await phone.adb('shell', 'kill -9 $$')).code).toBe(137);
  });

  it('gives a terminal to who asks for one, and an interactive shell', async () => {
    expect(await said('shell', '-tt', 'test -t 0 && test -t 1 && test -t 2 && echo yes')).toBe('yes\r\n');
    expect(await said('shell', 'test -t 0 || echo no')).toBe('no\n');
    const session = await phone.feed('echo $((6*7)); exit 9\n', 'shell', '-tt', '-e', 'none');
    expect([session.code, String(session.stdout)]).toEqual([9, expect.stringContaining('42\r\n')]);
    expect(String(session.stdout)).toContain('handset:/ $');
    const piped = await phone.feed('echo piped; exit 4\n', 'shell');
    expect([piped.code, String(piped.stdout)]).toEqual([4, 'piped\n']);
  });

  it('carries bytes unchanged by exec-out and exec-in', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251));
    expect((await phone.feed(bytes, 'exec-in', 'cat > /data/local/tmp/exec')).code).toBe(0);
    await expect.poll(() => said('shell', 'stat -c %s /data/local/tmp/exec')).toBe('70000\n');
    const back = await phone.adb('exec-out', 'cat /data/local/tmp/exec; echo err >&2');
    expect(back.stdout.equals(Buffer.concat([bytes, Buffer.from('err\n')]))).toBe(true);
  });

  it('forwards ports of the host to the phone, lists and removes them', async () => {
    const port = (await said('forward', 'tcp:0', 'tcp:9')).trim();
    const serial = `127.0.0.1:${phone.handset.port}`;
    expect(await said('forward', '--list')).toBe(`${serial} tcp:${port} tcp:9\n\n`);
    expect((await phone.adb('forward', '--no-rebind', `tcp:${port}`, 'tcp:8')).stderr).toContain(
      'cannot rebind',
    );
    // Nobody listens there: adb takes the connection, and ends it when the phone refuses.
    expect(await text(connect(Number(port), '127.0.0.1'))).toBe('');
    await phone.adb('forward', '--remove', `tcp:${port}`);
    expect(await said('forward', '--list')).toBe('\n');
    expect((await phone.adb('forward', '--remove-all')).code).toBe(0);
  });

  it('leads sockets of the phone to the host by reverse', async () => {
    const server = createServer((_, response) => response.end('from the host'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `tcp:${(server.address() as AddressInfo).port}`;
    const port = (await said('reverse', 'tcp:0', host)).trim();
    await phone.adb('reverse', 'localabstract:scrcpy', host);
    expect(await said('reverse', '--list')).toBe(
      `host-10 tcp:${port} ${host}\nhost-10 localabstract:scrcpy ${host}\n\n`,
    );
    for (const end of [`tcp:${port}`, 'localabstract:scrcpy']) {
      const forward = (await said('forward', 'tcp:0', end)).trim();
      const page = await fetch(`http://127.0.0.1:${forward}/`, { headers: { connection: 'close' } });
      expect(await page.text()).toBe('from the host');
    }
    server.close();
    await phone.adb('forward', '--remove-all');
  });

  it.each([
    [['--no-rebind', 'localabstract:scrcpy', 'tcp:1'], 'cannot rebind existing socket'],
    [['--remove', 'tcp:4'], "listener 'tcp:4' not found"],
    [['tcp:65536', 'tcp:1'], "cannot bind listener: bad port number '65536'"],
    [['nonsense:4', 'tcp:1'], 'unknown socket specification'],
  ])('refuses reverse %j', async (words, why) => {
    const { code, stderr } = await phone.adb('reverse', ...words);
    expect([code, stderr]).toEqual([1, expect.stringContaining(why)]);
  });

  it('forgets all reversed sockets when it is told to', async () => {
    expect((await phone.adb('reverse', '--remove-all')).code).toBe(0);
    expect(await said('reverse', '--list')).toBe('\n');
  });

  it('follows the log, and gives it at once', async () => {
    const following = phone.follow('logcat');
    const [line] = await once(following.stdout ?? following, 'data');
    expect(String(line)).toContain('--------- beginning of');
    following.kill();
    expect(await said('logcat', '-d')).toContain('--------- beginning of');
  });

  it('lists what can be debugged, and refuses to debug what is no process of an app', async () => {
    const following = phone.follow('jdwp');
    const [code] = await once(following, 'close');
    expect(code).toBe(0);
    const port = (await said('forward', 'tcp:0', 'jdwp:1')).trim();
    expect(await text(connect(Number(port), '127.0.0.1'))).toBe('');
    await phone.adb('forward', '--remove-all');
  });

  it.each([
    [['remount'], 'Not running as root. Try "adb root" first.'],
    [['disable-verity'], 'Maybe run adb root?'],
    [['enable-verity'], 'Maybe run adb root?'],
    [['unroot'], 'adbd not running as root'],
    [['sideload', FILE], 'sideload connection failed'],
  ])('answers %j as a phone does to a shell', async (words, answer) => {
    // A file of the test's own: adb replaces the one that it is told to write to.
    const file = path.join(phone.home, 'file');
    await writeFile(file, '');
    const { stdout, stderr } = await phone.adb(...words.map((word) => (word === FILE ? file : word)));
    expect(stdout + stderr).toContain(answer);
  });

  it('is root when it is asked to, until it boots again', async () => {
    const serial = `127.0.0.1:${phone.handset.port}`;
    // It waits for the phone to come back, which a TCP connection does only when it is made anew.
    const asking = phone.follow('root');
    const [first] = await once(asking.stdout ?? asking, 'data');
    expect(String(first)).toBe('restarting adbd as root\n');
    asking.kill();
    await reconnected(phone, serial);
    expect(await said('shell', 'id -u')).toBe('0\n');
    expect(await said('root')).toBe('adbd is already running as root\n');
    expect(String((await phone.adb('remount')).stdout)).not.toContain('Not running as root');
    const down = phone.follow('reboot');
    await once(down, 'close');
    await reconnected(phone, serial);
    await expect.poll(() => said('shell', 'getprop sys.boot_completed; id -u')).toBe('1\n2000\n');
  });
});

/** The connection that ended is given up, and a new one made as soon as the phone takes it. */
async function reconnected(phone: PhoneWithAdb, serial: string): Promise<void> {
  await phone.adb('disconnect', serial);
  await expect
    .poll(async () => String((await phone.adb('connect', serial)).stdout))
    .toContain('connected to');
  await phone.adb('wait-for-device');
}
