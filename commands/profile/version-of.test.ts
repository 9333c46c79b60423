import { describe, expect, it } from 'vitest';
import type { ProfileVersion } from '../../helpers/model/profile.ts';
import { inRange, rangesMeet } from './version-number.ts';
import { versionOf } from './version-of.ts';

describe('a version lies in a range', () => {
  it.each([
    ['5.0.4', { before: '5.0.5' }, true],
    ['5.0.5', { before: '5.0.5' }, false],
    ['5.0.5', { from: '5.0.5' }, true],
    ['5.0.4', { from: '5.0.5' }, false],
    ['5.0.10', { from: '5.0.5' }, true],
    ['5.0.5.1', { from: '5.0.5', before: '5.0.6' }, true],
    ['5.0.6', { from: '5.0.5', before: '5.0.6' }, false],
    ['5.0', { from: '5.0.0', before: '5.0.1' }, true],
    ['05.00.05', { from: '5.0.5', before: '5.0.6' }, true],
  ])('%s in %j: %s', (name, range, holds) => {
    expect(inRange(name, range)).toBe(holds);
  });

  it.each(['5.0.5-beta', '5.0.5-reenactment', 'v5.0.5', '5..0', '', ' 5.0.5', '5.0.5\n', '9'.repeat(400)])(
    'not when it is more than numbers and dots, of which nobody knows what comes first: %j',
    (name) => {
      expect(inRange(name, { from: '0' })).toBe(false);
    },
  );
});

describe('two ranges share versions', () => {
  it.each([
    [{ before: '5.0.5' }, { from: '5.0.5' }, false],
    [{ before: '5.0.6' }, { from: '5.0.5' }, true],
    [{ from: '1' }, { from: '2' }, true],
    [{ from: '1', before: '2' }, { from: '2', before: '3' }, false],
  ])('%j and %j: %s', (one, other, meet) => {
    expect([rangesMeet(one, other), rangesMeet(other, one)]).toEqual([meet, meet]);
  });
});

describe('what is known of an installed version', () => {
  const range: ProfileVersion = { kind: 'range', from: '5.0.5', era: 'as-reported', note: 'later' };
  const named: ProfileVersion = {
    kind: 'named',
    versionName: '5.1',
    era: 'withdrawn',
    note: 'without it',
    expected: [],
  };

  it.each([
    ['5.0.5', range],
    ['5.1', named],
    ['5.1.0', range],
    ['5.0.4', undefined],
    ['5.1-beta', undefined],
  ])('%s: the exact name goes before the range', (name, known) => {
    expect(versionOf({ versions: [range, named] }, name)).toBe(known);
  });
});
