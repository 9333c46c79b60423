import { describe, expect, it } from 'vitest';
import { detectorTable } from './detector-table.ts';
import type { ManifestRow } from './leak.ts';
import { score } from './score.ts';

const ROWS: readonly ManifestRow[] = [
  { files: ['0'], class: 'encoded', derivation: 'hex', source: 's1', kind: 'page', expected: ['s1'] },
  { files: ['1'], class: 'encoded', derivation: 'gzip', source: 's2', kind: 'page', expected: ['s2'] },
  {
    files: ['2'],
    class: 'hard-negative',
    derivation: 'sibling: zipped',
    source: 's1',
    kind: 'page',
    expected: [],
  },
];

describe('the table of detectors', () => {
  it('says of each what it finds, what it names wrongly, and on what kind of negative it fires', () => {
    const [, good, bad] = detectorTable([
      { name: 'good', scored: score(ROWS, { 0: ['s1'], 1: ['s2'] }) },
      { name: 'bad', scored: score(ROWS, { 0: ['s1'], 1: ['s1'], 2: ['s1'] }) },
    ]).map((line) => line.split(/ +/));
    expect(good).toEqual(['good', '-', '1.000', '-', '-', '-', '-', '0', '0']);
    expect(bad).toEqual(['bad', '-', '0.500', '-', '-', '-', '-', '1', 'sibling', '1']);
  });
});
