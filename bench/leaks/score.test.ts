import { describe, expect, it } from 'vitest';
import type { ManifestRow } from './leak.ts';
import { falseHitsByKind, score } from './score.ts';

const LEAK: ManifestRow = {
  files: ['0/a', '0/b'],
  class: 'encoded',
  derivation: 'hex',
  source: 's1',
  kind: 'page',
  expected: ['s1'],
};
const NEGATIVE: ManifestRow = {
  files: ['1/a'],
  class: 'hard-negative',
  derivation: 'sibling: as it is',
  source: 's1',
  kind: 'page',
  expected: [],
};

describe('the score', () => {
  it.each([
    [
      'the right name, of one of its files',
      LEAK,
      { '0/b': ['s1'] },
      { found: 1, wrongNames: 0, falseHits: 0 },
    ],
    ['another name', LEAK, { '0/b': ['s2'] }, { found: 0, wrongNames: 1, falseHits: 0 }],
    [
      'another name beside the right one',
      LEAK,
      { '0/a': ['s1', 's2'] },
      { found: 1, wrongNames: 1, falseHits: 0 },
    ],
    ['nothing', LEAK, {}, { found: 0, wrongNames: 0, falseHits: 0 }],
    ['any name, where none is right', NEGATIVE, { '1/a': ['s1'] }, { found: 0, wrongNames: 0, falseHits: 1 }],
    ['nothing, where none is right', NEGATIVE, { '1/a': [] }, { found: 0, wrongNames: 0, falseHits: 0 }],
  ] as const)('of %s', (_name, row, detections, expected) => {
    expect(score([row], detections).classes.find((one) => one.class === row.class)).toMatchObject({
      rows: 1,
      ...expected,
    });
  });

  it('tells pages, which are marked, apart from photos', () => {
    const photo: ManifestRow = { ...LEAK, kind: 'photo', files: ['2/a'] };
    const [own] = score([LEAK, photo], { '0/a': ['s1'] }).classes.filter((one) => one.rows > 0);
    expect(own).toMatchObject({ rows: 2, found: 1, ofPages: { rows: 1, found: 1 } });
  });

  it('tells false hits apart by the kind of what was hit', () => {
    expect(falseHitsByKind(score([NEGATIVE, LEAK], { '1/a': ['s1'] }))).toEqual({ sibling: 1 });
  });
});
