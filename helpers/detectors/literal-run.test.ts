import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { evidenceRegions } from './evidence-regions.ts';
import {
  ANNEX_K_TABLES,
  changedAt,
  JPEG_HEADER,
  joined,
  jpeg,
  noise,
  PNG_HEADER,
  png,
  renderedPage,
} from './images.fake.ts';
import { detectLiteralRun } from './literal-run.ts';
import { SHORTEST_RUN } from './window-filter.ts';
import { buildWindowIndex, WINDOW } from './window-index.ts';

const ONE = parseStimulusId('one');
const OTHER = parseStimulusId('other');
/** Below 0x80, so that nothing has to be stuffed and offsets stay what they look like. */
const scanOf = (seed: number, length = 3_000): Uint8Array => noise(seed, length).map((byte) => byte & 0x7f);
const PHOTO = jpeg(scanOf(1));
const SCAN = JPEG_HEADER.length;
const PAGE = renderedPage('0123456789', { seed: 1 });

const runsIn = (data: Uint8Array, ...stimuli: readonly Uint8Array[]) =>
  detectLiteralRun(
    buildWindowIndex(stimuli.map((bytes, index) => ({ id: index === 0 ? ONE : OTHER, bytes }))),
    data,
  );
/** A piece of a stimulus at an offset of a file, between bytes that continue it on neither side. */
function embedded(
  stimulus: Uint8Array,
  [from, length]: readonly [number, number],
  offset: number,
): Uint8Array {
  const before = noise(77, offset);
  if (offset > 0) before[offset - 1] = ~(stimulus[from - 1] ?? 0);
  const after = noise(78, 500);
  after[0] = ~(stimulus[from + length] ?? 0);
  return joined(before, stimulus.subarray(from, from + length), after);
}

describe('a run of a stimulus’ own bytes', () => {
  it('is 64 bytes or more, so that each holds a whole window at the probing stride', () => {
    expect([SHORTEST_RUN, WINDOW]).toEqual([64, 32]);
  });

  it.each([0, 1, 31, 32, 33, 63, 1_001, 65_535, 65_536])(
    'is found at offset %i when it is just long enough',
    (offset) => {
      for (const from of [SCAN, SCAN + 1, SCAN + 17, PHOTO.length - 2 - SHORTEST_RUN]) {
        const data = embedded(PHOTO, [from, SHORTEST_RUN], offset);
        expect(runsIn(data, PHOTO)).toEqual([
          { stimulus: ONE, offset, stimulusOffset: from, length: SHORTEST_RUN },
        ]);
      }
    },
  );

  it.each([0, 1, 31, 32, 33, 63, 1_001, 65_535, 65_536])(
    'is none at offset %i when one byte is missing',
    (offset) => {
      for (const from of [SCAN, SCAN + 1, SCAN + 17, PHOTO.length - 1 - SHORTEST_RUN])
        expect(runsIn(embedded(PHOTO, [from, SHORTEST_RUN - 1], offset), PHOTO)).toEqual([]);
    },
  );

  it.each([
    ['the whole stimulus', PHOTO, [0, 0, PHOTO.length]],
    ['the stimulus behind a prefix', joined(noise(5, 333), PHOTO), [333, 0, PHOTO.length]],
    ['the stimulus with something appended', joined(PHOTO, noise(5, 333)), [0, 0, PHOTO.length]],
    ['the stimulus without its magic number', PHOTO.subarray(3), [0, 3, PHOTO.length - 3]],
    ['the stimulus without its header', PHOTO.subarray(SCAN), [0, SCAN, 3_002]],
    [
      'the longer part, when one byte in the middle is changed',
      changedAt(PHOTO, SCAN + 1_000),
      [SCAN + 1_001, SCAN + 1_001, 2_001],
    ],
    [
      'the longer of two runs',
      joined(PHOTO.subarray(SCAN, SCAN + 200), noise(5, 99), PHOTO.subarray(SCAN + 400, SCAN + 900)),
      [299, SCAN + 400, 500],
    ],
    [
      'the longer of two parts that changed places',
      joined(PHOTO.subarray(SCAN + 1_000), PHOTO.subarray(SCAN, SCAN + 1_000)),
      [0, SCAN + 1_000, 2_002],
    ],
    [
      'a piece at the very end of a file',
      joined(noise(5, 70_001), PHOTO.subarray(SCAN + 50, SCAN + 150)),
      [70_001, SCAN + 50, 100],
    ],
    ['a piece of a page that was really rendered', embedded(PAGE, [2_000, 300], 41), [41, 2_000, 300], PAGE],
  ])('is pointed at by its bytes: %s', (_, data, [offset, stimulusOffset, length], stimulus = PHOTO) => {
    expect(runsIn(data, stimulus)).toEqual([{ stimulus: ONE, offset, stimulusOffset, length }]);
  });

  it('is found behind a long stretch of few values, which a flat part of a picture compresses to', () => {
    const flat = Uint8Array.from({ length: 6_000 }, (_, at) => [1, 2, 3, 4, 5, 6, 7, 8, 9][at % 9] ?? 0);
    const stimulus = png(joined(flat, noise(6, 400)));
    const from = PNG_HEADER.length + 8 + 100;
    const data = embedded(stimulus, [from, 6_200], 7);
    expect(runsIn(data, stimulus)).toMatchObject([{ offset: 7, stimulusOffset: from, length: 6_200 }]);
  });

  it('is found of every stimulus in a file, in the order of the stimuli', () => {
    const other = jpeg(scanOf(2));
    const data = joined(other.subarray(SCAN, SCAN + 500), PHOTO.subarray(SCAN, SCAN + 100));
    expect(runsIn(data, PHOTO, other).map((run) => [run.stimulus, run.length])).toEqual([
      [ONE, 100],
      [OTHER, 500],
    ]);
  });

  it('is found of an image that was delivered twice, and named after the first', () => {
    expect(runsIn(PHOTO.subarray(SCAN), PHOTO, Uint8Array.from(PHOTO))).toMatchObject([{ stimulus: ONE }]);
  });
});

describe('what is no run of a stimulus', () => {
  it.each([
    ['an empty file', new Uint8Array()],
    ['a file shorter than a window', PHOTO.subarray(SCAN, SCAN + WINDOW - 1)],
    ['another JPEG with the same tables', jpeg(scanOf(2))],
    ['the same tables and no picture', joined(JPEG_HEADER, noise(3, 900))],
    ['annex K’s tables alone', joined(noise(4, 13), ANNEX_K_TABLES, noise(5, 13))],
    [
      'another JPEG that begins with the same blocks',
      jpeg(joined(scanOf(1).subarray(0, SHORTEST_RUN - 1), scanOf(2))),
    ],
    [
      'the header of another JPEG in front of every byte of a short run',
      joined(noise(3, 7), PHOTO.subarray(0, SCAN + SHORTEST_RUN - 1), noise(4, 99)),
    ],
    ['zeros', new Uint8Array(4_096)],
    ['bytes of all ones', new Uint8Array(4_096).fill(0xff)],
    ['every second byte', PHOTO.filter((_, at) => at % 2 === 0)],
    ['the bytes in reverse', Uint8Array.from(PHOTO).reverse()],
    [
      'pieces that are each one byte too short',
      joined(
        ...Array.from({ length: 40 }, (_, at) =>
          joined(PHOTO.subarray(SCAN + at * 70, SCAN + at * 70 + SHORTEST_RUN - 1), [0x80]),
        ),
      ),
    ],
  ])('is %s', (_, data) => {
    expect(runsIn(data, PHOTO)).toEqual([]);
  });

  it.each([
    ['another PNG with the same header', png(noise(2, 3_000))],
    [
      'another PNG that begins with the same pixels',
      png(joined(noise(1, SHORTEST_RUN - 1), noise(2, 3_000))),
    ],
    [
      'another PNG with the same end',
      png(joined(noise(2, 3_000), noise(1, 3_000).subarray(3_000 - SHORTEST_RUN + 1))),
    ],
    ['the same header and no picture', joined(PNG_HEADER, noise(3, 900))],
    ['zeros', new Uint8Array(4_096)],
  ])('is, for a PNG, %s', (_, data) => {
    expect(runsIn(data, png(noise(1, 3_000)))).toEqual([]);
  });

  it.each([
    ['zeros', () => 0],
    ['bytes of all ones', () => 0xff],
    ['a pattern of few values', (at: number) => at % 15],
    ['a pattern of two values', (at: number) => (at % 7 === 0 ? 1 : 2)],
  ])('is %s that the stimulus has as well', (_, byteAt) => {
    const pattern = Uint8Array.from({ length: 500 }, (_byte, at) => byteAt(at));
    expect(runsIn(joined(noise(3, 40), pattern), png(joined(noise(1, 900), pattern)))).toEqual([]);
  });

  it.each([2, 3, 4, 5])(
    'is a page of the same template with other digits, when both are marked (%i)',
    (seed) => {
      const sibling = renderedPage('9876543210', { seed });
      expect(runsIn(sibling, PAGE)).toEqual([]);
      expect(runsIn(PAGE, sibling)).toEqual([]);
    },
  );

  it('is what two stimuli of the run share', () => {
    const shared = noise(9, 640);
    const [one, other] = [png(joined(shared, noise(1, 900))), png(joined(shared, noise(2, 900)))];
    expect(runsIn(joined(noise(3, 41), shared), one, other)).toEqual([]);
    expect(runsIn(one, one, other)).toMatchObject([{ stimulus: ONE }]);
    expect(runsIn(joined(noise(3, 41), shared), one)).toMatchObject([{ stimulus: ONE, length: 640 }]);
  });
});

/** The known limit that the keyed pattern is for (facts/detection.md, section 2: a template is not a leak). */
it('takes a page of the same template for a copy when neither is marked', () => {
  expect(runsIn(renderedPage('9876543210'), renderedPage('0123456789'))).not.toEqual([]);
});

describe('any picture, any file', () => {
  const seed = fc.integer({ min: 0, max: 1e6 });

  it('a piece of its own bytes is always found, exactly where it is', () => {
    fc.assert(
      fc.property(seed, fc.nat(3_000), fc.nat(2_000), fc.nat(900), (key, offset, into, more) => {
        const stimulus = png(noise(key, 3_000));
        const [region] = evidenceRegions(stimulus);
        const from = (region?.start ?? 0) + Math.min(into, 3_000 - SHORTEST_RUN - more);
        const length = SHORTEST_RUN + more;
        const data = embedded(stimulus, [from, length], offset);
        expect(runsIn(data, stimulus)).toEqual([{ stimulus: ONE, offset, stimulusOffset: from, length }]);
      }),
      { numRuns: 60 },
    );
  });

  it('a file that has nothing of it is never accused', () => {
    const index = buildWindowIndex([
      { id: ONE, bytes: PHOTO },
      { id: OTHER, bytes: PAGE },
    ]);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 4_000 }),
          seed.map((key) => noise(key + 1_000, 4_000)),
        ),
        (data) => {
          expect(detectLiteralRun(index, data)).toEqual([]);
        },
      ),
    );
  });
});
