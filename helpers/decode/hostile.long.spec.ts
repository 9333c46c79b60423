import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { assert, constantFrom, integer, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './budget.ts';
import type { Layer } from './layer.ts';
import * as packed from './packed.fake.ts';
import { unwrap } from './unwrap.ts';

/** Needs no phone, but takes too long for the unit tests: real bombs, and thousands of broken files. */
const MEGABYTE = 1024 * 1024;
const MARKS = [
  ...[
    '1f8b0800',
    '789c',
    '504b0304',
    '504b0102',
    '28b52ffd',
    'fd377a585a00',
    '5d000080',
    '04224d18',
    'ffd8ffe0',
  ],
  ...['89504e470d0a1a0a', '52494646', '0d0a0d0a', '62706c6973743030', '425a6839314159265359', '7573746172'],
  Buffer.from('SQLite format 3\0').toString('hex'),
  // A log of pages of 512 bytes, and a journal of the same.
  ...['377f0682002de21800000200', 'd9d505f920a163d7ffffffff00000000000000010000020000000200'],
].map((hex) => Buffer.from(hex, 'hex'));

/** The memory that unwrapping leaves in use, beside what the input takes, and how much work it was. */
function cost(object: Uint8Array): { readonly made: number; readonly layers: number } {
  const all = layersIn(unwrap(object).root);
  const made = all.filter(({ view }) => !view).reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { made: made - object.length, layers: all.length };
}

describe('bombs end at the limits', () => {
  const zeros = Buffer.alloc(270 * MEGABYTE);
  it.each([
    ['gzip', () => gzipSync(zeros)],
    ['gzip in gzip', () => gzipSync(gzipSync(zeros))],
    [
      'many at once',
      () => Buffer.concat(Array.from({ length: 40 }, () => deflateSync(zeros.subarray(0, 20 * MEGABYTE)))),
    ],
  ])('%s', (_, make) => {
    const bomb = make();
    expect(unwrap(bomb).reached).toContain('bytes');
    expect(cost(bomb).made).toBeLessThanOrEqual(LIMITS.bytes);
  });

  it.each(MARKS.map((mark) => [mark.toString('hex'), mark] as const))(
    'a megabyte of the mark %s',
    (_, mark) => {
      const object = Buffer.alloc(MEGABYTE, mark);
      expect(cost(object).layers).toBeLessThanOrEqual(LIMITS.layers + 1);
    },
  );
});

it('broken files of every format, with marks strewn into them, end within their own bounds', () => {
  const files = constantFrom(
    ...Object.values(packed),
    gzipSync(packed.CONTENT),
    brotliCompressSync(packed.CONTENT),
    Buffer.from(packed.CONTENT.toString('base64')),
    randomBytes(4_000),
  );
  const strewn = tuple(integer({ min: 0, max: 10_000 }), constantFrom(...MARKS));
  const bytes = uint8Array({ minLength: 1, maxLength: 64 });
  assert(
    property(files, strewn, strewn, bytes, (file, one, other, noise) => {
      const broken = Buffer.concat([file.subarray(0, (one[0] * 7) % file.length), Buffer.from(noise), file]);
      for (const [at, mark] of [one, other]) mark.copy(broken, at % broken.length);
      return layersIn(unwrap(broken).root).every(({ bytes: inside, children }) =>
        children.every(({ from }) => from.start >= 0 && from.start <= from.end && from.end <= inside.length),
      );
    }),
    { numRuns: 1_500 },
  );
});

function layersIn(root: Layer): readonly Layer[] {
  return [root, ...root.children.flatMap(layersIn)];
}
