import { expect, it } from 'vitest';
import { unwrap } from './unwrap.ts';

it('a string that is decoded to itself is no chain without an end, whatever its bytes', () => {
  const reached = Array.from({ length: 4_000 }, (_, seed) => unwrap(escaped(seed)).reached);
  expect(new Set(reached.flat())).toEqual(new Set());
});

/** Printable bytes with a backslash now and then, as they stand in pixels by chance. */
function escaped(seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length: 70 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const drawn = state >>> 24;
    return drawn < 40 ? 0x5c : 0x21 + (drawn % 0x5d);
  });
}
