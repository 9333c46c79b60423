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
let home: string;
let handset: RunningHandset;
let adb: Adb;
const sockets: Socket[] = [];

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'second-client-'));
  handset = await startHandset({ directory: path.join(home, 'phone'), log: () => undefined });
});

beforeEach(async () => {
  adb = await connected();
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await handset.stop();
  await rm(home, { recursive: true, force: true });
});

describe('an adb client that is not the stock one', () => {
  it('reads the banner, and no feature that the phone does not have', () => {
    expect(adb.banner).toMatchObject({ product: 'telltale_handset', model: expect.any(String) });
    expect([...adb.deviceFeatures].sort()).toEqual(['cmd', 'shell_v2', 'stat_v2']);
  });

  it('runs commands with their exit code and with standard error apart', async () => {
    const shell = adb.subprocess.shellProtocol;
    const ran = await shell?.spawnWaitText('echo out; echo err >&2; exit 7');
    expect(ran).toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 7 });
  });

  it('runs commands by the old protocol, where nothing is apart', async () => {
    expect(await adb.subprocess.noneProtocol.spawnWaitText('echo out; echo err >&2')).toContain('out\n');
    expect(await adb.getProp('ro.build.version.release')).toBe('9');
  });

  it('writes a file and reads the same bytes back, with time and mode', async () => {
    const bytes = randomBytes(300_000);
    const sync = await adb.sync();
    const file = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    });
    const filename = '/data/local/tmp/第二 client';
    await sync.write({ filename, file, permission: 0o640, mtime: 1_550_000_000 });
    const stat = await sync.lstat(filename);
    // What the owner may do, everybody may: adbd copies his bits (send_impl of file_sync_service.cpp).
    expect(stat).toMatchObject({ size: 300_000n, permission: 0o666, mtime: 1_550_000_000n });
    expect(Buffer.concat(await chunksOf(sync.read(filename))).equals(bytes)).toBe(true);
    expect((await sync.readdir('/data/local/tmp')).map(({ name }) => name)).toContain('第二 client');
    await sync.dispose();
  });

  it('is told of what is not there by an error, not by emptiness', async () => {
    const sync = await adb.sync();
    await expect(chunksOf(sync.read('/data/local/tmp/nothing'))).rejects.toThrow(/No such file/);
    await sync.dispose();
    await expect(adb.createSocket('nonsense:')).rejects.toThrow();
  });

  it('opens many streams at once over one connection', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `echo ${index}`);
    const said = await Promise.all(lines.map((line) => adb.subprocess.noneProtocol.spawnWaitText(line)));
    expect(said).toEqual(lines.map((_, index) => `${index}\n`));
  });
});

async function connected(): Promise<Adb> {
  const socket = connect(handset.port, '127.0.0.1');
  sockets.push(socket);
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
