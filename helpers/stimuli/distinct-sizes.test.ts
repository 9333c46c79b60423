import { describe, expect, it } from 'vitest';
import { drawOfOwnSize, LEAST_DIFFERENCE } from './distinct-sizes.ts';

/** A page of 300,000 bytes whose rows of ballast take 3,000 bytes each. */
const draw = (rows: number): Buffer => Buffer.alloc(300_000 + 3_000 * rows);

describe('the size of a page', () => {
  it('is left as it is when no other page is near', () => {
    expect(drawOfOwnSize([200_000, 310_000], draw).length).toBe(300_000);
  });

  it.each([[[300_000]], [[296_000, 309_000]], [[300_000, 309_000, 318_000]]])(
    'goes out of the way of %j',
    (taken) => {
      const { length } = drawOfOwnSize(taken, draw);
      for (const one of taken)
        expect(Math.abs(one - length)).toBeGreaterThanOrEqual(LEAST_DIFFERENCE * length);
    },
  );

  it('gives each of many pages one of its own', () => {
    const taken: number[] = [];
    for (let page = 0; page < 20; page += 1) taken.push(drawOfOwnSize(taken, draw).length);
    expect(new Set(taken).size).toBe(20);
  });

  it('is taken as it is when no ballast helps', () => {
    expect(drawOfOwnSize([300_000], () => Buffer.alloc(300_000)).length).toBe(300_000);
  });
});
