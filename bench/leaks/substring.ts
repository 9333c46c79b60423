import { multipart, protobufField, tar, zip } from './encoders.ts';
import type { Derivation, MadeFile } from './leak.ts';
import type { Random } from './random.ts';
import { sqliteWith } from './sqlite.ts';

const one = (name: string, ...bytes: readonly Uint8Array[]): readonly MadeFile[] => [
  { name, bytes: Buffer.concat(bytes) },
];

/** The image's bytes, or a run of them, stand there as they are. */
export const SUBSTRING: readonly Derivation[] = [
  leak('renamed', ({ bytes }) => one('cache.dat', bytes)),
  leak('behind a header of its own', ({ bytes }, random) =>
    one('a.bin', random.bytes(1 + random.below(900)), bytes),
  ),
  leak('without its first bytes', ({ bytes }, random) => one('b.bin', bytes.subarray(8 + random.below(500)))),
  leak('with the magic number altered', ({ bytes }) => {
    const altered = Buffer.from(bytes);
    altered.fill(0x58, 0, 8);
    return one('c.bin', altered);
  }),
  leak('appended to another file', ({ bytes }, random) =>
    one('d.so', random.bytes(20_000 + random.below(100_000)), bytes),
  ),
  leak('the middle tenth', ({ bytes }) =>
    one('e.bin', bytes.subarray(Math.floor(bytes.length * 0.45), Math.floor(bytes.length * 0.55))),
  ),
  leak('a run of 256 bytes in a log', ({ bytes }, random) => {
    const at = 2_000 + random.below(bytes.length - 4_000);
    return one('f.log', Buffer.from('I/App: frame '), bytes.subarray(at, at + 256), random.bytes(3_000));
  }),
  leak('cut in numbered pieces', ({ bytes }) => pieces('g', bytes, 4)),
  leak('every second block of 4 kB', ({ bytes }) => {
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += 8_192) blocks.push(bytes.subarray(at, at + 4_096));
    return one('h.bin', ...blocks);
  }),
  leak('blocks of 1 kB, shuffled', ({ bytes }, random) => {
    const blocks: { readonly order: number; readonly block: Uint8Array }[] = [];
    for (let at = 0; at < bytes.length; at += 1_024)
      blocks.push({ order: random.below(1 << 30), block: bytes.subarray(at, at + 1_024) });
    return one('i.bin', ...blocks.sort((a, b) => a.order - b.order).map(({ block }) => block));
  }),
  leak('in a multipart body', ({ bytes, name }, random) =>
    one(
      'body-1.http',
      multipart(
        [
          { head: 'Content-Disposition: form-data; name="device"', bytes: Buffer.from('{"os":"android"}') },
          {
            head: `Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png`,
            bytes,
          },
        ],
        random.bytes(12).toString('hex'),
      ),
    ),
  ),
  leak('in a field of protobuf', ({ bytes }) =>
    one('body-2.pb', protobufField(1, Buffer.from('com.example')), protobufField(7, protobufField(3, bytes))),
  ),
  leak('in a row of SQLite', async ({ bytes }) => one('cache.db', await sqliteWith(bytes))),
  leak('stored in a zip', ({ bytes }) => one('j.zip', zip([{ name: 'res/0', stored: bytes, plain: bytes }]))),
  leak('in a tar', ({ bytes }) =>
    one(
      'k.tar',
      tar([
        { name: 'a.txt', bytes: Buffer.from('a') },
        { name: '0', bytes },
      ]),
    ),
  ),
];

function leak(name: string, make: Derivation['make']): Derivation {
  return { name, class: 'substring', make };
}

/** `name.000`, `name.001`, …, of about the same length. */
export function pieces(name: string, bytes: Uint8Array, count: number): readonly MadeFile[] {
  const length = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, at) => ({
    name: `${name}.${String(at).padStart(3, '0')}`,
    bytes: bytes.subarray(at * length, (at + 1) * length),
  }));
}

export type Wrap = (bytes: Uint8Array, random: Random) => Uint8Array | Promise<Uint8Array>;
