import { describe, expect, it } from 'vitest';
import { noise } from '../images.fake.ts';
import { drawing, half, marked, remade, stimulus } from './drawings.fake.ts';
import { findPictures } from './find-pictures.ts';
import type { GreyPicture } from './grey-picture.ts';
import { LEAST_Z } from './key-score.ts';
import { mapInWords } from './map-in-words.ts';
import { buildPictureIndex } from './picture-index.ts';

const ONE = stimulus('one', 1, 1);
const SIBLING = stimulus('sibling', 1, 2);
const OTHER = stimulus('other', 2, 3);
const INDEX = buildPictureIndex([ONE, SIBLING, OTHER]);
const SIZE = { width: 360, height: 480 };
const COPY = ONE.image;

const turned = (degrees: number): GreyPicture => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return remade(COPY, { width: 540, height: 600 }, (at, x, y) => {
    const [dx, dy] = [x - 270, y - 300];
    return at(Math.round(180 + cos * dx + sin * dy), Math.round(240 - sin * dx + cos * dy));
  });
};

/** What lies beyond the picture is black, which it is nowhere in the drawing. */
const blackCornered = (picture: GreyPicture): GreyPicture => ({
  ...picture,
  values: Uint8Array.from(picture.values, (value) => (value === 128 ? 0 : value)),
});

describe('a picture that was made of a stimulus', () => {
  it.each([
    ['as it is', COPY, 'scaled ×1.00, rotated 0°'],
    ['at half its size', half(COPY), 'scaled ×0.50, rotated 0°'],
    ['as a thumbnail', half(half(half(COPY))), 'scaled ×0.13, rotated 0°'],
    [
      'as a small piece',
      remade(COPY, { width: 190, height: 220 }, (at, x, y) => at(x + 100, y + 150)),
      'scaled ×1.00, rotated 0°',
    ],
    [
      'a quarter round',
      remade(COPY, { width: 480, height: 360 }, (at, x, y) => at(y, 479 - x)),
      'scaled ×1.00, rotated 90°',
    ],
    ['a little round', turned(7), 'scaled ×1.00, rotated 7°'],
    ['a little round, on black', blackCornered(turned(7)), 'scaled ×1.00, rotated 7°'],
    ['mirrored', remade(COPY, SIZE, (at, x, y) => at(359 - x, y)), 'scaled ×1.00, rotated 0°, mirrored'],
    ['dim', remade(COPY, SIZE, (at, x, y) => 20 + 0.6 * at(x, y)), 'scaled ×1.00, rotated 0°'],
    [
      'in the corner of something else',
      remade(half(COPY), { width: 700, height: 500 }, (at, x, y) =>
        x < 180 && y < 240 ? at(x, y) : 90 + (((x >> 4) * 7 + (y >> 4) * 13) % 80),
      ),
      'scaled ×0.50, rotated 0°',
    ],
  ])('is found %s', (_, picture, how) => {
    const { found } = findPictures(INDEX, picture);
    expect(found.map(({ stimulus: id }) => id)).toEqual(['one']);
    expect(found[0]?.z).toBeGreaterThan(LEAST_Z);
    expect(found[0]?.log10P).toBeLessThan(-9);
    if (found[0] !== undefined) expect(mapInWords(found[0].toDrawing)).toBe(how);
  });

  it('is found inverted, by a key that is inverted as well', () => {
    const { found } = findPictures(
      INDEX,
      remade(COPY, SIZE, (at, x, y) => 255 - at(x, y)),
    );
    expect(found.map(({ stimulus: id }) => id)).toEqual(['one']);
    expect(found[0]?.z).toBeLessThan(-LEAST_Z);
  });

  it('is found beside another in one picture', () => {
    const [left, right] = [half(COPY), half(OTHER.image)];
    const both = remade(left, { width: 360, height: 240 }, (at, x, y) =>
      x < 180 ? at(x, y) : (right.values[y * 180 + x - 180] ?? 0),
    );
    expect(
      findPictures(INDEX, both)
        .found.map(({ stimulus: id }) => id)
        .sort(),
    ).toEqual(['one', 'other']);
  });
});

describe('a picture that was not', () => {
  it.each([
    ['the same template with other boxes and another key', stimulus('third', 1, 9).image],
    ['the stimulus without its key', drawing(1, 1)],
    ['the stimulus with another key', marked(drawing(1, 1), noise(99, 16))],
    ['such a picture, small', half(half(stimulus('third', 1, 9).image))],
  ])('is said to look alike, and no more: %s', (_, picture) => {
    expect(findPictures(INDEX, picture)).toEqual({ found: [], alike: true });
  });

  it.each([
    ['another drawing', drawing(5, 5)],
    ['noise', { ...SIZE, values: noise(4, SIZE.width * SIZE.height) }],
    ['nothing but white', { ...SIZE, values: new Uint8Array(SIZE.width * SIZE.height).fill(255) }],
    ['a few pixels', { width: 15, height: 15, values: noise(6, 225) }],
    ['a line', { width: 4_000, height: 16, values: noise(6, 64_000) }],
  ])('is nothing: %s', (_, picture) => {
    expect(findPictures(INDEX, picture)).toEqual({ found: [], alike: false });
  });

  it('is nothing when there is nothing to look for', () => {
    expect(findPictures(buildPictureIndex([]), COPY)).toEqual({ found: [], alike: false });
  });
});
