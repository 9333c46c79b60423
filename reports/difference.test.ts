import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { readImageHeader } from '../helpers/decode/pixels/image-header.ts';
import { renderDifference } from './difference.ts';

type Format = 'png' | 'jpeg' | 'webp';

async function picture(width: number, height: number, format: Format = 'png', box = 0): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#000000';
  context.fillRect(0, 0, box, box);
  if (format === 'png') return await canvas.encode('png');
  return format === 'jpeg' ? await canvas.encode('jpeg', 90) : await canvas.encode('webp', 90);
}

/** A PNG whose header declares a size that its content does not have. */
async function declaring(width: number, height: number): Promise<Buffer> {
  const file = Buffer.from(await picture(4, 4));
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  return file;
}

describe('the header of an image', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('tells type and size of %s', async (format) => {
    const header = readImageHeader(await picture(40, 30, format));
    expect(header).toEqual({ type: `image/${format}`, width: 40, height: 30 });
  });

  it.each(['png', 'jpeg', 'webp'] as const)(
    'of %s cut off anywhere is no header or the true one',
    async (format) => {
      const whole = await picture(40, 30, format);
      for (let length = 0; length < Math.min(whole.length, 400); length++) {
        const header = readImageHeader(whole.subarray(0, length));
        if (header !== undefined) expect(header).toMatchObject({ width: 40, height: 30 });
      }
    },
  );
});

describe('the picture of a difference', () => {
  it('finds none between an image and its copy', async () => {
    const image = await picture(40, 30, 'png', 5);
    const shown = await renderDifference(image, Buffer.from(image));
    expect(shown).toMatchObject({ differingPixels: 0, totalPixels: 1200 });
    expect(shown).not.toHaveProperty('note');
  });

  it('counts the pixels that differ, and draws them', async () => {
    const shown = await renderDifference(await picture(40, 30), await picture(40, 30, 'png', 10));
    if ('unavailable' in shown) throw new Error(shown.unavailable);
    // pixelmatch takes a corner of the box for anti-aliasing.
    expect(shown.differingPixels).toBeGreaterThanOrEqual(95);
    expect(shown.differingPixels).toBeLessThanOrEqual(100);
    expect(readImageHeader(shown.png)).toEqual({ type: 'image/png', width: 40, height: 30 });
  });

  it('scales the second to the first and says so', async () => {
    const shown = await renderDifference(await picture(40, 30), await picture(80, 60, 'jpeg'));
    expect(shown).toMatchObject({ totalPixels: 1200, note: expect.stringContaining('80 x 60') });
  });

  it('lays the second over the first by the map that is given, and counts what that does not reach for none', async () => {
    const stimulus = await picture(40, 30, 'png', 10);
    // Of half the size, and of the part from 4, 4 on.
    const canvas = createCanvas(18, 13);
    const context = canvas.getContext('2d');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, 18, 13);
    context.fillStyle = '#000000';
    context.fillRect(0, 0, 3, 3);
    const piece = await canvas.encode('png');
    const shown = await renderDifference(stimulus, piece, [2, 0, 4, 0, 2, 4]);
    if ('unavailable' in shown) throw new Error(shown.unavailable);
    expect(shown.differingPixels).toBeLessThan(20);
    const elsewhere = await renderDifference(stimulus, piece, [2, 0, 0, 0, 2, 0]);
    expect(elsewhere).toMatchObject({ totalPixels: 1200 });
    expect('unavailable' in elsewhere ? 0 : elsewhere.differingPixels).toBeGreaterThan(40);
  });

  it.each([
    ['40 million pixels are looked at', 8_000, 5_000, /decoded/],
    ['a pixel more is refused by the header', 40_000_001, 1, /more than 40 million/],
    ['the largest size that a header can declare', 0xffff_ffff, 0xffff_ffff, /more than 40 million/],
  ])('%s', async (_, width, height, why) => {
    const shown = await renderDifference(await picture(4, 4), await declaring(width, height));
    expect(shown).toEqual({ unavailable: expect.stringMatching(why) });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('not an image')],
    ['a bare JPEG start', Buffer.from([0xff, 0xd8, 0xff])],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ])('is not available for %s', async (_, bytes) => {
    expect(await renderDifference(await picture(4, 4), bytes)).toHaveProperty('unavailable');
    expect(await renderDifference(bytes, await picture(4, 4))).toHaveProperty('unavailable');
  });
});
