import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants as zlib } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPhoneFiles } from '../shell/phone-files.ts';
import { AdbStream } from './stream.ts';
import { BROTLI, DRY_RUN, type SyncDialect, serveSync } from './sync.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sync-'));
  await mkdir(path.join(directory, 'data'));
  for (const place of [directory, path.join(directory, 'data')]) await chmod(place, 0o777);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const OLD: SyncDialect = { lists: false, flags: 0 };
const NEW: SyncDialect = { lists: true, flags: BROTLI + DRY_RUN };
const S_IFREG_644 = 0o100644;

function compressed(content: Buffer): Buffer {
  return brotliCompressSync(content, { params: { [zlib.BROTLI_PARAM_QUALITY]: 1 } });
}

/** All that the service answers to these bytes of a host, which then says that it is done. */
async function answered(dialect: SyncDialect, ...sent: readonly Buffer[]): Promise<Buffer> {
  const { said, served } = begun(dialect, [...sent, request('QUIT', '')]);
  await served;
  return Buffer.concat(said);
}

/** The same for a host that goes away at once. */
async function abandoned(dialect: SyncDialect, sent: Buffer): Promise<void> {
  const { stream, served } = begun(dialect, [sent]);
  stream.peerClosed();
  await served;
}

function begun(
  dialect: SyncDialect,
  sent: readonly Buffer[],
): { readonly said: Buffer[]; readonly stream: AdbStream; readonly served: Promise<void> } {
  const said: Buffer[] = [];
  const stream = new AdbStream(
    {
      write: (payload) => {
        said.push(payload);
        setImmediate(() => stream.acknowledge(undefined));
      },
      ready: () => undefined,
      close: () => undefined,
    },
    { largestPayload: 1 << 20, window: { toPeer: 1 << 30, fromPeer: 1 << 30 } },
  );
  for (const bytes of sent) stream.receive(bytes);
  const user = { files: createPhoneFiles(directory), uid: 2000 };
  return { said, stream, served: serveSync(user, dialect, stream) };
}

function words(id: string, ...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + numbers.length * 4);
  bytes.write(id, 'latin1');
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, 4 + index * 4);
  return bytes;
}

function request(id: string, text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([words(id, bytes.length), bytes]);
}

/** The parts of a SND2 request. */
function sendNew(flags: number, content: Buffer): Buffer {
  const pieces: Buffer[] = [request('SND2', '/data/new'), words('SND2', S_IFREG_644, flags)];
  for (let at = 0; at < content.length; at += 65_536)
    pieces.push(request('DATA', content.subarray(at, at + 65_536)));
  return Buffer.concat([...pieces, words('DONE', 1_550_000_000)]);
}

/** What came in DATA messages, and what came behind the last one. */
function taken(answer: Buffer): { readonly content: Buffer; readonly rest: Buffer } {
  const content: Buffer[] = [];
  let rest = answer;
  while (rest.toString('latin1', 0, 4) === 'DATA') {
    const end = 8 + rest.readUInt32LE(4);
    content.push(rest.subarray(8, end));
    rest = rest.subarray(end);
  }
  return { content: Buffer.concat(content), rest };
}

const OKAY = words('OKAY', 0);
const DONE = words('DONE', 0);
const failure = (text: string): Buffer => request('FAIL', text);

describe('the newer messages of the sync service', () => {
  const content = Buffer.concat([randomBytes(300_000), Buffer.alloc(900_000, 'telltale ')]);

  it('takes a file that was compressed, and gives it back compressed', async () => {
    expect(await answered(NEW, sendNew(BROTLI, compressed(content)))).toEqual(OKAY);
    const file = path.join(directory, 'data', 'new');
    expect((await readFile(file)).equals(content)).toBe(true);
    expect(Math.floor((await stat(file)).mtimeMs / 1000)).toBe(1_550_000_000);
    const { content: back, rest } = taken(
      await answered(NEW, request('RCV2', '/data/new'), words('RCV2', BROTLI)),
    );
    expect(rest).toEqual(DONE);
    expect(back.length).toBeLessThan(400_000);
    expect(brotliDecompressSync(back).equals(content)).toBe(true);
  });

  it('takes and gives files as they are, too', async () => {
    expect(await answered(NEW, sendNew(0, content))).toEqual(OKAY);
    const { content: back, rest } = taken(
      await answered(NEW, request('RCV2', '/data/new'), words('RCV2', 0)),
    );
    expect([rest, back.equals(content)]).toEqual([DONE, true]);
  });

  it('takes everything of a dry run and keeps nothing', async () => {
    expect(await answered(NEW, sendNew(DRY_RUN, content))).toEqual(OKAY);
    await expect(stat(path.join(directory, 'data', 'new'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['what was not compressed', sendNew(BROTLI, Buffer.alloc(50_000, 'x')), 'decompress failed'],
    [
      'half of what was compressed',
      sendNew(BROTLI, compressed(content).subarray(0, 50_000)),
      'decompress failed',
    ],
    ['a compression that was not announced', sendNew(2, content), 'unknown flags: 2'],
  ])('refuses %s, and leaves nothing behind', async (_, sent, why) => {
    expect(await answered(NEW, sent)).toEqual(failure(why));
    await expect(stat(path.join(directory, 'data', 'new'))).rejects.toThrow('ENOENT');
  });

  it('lists with 64 bits, links as links, and ends with an empty entry', async () => {
    await mkdir(path.join(directory, 'data', 'listed'));
    await chmod(path.join(directory, 'data', 'listed'), 0o777);
    await writeFile(path.join(directory, 'data', 'listed', '截屏'), 'four');
    await symlink('/nowhere', path.join(directory, 'data', 'listed', 'link'));
    const answer = await answered(NEW, request('LIS2', '/data/listed'));
    const found = new Map<string, { readonly mode: number; readonly size: bigint }>();
    let rest = answer;
    while (rest.toString('latin1', 0, 4) === 'DNT2') {
      const end = 76 + rest.readUInt32LE(72);
      found.set(rest.toString('utf8', 76, end), {
        mode: rest.readUInt32LE(24),
        size: rest.readBigUInt64LE(40),
      });
      rest = rest.subarray(end);
    }
    expect([...found.keys()].sort()).toEqual(['.', '..', 'link', '截屏']);
    expect(found.get('截屏')?.size).toBe(4n);
    expect((found.get('link')?.mode ?? 0) & 0o170000).toBe(0o120000);
    expect(rest).toEqual(Buffer.concat([Buffer.from('DONE'), Buffer.alloc(72)]));
  });

  it.each(['LIS2', 'SND2', 'RCV2'])('does not know %s where the version has it not', async (id) => {
    const number = Buffer.from(id).readUInt32LE(0).toString(16);
    expect(await answered(OLD, request(id, '/data'))).toEqual(failure(`unknown command ${number}`));
  });
});

describe('a sync service with a hostile host', () => {
  it.each([
    ['a path that is too long', words('STAT', 1025), 'path too long'],
    ['a file without a mode', request('SEND', '/data/x'), 'missing , in ID_SEND_V1'],
    [
      'a message that is too large',
      Buffer.concat([request('SEND', '/data/x,33188'), words('DATA', 65_537)]),
      'oversize data message',
    ],
    [
      'another message in the middle',
      Buffer.concat([request('SEND', '/data/x,33188'), words('STAT', 0)]),
      'invalid data message',
    ],
    ['a folder to read', request('RECV', '/data'), 'read failed: Is a directory'],
    ['nothing to read', request('RECV', '/data/nothing'), 'open failed: No such file or directory'],
  ])('ends at %s, and says why', async (_, sent, why) => {
    expect(await answered(NEW, sent)).toEqual(failure(why));
    await expect(stat(path.join(directory, 'data', 'x'))).rejects.toThrow('ENOENT');
  });

  it('ends at whatever it is sent', async () => {
    const anything = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('STAT', 'LST2', 'LIS2', 'SND2', 'RCV2', 'SEND', 'RECV', ''),
        anything,
        async (id, chunks) => {
          await abandoned(NEW, Buffer.concat([Buffer.from(id), ...chunks]));
        },
      ),
      { numRuns: 60 },
    );
  });
});
