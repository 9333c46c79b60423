import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { renderPart } from './part-of-image.ts';

const [WIDTH, HEIGHT] = [60, 200];
/** Noise, so that each row takes as many bytes as any other. */
function image(type: 'image/png' | 'image/jpeg'): Buffer {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  let seed = 1;
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      context.fillStyle = `rgb(${seed & 255}, ${(seed >> 8) & 255}, ${(seed >> 16) & 255})`;
      context.fillRect(x, y, 1, 1);
    }
  return type === 'image/png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg', 90);
}

describe('the part of an image that some of its bytes say', () => {
  it.each(['image/png', 'image/jpeg'] as const)(
    'is rows in the midst of it, in a file of type %s',
    async (type) => {
      const bytes = image(type);
      const part = await renderPart(bytes, { start: bytes.length * 0.3, end: bytes.length * 0.6 });
      const [first = 0, last = 0] = part?.rows ?? [];
      // Headers take some of the bytes, and decoders wait for whole blocks.
      expect(first / HEIGHT).toBeGreaterThan(0.15);
      expect(first / HEIGHT).toBeLessThan(0.35);
      expect(last / HEIGHT).toBeGreaterThan(0.45);
      expect(last / HEIGHT).toBeLessThan(0.65);
      const shown = await loadImage(Buffer.from(part?.png ?? []));
      const context = createCanvas(WIDTH, HEIGHT).getContext('2d');
      context.drawImage(shown, 0, 0);
      const strong = Array.from(
        { length: HEIGHT },
        (_, y) => context.getImageData(30, y, 1, 1).data[3] === 255,
      );
      expect(strong.indexOf(true)).toBe(first);
      expect(strong.lastIndexOf(true)).toBe(last);
    },
  );

  it('is all of it for all of the bytes', async () => {
    const bytes = image('image/png');
    expect((await renderPart(bytes, { start: 0, end: bytes.length }))?.rows).toEqual([0, HEIGHT - 1]);
  });

  it.each([
    ['that are fewer than a row', image('image/png'), { start: 5_000, end: 5_010 }],
    ['of a header', image('image/png'), { start: 8, end: 40 }],
    ['of something else', Buffer.from('no picture, whatever it says'), { start: 0, end: 20 }],
  ])('is nothing for bytes %s', async (_name, bytes, stretch) => {
    expect(await renderPart(bytes, stretch)).toBeUndefined();
  });
});
