import { describe, expect, it } from 'vitest';
import { JPEG_HEADER, joined, jpeg, noise, PNG_HEADER, png } from './images.fake.ts';
import { pixelRegions } from './pixel-regions.ts';

const SCAN = noise(1, 500).map((byte) => byte & 0x7f);
const JPEG = jpeg(SCAN);
const PNG = png(SCAN);
const COMMENT = joined([0xff, 0xfe, 0, 42], noise(2, 40));

/** How many bytes of a file are no pixels. */
function beside(bytes: Uint8Array): number {
  const covered = new Uint8Array(bytes.length);
  for (const { start, end } of pixelRegions(bytes)) covered.fill(1, start, end);
  return covered.filter((byte) => byte === 0).length;
}

describe('the bytes of a picture that say what its pixels are', () => {
  it.each([
    ['all of a plain JPEG', JPEG, 0],
    ['all of a plain PNG', PNG, 0],
    ['not a comment', joined(JPEG.subarray(0, 2), COMMENT, JPEG.subarray(2)), 44],
    ['not what is appended to a JPEG', joined(JPEG, noise(3, 100)), 100],
    ['not what is appended to a PNG', joined(PNG, noise(3, 100)), 100],
    ['none of a format that is not known', noise(4, 300), 300],
    ['none of nothing', new Uint8Array(), 0],
  ])('are %s', (_, bytes, left) => {
    expect(beside(bytes)).toBe(left);
  });

  it('lie within the file, wherever it was cut off or changed', () => {
    for (const file of [JPEG, PNG]) {
      for (let length = 0; length < file.length; length += 7) {
        const cut = Uint8Array.from(file.subarray(0, length));
        for (const { start, end } of pixelRegions(cut)) expect(start <= end && end <= length).toBe(true);
        if (length > 40) cut[33] = 0xff;
        for (const { start, end } of pixelRegions(cut)) expect(start <= end && end <= length).toBe(true);
      }
    }
  });

  it('are no more than a header where the pixels are missing', () => {
    expect(beside(PNG.subarray(0, PNG_HEADER.length + 20))).toBe(20);
    expect(beside(JPEG_HEADER.subarray(0, 100))).toBeLessThan(100);
  });
});
