import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoopback } from '../shell/loopback.ts';
import { createPhoneRoot, type PhoneRoot } from '../shell/root.ts';
import { createShell, type PhoneShell } from '../shell/shell.ts';
import type { FrameworkCommand } from '../shell-parts.ts';
import { ANDROID_9 } from '../system/android-version.ts';
import { type RunningAdbd, startAdbd } from './adbd.ts';
import { createCable } from './cable.ts';
import { encodePacket, OPEN } from './packets.ts';

const execute = promisify(execFile);
const ADB_PORT = 5907;

const echo: FrameworkCommand = async ({ argv, uid, stdout, stderr }) => {
  stdout.write(`${JSON.stringify({ argv, uid })}\n`);
  stderr.write('warned\n');
  return 7;
};
const endless: FrameworkCommand = async ({ stdout, signal }) => {
  stdout.write('first line\n');
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  return 0;
};

let home: string;
let root: PhoneRoot;
let shell: PhoneShell;
let adbd: RunningAdbd;
const logged: string[] = [];

async function adb(...argv: readonly string[]): Promise<{ stdout: Buffer; stderr: string; code: number }> {
  const env = { PATH: process.env.PATH ?? '', HOME: home, ANDROID_ADB_SERVER_PORT: String(ADB_PORT) };
  const options = { env, encoding: 'buffer', maxBuffer: 1 << 28, timeout: 30_000 } as const;
  return await execute('adb', ['-s', `127.0.0.1:${adbd.port}`, ...argv], options).then(
    ({ stdout, stderr }) => ({ stdout, stderr: stderr.toString(), code: 0 }),
    (error: { stdout: Buffer; stderr: Buffer; code: number }) => ({
      stdout: error.stdout,
      stderr: error.stderr.toString(),
      code: error.code,
    }),
  );
}

async function shellText(line: string): Promise<string> {
  return (await adb('shell', line)).stdout.toString('utf8');
}

const cable = createCable();
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'adbd-spec-'));
  root = await createPhoneRoot({ directory: path.join(home, 'phone'), android: ANDROID_9 });
  const commands = new Map([
    ['am', echo],
    ['logcat', endless],
  ]);
  shell = await createShell(root, () => commands, { allowRoot: true });
  adbd = await startAdbd({
    android: ANDROID_9,
    build: 'userdebug',
    debuggable: () => [],
    port: 0,
    identity: { product: 'handset', model: 'Handset', device: 'handset' },
    shell,
    files: root.files,
    loopback: createLoopback(),
    cable,
    reboot: () => cable.drop(),
    log: (line) => logged.push(line),
  });
  await adb('connect', `127.0.0.1:${adbd.port}`);
});

afterAll(async () => {
  await adb('kill-server');
  await adbd.stop();
  await shell.close();
  await root.dispose();
  await rm(home, { recursive: true, force: true });
});

describe('the stock adb against the handset', () => {
  it('lists it as a device with its model', async () => {
    expect((await adb('devices', '-l')).stdout.toString()).toMatch(
      /127\.0\.0\.1:\d+\s+device product:handset model:Handset device:handset/,
    );
  });

  it('runs the real shell as uid 2000, with exit codes and both outputs', async () => {
    expect(await shellText('id -u')).toBe('2000\n');
    expect(await adb('shell', 'echo out; echo err >&2; exit 3')).toMatchObject({
      code: 3,
      stderr: 'err\n',
      stdout: Buffer.from('out\n'),
    });
    expect((await adb('shell', 'nosuchcommand')).code).toBe(127);
  });

  it('runs framework commands alone, in pipes and in substitutions, with their words intact', async () => {
    const alone = await adb('shell', `am start -d 'a b' "c"`);
    expect([alone.code, alone.stderr]).toEqual([7, 'warned\n']);
    expect(JSON.parse(alone.stdout.toString())).toEqual({
      argv: ['am', 'start', '-d', 'a b', 'c'],
      uid: 2000,
    });
    const piped = await adb('shell', `x='two words'; am "$x" 'it'\\''s' 2>/dev/null | cat`);
    expect(JSON.parse(piped.stdout.toString())).toEqual({ argv: ['am', 'two words', "it's"], uid: 2000 });
    expect(await shellText('am x >/dev/null 2>&1; echo $?')).toBe('7\n');
  });

  it('is root by su, and not otherwise', async () => {
    expect(await shellText('su 0 id -u')).toBe('0\n');
    expect(await shellText(`su -c 'id -u; echo done'`)).toBe('0\ndone\n');
    expect(await shellText(`su 0 sh -c 'am x 2>/dev/null' | cat`)).toContain('"uid":0');
    // Without root on the host all files belong to one user, and the phone says so in its limits.
    if (root.privileges !== 'root') return;
    expect(
      (await adb('shell', 'ls /data/misc/user/0/cacerts-added && echo x > /data/misc/user/0/cacerts-added/y'))
        .code,
    ).not.toBe(0);
  });

  it('carries files there and back byte by byte, with their owners', async () => {
    const bytes = randomBytes(20_000_000);
    await writeFile(path.join(home, 'big'), bytes);
    expect((await adb('push', path.join(home, 'big'), '/sdcard/Download/big')).code).toBe(0);
    expect((await adb('pull', '/sdcard/Download/big', path.join(home, 'back'))).code).toBe(0);
    expect((await readFile(path.join(home, 'back'))).equals(bytes)).toBe(true);
    expect((await adb('exec-out', 'cat /sdcard/Download/big')).stdout.equals(bytes)).toBe(true);
    expect((await adb('exec-out', 'su 0 cat /sdcard/Download/big 2>/dev/null')).stdout.equals(bytes)).toBe(
      true,
    );
    const owner = root.privileges === 'root' ? '2000:1015\n' : '2000:2000\n';
    expect(await shellText('stat -c %u:%g /sdcard/Download/big')).toBe(owner);
  });

  it('carries a folder of 300 files', async () => {
    const folder = path.join(home, 'many');
    await mkdir(folder);
    for (let index = 0; index < 300; index += 1)
      await writeFile(path.join(folder, `${index}.txt`), `content ${index}`);
    expect((await adb('push', folder, '/data/local/tmp/')).code).toBe(0);
    expect((await adb('pull', '/data/local/tmp/many', path.join(home, 'many-back'))).code).toBe(0);
    expect(await readdir(path.join(home, 'many-back'))).toHaveLength(300);
  });

  it('keeps names with spaces, quotes, line breaks, other scripts and leading dashes', async () => {
    for (const name of ['a b', "it's", 'new\nline', '截屏', '-dash']) {
      await root.files.write(`/sdcard/names/${name}`, Buffer.from('x'), {
        uid: 2000,
        gid: 1015,
        mode: 0o660,
      });
    }
    const listed = await shellText(`find /sdcard/names/ -type f -print0 | xargs -0 stat -c '%s %n'`);
    expect(listed.split('\n1 ').length + 0).toBeGreaterThanOrEqual(5);
    for (const name of ['a b', "it's", 'new\nline', '截屏', '-dash'])
      expect(listed).toContain(`1 /sdcard/names/${name}\n`);
    expect(await shellText('ls /sdcard/names')).toContain('截屏');
  });

  it('does not follow a link out of its own root', async () => {
    await adb(
      'shell',
      'ln -s /../../../../etc/hostname /data/local/tmp/out; ln -s ../../../../../../../../etc /data/local/tmp/etc',
    );
    expect((await adb('pull', '/data/local/tmp/out', path.join(home, 'leak'))).code).not.toBe(0);
    expect((await adb('pull', '/data/local/tmp/etc/hostname', path.join(home, 'leak'))).code).not.toBe(0);
  });

  it('leads a port of the phone to the host by reverse, and takes it away again', async () => {
    const server = createServer((_, response) => response.end('from the host'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await adb('reverse', 'tcp:7001', `tcp:${port}`);
    expect((await adb('reverse', '--list')).stdout.toString()).toContain(`tcp:7001 tcp:${port}`);
    await adb('forward', `tcp:${ADB_PORT + 1}`, 'tcp:7001');
    expect(await pageAt(ADB_PORT + 1)).toBe('from the host');
    await adb('reverse', '--remove-all');
    await expect(pageAt(ADB_PORT + 1)).rejects.toThrow();
    server.close();
  });

  it('ends a streaming command when its client goes away', async () => {
    const child = execFile('adb', ['-s', `127.0.0.1:${adbd.port}`, 'logcat'], {
      env: { PATH: process.env.PATH ?? '', HOME: home, ANDROID_ADB_SERVER_PORT: String(ADB_PORT) },
    });
    const first = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (text) => resolve(String(text))),
    );
    expect(first).toContain('first line');
    child.kill('SIGKILL');
    expect(await shellText('echo still here')).toBe('still here\n');
  });

  it.each([
    ['a wrong magic number', Buffer.alloc(24, 7)],
    ['an oversized packet', oversized()],
    [
      'a stream before the greeting',
      encodePacket({ command: OPEN, arg0: 1, arg1: 0, payload: Buffer.from('shell:id\0') }),
    ],
  ])('closes a connection that sends %s, with a log line and nothing else', async (_, bytes) => {
    const before = logged.length;
    const socket = connect(adbd.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.write(bytes);
    });
    expect(logged.length).toBe(before + 1);
    expect(await shellText('echo alive')).toBe('alive\n');
  });
});

/** Over a connection of its own: one that is kept alive would outlive the forwarding. */
async function pageAt(port: number): Promise<string> {
  return await new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.once('end', () => resolve(text));
    });
    request.once('error', reject);
  });
}

function oversized(): Buffer {
  const packet = encodePacket({ command: OPEN, arg0: 1, arg1: 0 });
  packet.writeUInt32LE(0x7fffffff, 12);
  return packet;
}
