import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Transformer } from '@napi-rs/image';
import { assert, constantFrom, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './budget.ts';
import type { Layer } from './layer.ts';
import { noise, waysTo } from './layers.fake.ts';
import * as packed from './packed.fake.ts';
import { HEIC } from './pixels/heic.fake.ts';
import { unwrap } from './unwrap.ts';

const { CONTENT } = packed;
const SECRET = noise(1, 700);
const uint32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer).swap32();
const masked = (first: number, payload: Buffer): Buffer => {
  const key = Buffer.from('a1b2c3d4', 'hex');
  const size =
    payload.length < 126 ? [payload.length | 128] : [126 | 128, payload.length >> 8, payload.length & 255];
  return Buffer.concat([
    Buffer.from([first, ...size]),
    key,
    payload.map((byte, at) => byte ^ (key[at % 4] ?? 0)),
  ]);
};
const chunked = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([
    ...chunks.map((one) =>
      Buffer.concat([Buffer.from(`${one.length.toString(16)}\r\n`), one, Buffer.from('\r\n')]),
    ),
    Buffer.from('0\r\n\r\n'),
  ]);
const field = (number: number, content: Buffer): Buffer => {
  const { length } = content;
  const size = length < 128 ? [length] : [(length & 127) | 128, length >> 7];
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...size]), content]);
};
const MESSAGE = Buffer.concat([
  Buffer.from([0x08, 0xef, 0x3d]),
  field(2, Buffer.from('name')),
  field(3, SECRET),
]);
const PIECES = [0, 1, 2, 3, 4, 5, 6].map((at) => CONTENT.subarray(at * 20, at * 20 + 20));
const HEAD = 'POST /up HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n';
const streamed = (content: Buffer): Buffer => {
  const compressed = deflateRawSync(content, { finishFlush: 2 });
  return compressed.subarray(0, compressed.length - 4);
};

/** RFC 8878, 3.1.1: a frame of one block that is stored as it is. */
function storedZstd(content: Buffer): Buffer {
  const block = (content.length << 3) | 1;
  return Buffer.concat([
    Buffer.from('28b52ffd0000', 'hex'),
    Buffer.from([block & 255, (block >> 8) & 255, block >> 16]),
    content,
  ]);
}

const FORMATS = [
  ['zstd', packed.ZSTD, CONTENT, 'zstd'],
  ['zstd that says its length', packed.ZSTD_SIZED, CONTENT, 'zstd'],
  ['lz4', packed.LZ4, CONTENT, 'lz4'],
  ['an lz4 block', packed.LZ4.subarray(11, packed.LZ4.length - 8), CONTENT, 'lz4 block'],
  ['xz', packed.XZ, CONTENT, 'xz'],
  ['lzma', packed.LZMA, CONTENT, 'lzma'],
  ['bzip2', packed.BZIP2, CONTENT, 'bzip2'],
  ['zip', packed.ZIP, CONTENT, 'zip entry notes.txt'],
  ['tar', packed.TAR, CONTENT, 'tar entry notes.txt'],
  ['SQLite, over several pages', packed.SQLITE, CONTENT, 'SQLite value of page 2'],
  ['SQLite, in its log', packed.SQLITE_LOG, CONTENT, 'SQLite log value of page 2'],
  [
    'SQLite, in what a log that was begun anew left behind',
    packed.SQLITE_LOG_ANEW,
    CONTENT.subarray(400),
    'SQLite log value of page 2',
  ],
  ['SQLite, in its journal', packed.SQLITE_JOURNAL, CONTENT, 'SQLite journal value of page 2'],
  [
    'SQLite, in a journal that was kept',
    packed.SQLITE_JOURNAL_KEPT,
    CONTENT,
    'SQLite journal value of page 2',
  ],
  [
    'SQLite, in a row that was deleted',
    packed.SQLITE_DELETED,
    CONTENT.subarray(600),
    'SQLite overflow of no row, from page 3',
  ],
  ['a binary plist', packed.PLIST, CONTENT, 'plist string'],
  ['protobuf', MESSAGE, SECRET, 'protobuf field 3'],
  ['protobuf in protobuf', field(7, MESSAGE), SECRET, 'protobuf field 7 > protobuf field 3'],
  [
    'protobuf, cut up',
    Buffer.concat(PIECES.map((one) => field(5, one))),
    CONTENT.subarray(0, 140),
    'joined strings of protobuf',
  ],
  [
    'gRPC',
    Buffer.concat([Buffer.from([0]), uint32(MESSAGE.length), MESSAGE]),
    SECRET,
    'gRPC message 1 > protobuf field 3',
  ],
  [
    'MessagePack',
    Buffer.concat([Buffer.from('82a16101a162c502bc', 'hex'), SECRET]),
    SECRET,
    'MessagePack string',
  ],
  ['CBOR', Buffer.concat([Buffer.from('a261610161625902bc', 'hex'), SECRET]), SECRET, 'CBOR string'],
  [
    'CBOR without lengths',
    Buffer.concat([Buffer.from('9f015f5902bc', 'hex'), SECRET, Buffer.from('ffff', 'hex')]),
    SECRET,
    'CBOR string',
  ],
  ['HTTP chunks', chunked(SECRET.subarray(0, 30), SECRET.subarray(30)), SECRET, 'HTTP chunks'],
  [
    'HTTP chunks behind a head',
    Buffer.concat([Buffer.from(HEAD), chunked(SECRET.subarray(0, 30), SECRET.subarray(30))]),
    SECRET,
    'HTTP chunks',
  ],
  ['a WebSocket frame', masked(0x82, SECRET), SECRET, 'WebSocket message 1'],
  [
    'WebSocket frames of one message',
    Buffer.concat([
      masked(2, SECRET.subarray(0, 99)),
      masked(0x89, Buffer.from('ping')),
      masked(0x80, SECRET.subarray(99)),
    ]),
    SECRET,
    'WebSocket message 1',
  ],
  [
    'a compressed WebSocket message',
    masked(0xc2, streamed(CONTENT)),
    CONTENT,
    'WebSocket message 1 > deflate',
  ],
  ['text in two bytes a character', Buffer.from(CONTENT.toString(), 'utf16le'), CONTENT, 'UTF-16'],
  ['the same, the other way round', Buffer.from(CONTENT.toString(), 'utf16le').swap16(), CONTENT, 'UTF-16'],
  ['bytes taken for characters', Buffer.from(SECRET.toString('latin1')), SECRET, 'bytes as UTF-8'],
] as const;

/** A journal that was kept has no mark. */
const BEHIND_ANYTHING = /^(zstd|lz4|xz|bzip2|zip|tar|SQLite(?!.* kept)|a binary)/;

describe('unwrapping formats', () => {
  it.each([
    ['HEIC', HEIC],
    ['AVIF', Transformer.fromRgbaPixels(noise(8, 64 * 64 * 4), 64, 64).avifSync()],
  ])('finds an %s where it stands, and where it ends', (label, file) => {
    const object = Buffer.concat([noise(2, 1_001), file, noise(3, 333)]);
    const [found] = unwrap(object).root.children.filter((one) => one.label === label);
    expect(found).toMatchObject({ complete: true, from: { start: 1_001, end: 1_001 + file.length } });
    expect(unwrap(file).root.children.filter((one) => one.label === label)).toEqual([]);
  });

  /** Each stream ends in the middle of another gzip, which only all of them hold. */
  const inMembers = (pack: (part: Buffer) => Buffer, between = Buffer.alloc(0)): Buffer => {
    const packedContent = gzipSync(CONTENT);
    const [one, two] = [pack(packedContent.subarray(0, 150)), pack(packedContent.subarray(150))];
    return Buffer.concat([noise(2, 100), one, between, two, noise(3, 50)]);
  };
  it.each([
    ['gzip', inMembers(gzipSync), 'gzip > gzip'],
    ['zlib', inMembers((part) => deflateSync(part)), 'zlib > gzip'],
    ['zstd', inMembers(storedZstd), 'zstd > gzip'],
    [
      'zstd with what is skipped between',
      inMembers(storedZstd, Buffer.from('502a4d1804000000c0ffee00', 'hex')),
      'zstd > gzip',
    ],
  ])('joins streams of %s that stand behind each other', (_, object, way) => {
    expect(waysTo(object, CONTENT)).toContain(way);
  });

  it('does not join streams between which anything else stands', () => {
    expect(waysTo(inMembers(storedZstd, Buffer.from('more')), CONTENT)).toEqual([]);
  });

  it.each(FORMATS)('%s', (_, object, content, way) => {
    expect(waysTo(object, content)).toContain(way);
  });

  it.each(FORMATS.filter(([name]) => BEHIND_ANYTHING.test(name)))(
    '%s, behind anything',
    (_, object, content, way) => {
      expect(waysTo(Buffer.concat([noise(2, 1_001), object]), content)).toContain(way);
    },
  );

  it.each([
    ['zstd', packed.ZSTD],
    ['lz4', packed.LZ4],
    ['xz', packed.XZ],
    ['lzma', packed.LZMA],
  ])('keeps what stood before a cut: %s', (_, object) => {
    const [layer] = unwrap(object.subarray(0, Math.floor(object.length * 0.8))).root.children;
    // Blocks are kept as a whole; of these formats only some have smaller parts.
    if (layer !== undefined) expect(layer).toMatchObject({ complete: false });
  });

  it('does not let a small bomb of each kind beyond the limit', () => {
    for (const [, object] of FORMATS) {
      const { root } = unwrap(object, { ...LIMITS, bytes: 300 });
      const made = layersIn(root).filter(({ view }) => !view);
      expect(made.reduce((sum, { bytes }) => sum + bytes.length, 0) - object.length).toBeLessThanOrEqual(300);
    }
  });
});

it('ends, and stays within its input, whatever is changed in or cut off any format', () => {
  const change = tuple(integer({ min: 0, max: 100_000 }), integer({ min: 0, max: 255 }));
  const objects = constantFrom(...FORMATS.map(([, object]) => object));
  assert(
    property(objects, change, change, integer({ min: 1, max: 100 }), (object, one, other, percent) => {
      const broken = Buffer.from(object.subarray(0, Math.ceil((object.length * percent) / 100)));
      for (const [at, byte] of [one, other]) broken[at % broken.length] = byte;
      return layersIn(unwrap(broken).root).every(({ bytes, children }) =>
        children.every(({ from }) => from.start >= 0 && from.start <= from.end && from.end <= bytes.length),
      );
    }),
    { numRuns: 150 },
  );
});

function layersIn(root: Layer): readonly Layer[] {
  return [root, ...root.children.flatMap(layersIn)];
}
