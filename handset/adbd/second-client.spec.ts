import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Adb, AdbDaemonTransport, AdbPacket, AdbPacketSerializeStream } from '@yume-chan/adb';
import { MaybeConsumable, pipeFrom, ReadableStream, StructDeserializeStream } from '@yume-chan/stream-extra';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningHandset, startHandset } from '../phone.ts';

/**
 * The daemon's side against an adb client that has no line in common with the stock one: ya-webadb, which speaks to the
 * phone itself, without an adb server. What only one of the two accepts is a mistake of ours.
 */
const OLD = 'cmd stat_v2 shell_v2';
const OF_11 =
  'sendrecv_v2_brotli remount_shell sendrecv_v2 abb_exec fixed_push_mkdir fixed_push_symlink_timestamp abb shell_v2 cmd ls_v2 stat_v2';
const OF_16 =
  'shell_v2 cmd stat_v2 ls_v2 fixed_push_mkdir abb fixed_push_symlink_timestamp abb_exec remount_shell track_app sendrecv_v2 sendrecv_v2_brotli sendrecv_v2_dry_run_send app_info delayed_ack';

describe.each([
  ['8.1', OLD],
  ['11', OF_11],
  ['16', OF_16],
])('an adb client that is not the stock one, and a phone with Android %s', (android, features) => {
  let home: string;
  let handset: RunningHandset;
  let adb: Adb;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'second-client-'));
    handset = await startHandset({ directory: path.join(home, 'phone'), android, log: () => undefined });
  });
  beforeEach(async () => {
    const socket = connect(handset.port, '127.0.0.1');
    sockets.push(socket);
    adb = await connected(socket);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await handset.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('reads the banner with the features of the version, in its order', () => {
    expect(adb.banner).toMatchObject({ product: 'telltale_handset', model: expect.any(String) });
    expect(adb.banner.features.join(' ')).toBe(features);
  });

  it('runs commands with their exit code and with standard error apart', async () => {
    const shell = adb.subprocess.shellProtocol;
    const ran = await shell?.spawnWaitText('echo out; echo err >&2; exit 7');
    expect(ran).toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 7 });
  });

  it('runs commands by the old protocol, where nothing is apart', async () => {
    expect(await adb.subprocess.noneProtocol.spawnWaitText('echo out; echo err >&2')).toBe('out\nerr\n');
    expect(await adb.getProp('ro.product.model')).toBe('Handset');
  });

  it('has a terminal, turns its size and interrupts what runs on it', async () => {
    const pty = await adb.subprocess.shellProtocol?.pty({ terminalType: 'xterm' });
    if (pty === undefined) throw new Error('the phone has no shell protocol');
    const output = createReading(pty.output);
    const input = pty.input.getWriter();
    const type = (line: string): Promise<void> => input.write(new TextEncoder().encode(line));
    await output.until('$ ');
    await pty.resize(33, 99);
    // `stty` would say it too, but the toybox of Android 8 has none.
    await expect
      .poll(() => type('echo $LINES $COLUMNS $TERM\n').then(() => output.text()))
      .toContain('33 99 xterm\r\n');
    await type('echo $((6+1))sleeps; sleep 600\n');
    await output.until('7sleeps');
    // A key that is typed before the program runs is one of the next line.
    await expect
      .poll(() => type('\x03echo still $((40+2))\n').then(() => output.text()))
      .toContain('still 42\r\n');
    await type('exit 6\n');
    expect(await pty.exited).toBe(6);
  });

  it('writes a file and reads the same bytes back, with time and mode', async () => {
    const bytes = randomBytes(3_000_000);
    const sync = await adb.sync();
    const filename = '/data/local/tmp/第二 client';
    await sync.write({ filename, file: streamOf(bytes), permission: 0o640, mtime: 1_550_000_000 });
    const stat = await sync.lstat(filename);
    // What the owner may do, everybody may: adbd copies his bits (send_impl of file_sync_service.cpp).
    expect(stat).toMatchObject({ size: 3_000_000n, permission: 0o666, mtime: 1_550_000_000n });
    expect(Buffer.concat(await chunksOf(sync.read(filename))).equals(bytes)).toBe(true);
    expect((await sync.readdir('/data/local/tmp')).map(({ name }) => name)).toContain('第二 client');
    expect(await sync.isDirectory('/sdcard')).toBe(true);
    await sync.dispose();
  });

  it('is told of what is not there by an error, not by emptiness', async () => {
    const sync = await adb.sync();
    await expect(chunksOf(sync.read('/data/local/tmp/nothing'))).rejects.toThrow(/No such file/);
    await sync.dispose();
    await expect(adb.createSocket('nonsense:')).rejects.toThrow();
  });

  it('speaks to services without a shell, where the version can', async () => {
    const asked = adb.createSocket('abb_exec:package\0list\0packages\0com.jd.jrapp');
    if (android === '8.1') return await expect(asked).rejects.toThrow();
    const { readable } = await asked;
    expect(Buffer.concat(await chunksOf(readable)).toString()).toBe('package:com.jd.jrapp\n');
  });

  it('is called by the phone on sockets that it has reversed', async () => {
    await adb.reverse.add('tcp:7012', async (socket) => {
      const writer = socket.writable.getWriter();
      await writer.write(new TextEncoder().encode('from the client'));
      await writer.close();
    });
    expect(await adb.reverse.list()).toMatchObject([{ localName: 'tcp:7012' }]);
    const { readable } = await adb.createSocket('tcp:7012');
    expect(Buffer.concat(await chunksOf(readable)).toString()).toBe('from the client');
    await adb.reverse.removeAll();
    await expect(adb.createSocket('tcp:7012')).rejects.toThrow();
  });

  it('gets the pixels of the display, as wide and high as it is', async () => {
    const picture = await adb.framebuffer();
    expect([picture.width, picture.height, picture.data.length]).toEqual([1080, 2160, 1080 * 2160 * 4]);
  });

  it('opens many streams at once over one connection', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `echo ${index}`);
    const said = await Promise.all(lines.map((line) => adb.subprocess.noneProtocol.spawnWaitText(line)));
    expect(said).toEqual(lines.map((_, index) => `${index}\n`));
  });
});

async function connected(socket: Socket): Promise<Adb> {
  await once(socket, 'connect');
  const bytes = new ReadableStream<Uint8Array>({
    start(controller) {
      socket.on('data', (chunk: Buffer) => controller.enqueue(new Uint8Array(chunk)));
      socket.on('close', () => controller.close());
    },
  });
  const writing = new MaybeConsumable.WritableStream<Uint8Array>({
    write: (chunk) =>
      new Promise((resolve, reject) => socket.write(chunk, (e) => (e ? reject(e) : resolve()))),
  });
  const transport = await AdbDaemonTransport.authenticate({
    serial: 'second-client',
    connection: {
      readable: bytes.pipeThrough(new StructDeserializeStream(AdbPacket)),
      writable: pipeFrom(writing, new AdbPacketSerializeStream()),
    },
    credentialStore: {
      generateKey: () => {
        throw new Error('the phone asks for no key');
      },
      iterateKeys: () => [],
    },
  });
  return new Adb(transport);
}

async function chunksOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    chunks.push(value);
  }
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** What a terminal has shown so far. */
function createReading(stream: ReadableStream<Uint8Array>): {
  text(): string;
  until(end: string): Promise<void>;
} {
  let shown = '';
  const reader = stream.getReader();
  const reading = (async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      shown += Buffer.from(next.value).toString();
  })();
  reading.catch(() => undefined); // The socket is cut at the end of the test.
  return {
    text: () => shown,
    until: async (end) => await expect.poll(() => shown, { timeout: 5_000 }).toContain(end),
  };
}
