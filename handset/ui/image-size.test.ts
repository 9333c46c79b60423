import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageSize } from './image-size.ts';

const canvas = createCanvas(321, 123);

describe('the size that an image file declares', () => {
  it.each([
    ['PNG', canvas.encodeSync('png')],
    ['JPEG', canvas.encodeSync('jpeg', 90)],
    ['lossy WebP', canvas.encodeSync('webp', 80)],
    ['lossless WebP', losslessWebp(321, 123)],
    ['extended WebP', extendedWebp(321, 123)],
  ])('is read from a %s', (_kind, bytes) => {
    expect(imageSize(bytes)).toEqual({ width: 321, height: 123 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('<svg width="3" height="4"/>')],
    ['a PNG of no width', Buffer.concat([canvas.encodeSync('png').subarray(0, 16), Buffer.alloc(8)])],
    ['a JPEG without a frame', Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
    ['a JPEG whose segment has no length', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0])],
  ])('is unknown of %s', (_what, bytes) => {
    expect(imageSize(bytes)).toBeUndefined();
  });

  it('is asked of any bytes without harm', () => {
    const starts = fc.constantFrom(
      ...['png', 'jpeg', 'webp'].map((kind) => canvas.encodeSync(kind as 'jpeg')),
    );
    fc.assert(
      fc.property(starts, fc.nat(200), fc.uint8Array({ maxLength: 60 }), (start, kept, rest) => {
        imageSize(Buffer.concat([start.subarray(0, kept), rest]));
      }),
    );
  });
});

/** RFC 9649, 3.4: signature 0x2f, then 14 bits of width - 1 and 14 of height - 1. */
function losslessWebp(width: number, height: number): Buffer {
  const file = Buffer.alloc(30);
  file.write('RIFF', 0, 'latin1');
  file.write('WEBPVP8L', 8, 'latin1');
  file[20] = 0x2f;
  file.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  return file;
}

/** RFC 9649, 2.7: 24 bits each of width - 1 and height - 1. */
function extendedWebp(width: number, height: number): Buffer {
  const file = Buffer.alloc(30);
  file.write('RIFF', 0, 'latin1');
  file.write('WEBPVP8X', 8, 'latin1');
  file.writeUIntLE(width - 1, 24, 3);
  file.writeUIntLE(height - 1, 27, 3);
  return file;
}
