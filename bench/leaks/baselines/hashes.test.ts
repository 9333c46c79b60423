import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cosineTransform, hammingDistance } from './cosine-transform.ts';
import { pdqHash } from './pdq-hash.ts';
import { perceptualHash } from './perceptual-hash.ts';

const drawn = (seed: number): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg width="300" height="400">${Array.from({ length: 30 }, (_, at) => `<circle cx="${(at * seed * 37) % 300}" cy="${(at * seed * 71) % 400}" r="${9 + ((at * seed) % 50)}" fill="rgb(${(at * seed * 53) % 256},90,${(at * 31) % 256})"/>`).join('')}</svg>`,
    ),
  )
    .png()
    .toBuffer();

describe('the hashes of the baselines', () => {
  it.each([
    ['pHash', perceptualHash, 10, 64],
    ['PDQ', pdqHash, 31, 256],
  ] as const)('%s is near for a small copy, and far for another picture', async (_name, hash, near, bits) => {
    const [one, other] = [await drawn(7), await drawn(11)];
    const copy = await sharp(one).resize(150).jpeg({ quality: 70 }).toBuffer();
    const [a, b, c] = [await hash(one), await hash(copy), await hash(other)].map(
      (bit) => bit ?? new Uint8Array(),
    );
    expect(a?.length).toBe(bits);
    expect(hammingDistance(a ?? new Uint8Array(), b ?? new Uint8Array())).toBeLessThanOrEqual(near);
    expect(hammingDistance(a ?? new Uint8Array(), c ?? new Uint8Array())).toBeGreaterThan(bits / 4);
  });

  it('PDQ is none for a plain picture', async () => {
    const plain = sharp({ create: { width: 90, height: 90, channels: 3, background: '#888' } });
    expect(await pdqHash(await plain.png().toBuffer())).toBeUndefined();
  });

  it('transforms a cosine to its one coefficient', () => {
    const wave = Float64Array.from({ length: 64 }, (_, at) =>
      Math.cos((Math.PI * 3 * (2 * (at % 8) + 1)) / 16),
    );
    const found = cosineTransform(wave, 8, { from: 0, count: 8 });
    expect([...found].map((value) => Math.abs(Math.round(value)))).toEqual(
      Array.from({ length: 64 }, (_, at) => (at === 3 ? 32 : 0)),
    );
  });
});
