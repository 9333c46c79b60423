import { describe, expect, it } from 'vitest';
import { drawing, remade } from './drawings.fake.ts';
import { buildPyramid } from './pyramid.ts';
import { thumbLikeness, thumbOf } from './whole-thumb.ts';

const ONE = drawing(1, 1);
const WHOLE = { a: ONE.width, b: 0, c: 0, d: 0, e: ONE.height, f: 0 };
const thumb = thumbOf(buildPyramid(ONE), WHOLE);
const changed = (valueAt: Parameters<typeof remade>[2]) =>
  thumbOf(buildPyramid(remade(ONE, ONE, valueAt)), WHOLE);

describe('a picture in a few cells', () => {
  it.each([
    ['itself', thumb],
    ['itself, darker', changed((at, x, y) => 20 + at(x, y) / 2)],
    ['itself, inverted', changed((at, x, y) => 255 - at(x, y))],
    [
      'itself upside down, turned back',
      thumbOf(buildPyramid(remade(ONE, ONE, (at, x, y) => at(ONE.width - 1 - x, ONE.height - 1 - y))), {
        ...{ a: -ONE.width, b: 0, c: ONE.width },
        ...{ d: 0, e: -ONE.height, f: ONE.height },
      }),
    ],
  ])('is like %s', (_, other) => {
    expect(thumbLikeness(thumb, other)).toBeGreaterThan(0.97);
  });

  it.each([
    ['another drawing', thumbOf(buildPyramid(drawing(5, 5)), WHOLE)],
    ['itself upside down', changed((at, x, y) => at(ONE.width - 1 - x, ONE.height - 1 - y))],
    ['nothing but grey', changed(() => 90)],
    ['what does not reach it', thumbOf(buildPyramid(ONE), { ...WHOLE, c: 2 * ONE.width })],
  ])('is not like %s', (_, other) => {
    expect(thumbLikeness(thumb, other)).toBeLessThan(0.5);
  });

  it('is compared where both are', () => {
    const left = thumbOf(buildPyramid(ONE), { ...WHOLE, a: 2 * ONE.width });
    expect(left.some((value) => Number.isNaN(value))).toBe(true);
    expect(thumbLikeness(left, left)).toBeCloseTo(1);
  });
});
