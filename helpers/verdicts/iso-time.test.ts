import { expect, it } from 'vitest';
import { isoTime } from './iso-time.ts';

it.each([
  [0, '1970-01-01T00:00:00.000Z'],
  [1_550_275_200_000, '2019-02-16T00:00:00.000Z'],
  [8.64e15, '+275760-09-13T00:00:00.000Z'],
  [8.64e15 + 1, '8640000000000001 ms'],
  [Number.NaN, 'NaN ms'],
])('writes %d as %s', (ms, text) => expect(isoTime(ms)).toBe(text));
