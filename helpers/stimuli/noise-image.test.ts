import { randomBytes } from 'node:crypto';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { NOISE_BYTES, noiseImage } from './noise-image.ts';

it('is a PNG whose pixels are the noise', async () => {
  const noise = randomBytes(NOISE_BYTES);
  const image = await loadImage(noiseImage(noise));
  expect([image.width, image.height]).toEqual([48, 48]);
  const context = createCanvas(48, 48).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, 48, 48);
  const red = data.filter((_, index) => index % 4 === 0);
  expect(Buffer.from(red)).toEqual(noise);
});

it('takes no other amount of noise', () => {
  expect(() => noiseImage(new Uint8Array(NOISE_BYTES - 1))).toThrow(RangeError);
});
