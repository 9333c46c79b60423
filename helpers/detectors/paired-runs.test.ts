import { describe, expect, it } from 'vitest';
import { noise } from './images.fake.ts';
import { pairedDifference, type RunPair } from './paired-runs.ts';

const pairs = (differences: readonly number[]): RunPair[] =>
  differences.map((one) => ({ withStimulus: 10_000 + one, without: 10_000 }));

describe('pairs of runs', () => {
  it.each([
    ['each has more with it', [5, 7, 9, 4, 6], 1 / 32],
    ['one has less, by as much as another has more', [5, 7, 9, 4, -4], 3 / 32],
    ['there is no difference', [0, 0, 0], 1],
    ['each has less with it', [-5, -7, -9], 1],
  ])('have an exact p-value: %s', (_name, differences, pValue) => {
    expect(pairedDifference(pairs(differences))).toMatchObject({ pairs: differences.length, pValue });
  });

  it('are bounded when there are many, never below what counting would say', () => {
    const few = Array.from({ length: 16 }, (_, at) => 100 + at);
    const counted = pairedDifference(pairs(few))?.pValue ?? 0;
    const bounded = pairedDifference(pairs([...few, 0.001]))?.pValue ?? 0;
    expect(bounded).toBeGreaterThan(counted);
    expect(bounded).toBeLessThan(1e-3);
  });

  it('say nothing when there is none', () => {
    expect(pairedDifference([])).toBeUndefined();
  });

  it('have a p-value that chance keeps to', () => {
    const draws = noise(23, 20_000);
    const levels = [0.5, 0.1, 0.02] as const;
    const low = levels.map(() => 0);
    const runs = 1_000;
    for (let run = 0; run < runs; run += 1) {
      const differences = Array.from({ length: 8 }, (_, at) => (draws[run * 8 + at] ?? 0) - 127.5);
      const pValue = pairedDifference(pairs(differences))?.pValue ?? 1;
      levels.forEach((level, at) => {
        if (pValue <= level) low[at] = (low[at] ?? 0) + 1;
      });
    }
    // The noise is a fair coin, so that the share is the level itself, within what 1,000 runs show (three sigma).
    levels.forEach((level, at) => {
      expect((low[at] ?? 0) / runs).toBeLessThanOrEqual(level + 3 * Math.sqrt((level * (1 - level)) / runs));
    });
  });
});
