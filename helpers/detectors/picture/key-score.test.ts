import { describe, expect, it } from 'vitest';
import { noise } from '../images.fake.ts';
import { drawing, marked } from './drawings.fake.ts';
import { cellSums, keyScore, MOST_STATISTICS } from './key-score.ts';
import { keySigns } from './key-signs.ts';
import { buildPyramid } from './pyramid.ts';
import { residualOf } from './residual.ts';
import { viewOf } from './view.ts';

const UNMARKED = drawing(1, 1);
const KEY = noise(1, 16);
const WRONG_KEYS = Array.from({ length: 300 }, (_, at) => keySigns(noise(at + 50, 16), UNMARKED));
const AS_IT_IS = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };

function sumsOf(picture: typeof UNMARKED) {
  const order = { toReference: AS_IT_IS, mostPlaces: 200_000 };
  const view = viewOf(buildPyramid(picture), buildPyramid(UNMARKED, 3), order);
  if (view === undefined) throw new Error('the drawing does not cover itself');
  return cellSums(view, residualOf(view));
}

describe('how strongly a picture carries a key', () => {
  it('is far above chance for its own key, and for no other', () => {
    const sums = sumsOf(marked(UNMARKED, KEY));
    expect(keyScore(sums, keySigns(KEY, UNMARKED))).toBeGreaterThan(20);
    for (const wrong of WRONG_KEYS) expect(Math.abs(keyScore(sums, wrong))).toBeLessThan(5);
  });

  // The bound that a finding's p-value rests on: without the key, each statistic has mean 0 and variance 1 at most.
  it.each([
    ['the drawing without a key', UNMARKED],
    ['the drawing with another key', marked(UNMARKED, KEY)],
    ['another drawing', drawing(8, 8)],
    ['noise', { ...UNMARKED, values: noise(3, UNMARKED.values.length) }],
  ])('is spread as chance has it for keys that %s does not carry', (_, picture) => {
    for (const scale of sumsOf(picture)) {
      const scores = WRONG_KEYS.map((key) => keyScore([scale], key));
      const mean = scores.reduce((sum, z) => sum + z, 0) / scores.length;
      const variance = scores.reduce((sum, z) => sum + (z - mean) ** 2, 0) / scores.length;
      expect(Math.abs(mean)).toBeLessThan(0.3);
      expect(variance).toBeLessThan(1.5);
    }
  });

  it('is the best of no more statistics than are counted, one for each scale and two for some together', () => {
    expect(sumsOf(UNMARKED).length + 2).toBe(MOST_STATISTICS);
  });

  it('is nothing where nothing is shown', () => {
    expect(keyScore([], keySigns(KEY, UNMARKED))).toBe(0);
  });
});
