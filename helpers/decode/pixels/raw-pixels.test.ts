import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayBeRawPixels, readRawPixels } from './raw-pixels.ts';

const [WIDTH, HEIGHT] = [150, 200];

/** A page of boxes in shades that differ from place to place; each pixel as many bytes as `pixel` gives. */
function rows(pixel: (level: number) => readonly number[]): Uint8Array {
  const levels = Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    const box = Math.floor(x / 23) * 7 + Math.floor(y / 31) * 11;
    return 20 + ((box * 53) % 200) + ((x + 2 * y) % 9);
  });
  return Uint8Array.from(levels.flatMap(pixel));
}

const DUMPS = {
  rgba: rows((level) => [level, level + 9, level - 9, 255]),
  argb: rows((level) => [255, level, level + 9, level - 9]),
  rgb: rows((level) => [level, level + 9, level - 9]),
  rgb565: rows((level) => {
    const packed = ((level >> 3) << 11) | ((level >> 2) << 5) | (level >> 3);
    return [packed & 255, packed >> 8];
  }),
  grey: rows((level) => [level]),
};

describe('rows of pixels without a header', () => {
  it.each([
    ['rgba', 4],
    ['argb', 4],
    ['rgb', 3],
    ['rgb565', 2],
    ['grey', 1],
  ] as const)('of the form %s are read at their width', (form, pixelBytes) => {
    expect(mayBeRawPixels(DUMPS[form])).toBe(true);
    const read = readRawPixels(DUMPS[form]).find((one) => one.pixelBytes === pixelBytes);
    expect(read).toMatchObject({ width: WIDTH, height: HEIGHT });
    expect(Math.abs((read?.values[0] ?? 0) - (DUMPS.grey[0] ?? 0))).toBeLessThan(12);
  });

  it('are read behind what stands before them', () => {
    const read = readRawPixels(Buffer.concat([Buffer.alloc(16, 1), DUMPS.rgba]));
    expect(read.find((one) => one.pixelBytes === 4)).toMatchObject({ width: WIDTH });
  });

  it.each([
    [
      'compressed or encrypted bytes',
      Uint8Array.from({ length: 60_000 }, (_, at) => (Math.imul(at + 1, 2654435761) >>> 13) & 255),
    ],
    ['text', Buffer.from(JSON.stringify(Array.from({ length: 3_000 }, (_, at) => `line ${at * 7919}`)))],
    ['zeros', new Uint8Array(60_000)],
    ['what is too short for a page', DUMPS.grey.subarray(0, 4_000)],
  ])('are not seen in %s', (_, bytes) => {
    expect(mayBeRawPixels(bytes)).toBe(false);
  });

  it('are read of any bytes without harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 20_000 }), (bytes) => {
        for (const { width, height, values } of readRawPixels(bytes))
          expect(values.length).toBe(width * height);
      }),
      { numRuns: 20 },
    );
  });
});
