import { Transformer } from '@napi-rs/image';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode-picture.ts';
import { HEIC } from './heic.fake.ts';

const WIDTH = 40;
const HEIGHT = 30;

/** White, with a black box over its left upper quarter. */
function drawn(): Transformer {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4).fill(255);
  for (let y = 0; y < HEIGHT / 2; y += 1)
    for (let x = 0; x < WIDTH / 2; x += 1) pixels.fill(0, (y * WIDTH + x) * 4, (y * WIDTH + x) * 4 + 3);
  return Transformer.fromRgbaPixels(pixels, WIDTH, HEIGHT);
}

function pixelRows(): Uint8Array {
  const rows = new Uint8Array(WIDTH * HEIGHT * 3).fill(255);
  for (let y = 0; y < HEIGHT / 2; y += 1) rows.fill(0, y * WIDTH * 3, (y * WIDTH + WIDTH / 2) * 3);
  return rows;
}

/** Of 24 bits a pixel, from the lowest row up. */
function bmp(): Buffer {
  const file = Buffer.alloc(54 + WIDTH * HEIGHT * 3, 255);
  file.fill(0, 0, 54);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(WIDTH, 18);
  file.writeInt32LE(HEIGHT, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let row = HEIGHT / 2; row < HEIGHT; row += 1)
    file.fill(0, 54 + row * WIDTH * 3, 54 + row * WIDTH * 3 + (WIDTH / 2) * 3);
  return file;
}

/** One colour for each pixel, as palette entries 0 and 1: white and black. */
function gif(): Buffer {
  const pixels = Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
    at % WIDTH < WIDTH / 2 && at < (WIDTH * HEIGHT) / 2 ? 1 : 0,
  );
  // Codes of three bits: clear, two pixels, clear again, so that the codes never grow longer.
  const codes = pixels.flatMap((pixel, at) => (at % 2 === 0 ? [4, pixel] : [pixel]));
  const packed = Buffer.alloc(Math.ceil(((codes.length + 1) * 3) / 8));
  for (const [at, code] of [...codes, 5].entries())
    for (let bit = 0; bit < 3; bit += 1)
      if ((code >> bit) & 1)
        packed[(at * 3 + bit) >> 3] = (packed[(at * 3 + bit) >> 3] ?? 0) | (1 << ((at * 3 + bit) & 7));
  const blocks: Buffer[] = [];
  for (let from = 0; from < packed.length; from += 255) {
    const block = packed.subarray(from, from + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  const size = Buffer.from([WIDTH, 0, HEIGHT, 0]);
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    size,
    Buffer.from([0x81, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0]),
    size,
    Buffer.from([0, 2]),
    ...blocks,
    Buffer.from([0, 0x3b]),
  ]);
}

const FILES = {
  png: drawn().pngSync(),
  jpeg: drawn().jpegSync(95),
  webp: drawn().webpSync(95),
  avif: drawn().avifSync({ quality: 95 }),
  bmp: bmp(),
  gif: gif(),
  tiff: drawn().tiffSync(),
  pnm: Buffer.concat([Buffer.from(`P6\n${WIDTH} ${HEIGHT}\n255\n`), pixelRows()]),
  heic: HEIC,
};
const NAMES = ['png', 'jpeg', 'webp', 'avif', 'bmp', 'gif', 'tiff', 'pnm', 'heic'] as const;

describe('a picture file', () => {
  it.each(NAMES)('of the format %s becomes grey values', (name) => {
    const decoded = decodePicture(FILES[name]);
    if (decoded?.kind !== 'pixels') expect.unreachable(`${JSON.stringify(decoded)}`);
    expect([decoded.type, decoded.width, decoded.height]).toEqual([`image/${name}`, WIDTH, HEIGHT]);
    const at = (x: number, y: number): number => decoded.values[y * WIDTH + x] ?? -1;
    expect(at(4, 4)).toBeLessThan(8);
    expect(Math.min(at(36, 4), at(4, 26), at(36, 26))).toBeGreaterThan(247);
  });

  it('is not decoded when it is a GIF whose frame is larger than the whole', () => {
    const file = Buffer.from(FILES.gif);
    file.fill(0xff, 30, 34);
    expect(decodePicture(file)).toMatchObject({ kind: 'too-large' });
  });

  it('is not decoded when it is an HEIC that has one tile decoded again and again', () => {
    const reference = HEIC.indexOf('dimg') - 4;
    const [tiles, large] = [Buffer.alloc(2_000), Buffer.from(HEIC)];
    for (let at = 0; at < tiles.length; at += 2) tiles.writeUInt16BE(1, at);
    for (const box of [HEIC.indexOf('meta') - 4, HEIC.indexOf('iref') - 4, reference])
      large.writeUInt32BE(large.readUInt32BE(box) + tiles.length, box);
    const tile = HEIC.indexOf('ispe');
    large.writeUInt32BE(512, tile + 8);
    large.writeUInt32BE(512, tile + 12);
    const file = Buffer.concat([large.subarray(0, reference + 14), tiles, large.subarray(reference + 14)]);
    expect(decodePicture(file)).toMatchObject({ kind: 'too-large' });
  });

  it.each([
    ['a tile that is larger than it says', 'ispe', 0, 32],
    ['an image that is larger than its tiles', 'idat', 0, 9_000],
  ])('is unreadable when it is an HEIC with %s', (_, box, __, size) => {
    const file = Buffer.from(HEIC);
    const at = HEIC.indexOf(box) + 4;
    if (box === 'ispe') [4, 8].forEach((field) => void file.writeUInt32BE(size, at + field));
    else [4, 6].forEach((field) => void file.writeUInt16BE(size, at + field));
    expect(decodePicture(file)).toMatchObject({ kind: 'unreadable' });
  });

  it('is not decoded when its header declares more than 40 million pixels', () => {
    const file = Buffer.from(FILES.png);
    file.writeUInt32BE(60_000, 16);
    file.writeUInt32BE(60_000, 20);
    expect(decodePicture(file)).toEqual({
      kind: 'too-large',
      because: 'it declares 60000 × 60000 pixels, more than 40 million',
    });
  });

  it.each(NAMES)('of the format %s is decoded or unreadable when it was cut off anywhere', (name) => {
    const file = FILES[name];
    for (let length = 0; length < file.length; length += Math.ceil(file.length / 40))
      expect(['pixels', 'unreadable', undefined]).toContain(decodePicture(file.subarray(0, length))?.kind);
  });

  it('never throws, whatever was changed in it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (name, changes) => {
          const file = Buffer.from(FILES[name]);
          for (const [at, value] of changes) file[at % file.length] = value;
          const decoded = decodePicture(file);
          if (decoded?.kind === 'pixels') expect(decoded.values.length).toBe(decoded.width * decoded.height);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('BM is how this text begins, and it is no picture for all that, is it')],
    ['a video', Buffer.from('0000001866747970697336306d70343100000000', 'hex')],
  ])('is not %s', (_, bytes) => {
    expect(decodePicture(bytes)).toBeUndefined();
  });
});
