import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { hasherOf, indexMemory } from './byte-hashes.ts';
import { changedAt, joined, noise, PNG_HEADER, png } from './images.fake.ts';
import { addWindows, FILTERED_WINDOW, filterWords, likelyPlaces, SHORTEST_RUN } from './window-filter.ts';
import { buildWindowIndex, PROBED_STRIDE, WINDOW } from './window-index.ts';

const PIXELS = PNG_HEADER.length + 8;
const indexOf = (stimulus: Uint8Array) => buildWindowIndex([{ id: parseStimulusId('one'), bytes: stimulus }]);

/** What the filter lets pass of a file, of which nothing is in the stimuli. */
const passed = (file: Uint8Array): number => [...indexOf(png(noise(1, 60_000))).likelyPlaces(file)].length;

describe('the filter of windows', () => {
  // Parts of few values have no windows in the table, but a run may be probed in them.
  const part = fc.record({ seed: fc.nat(9), length: fc.nat(70), values: fc.constantFrom(1, 2, 7, 256) });
  const pixels = fc
    .array(part, { minLength: 2, maxLength: 30 })
    .map((parts) =>
      joined(
        ...parts.map(({ seed, length, values }) => noise(seed, length).map((byte) => (byte % values) * 31)),
      ),
    );

  it('says of every run of 64 bytes that has a window in the table where it is', () => {
    fc.assert(
      fc.property(pixels, fc.nat(), fc.nat(200), (own, into, before) => {
        const stimulus = png(own);
        const index = indexOf(stimulus);
        const from = into % Math.max(1, stimulus.length - SHORTEST_RUN);
        const run = stimulus.subarray(from, from + SHORTEST_RUN);
        const data = joined(new Uint8Array(before).fill(0x55), run, new Uint8Array(90).fill(0xaa));
        const places = [...index.likelyPlaces(data)];
        let probed = false;
        for (let probe = 0; probe + WINDOW <= data.length; probe += PROBED_STRIDE) {
          if (probe < before || probe + WINDOW > before + run.length) continue;
          index.candidates(data, probe, (_, at) => {
            if (at - from === probe - before) probed = true;
          });
        }
        fc.pre(probed);
        expect(places.some((at) => at >= before && at + FILTERED_WINDOW <= before + run.length)).toBe(true);
      }),
    );
  });

  it('lets nothing pass of what is in no stimulus', () => {
    expect(passed(noise(2, 490_000))).toBe(0);
  });

  it('lets a place pass with the window there and half of the other 48 bytes on one side, each bit of them', () => {
    const filter = { place: 0, words: filterWords(3_000) };
    const hasher = hasherOf(indexMemory(4 * filter.words));
    const own = noise(1, 3_000);
    addWindows(hasher, filter, own, { start: 0, end: own.length });
    const placesIn = (data: Uint8Array): readonly number[] => [...likelyPlaces(hasher, filter, data)];
    const behind = own.subarray(300, 340);
    const before = joined(noise(5, 8), own.subarray(600, 640));
    expect([placesIn(behind), placesIn(before)]).toEqual([[0], [32]]);
    expect(placesIn(behind.subarray(0, 39))).toEqual([]);
    expect(placesIn(before.subarray(1))).toEqual([]);
    for (let at = 0; at < 40; at += 1) {
      expect(placesIn(changedAt(behind, at)), `byte ${at} behind`).toEqual([]);
      expect(placesIn(changedAt(before, 8 + at)), `byte ${at} before`).toEqual([]);
    }
  });

  it('does so of zeros too, and of what is shorter than a window', () => {
    expect(passed(new Uint8Array(490_000))).toBe(0);
    expect(passed(noise(1, FILTERED_WINDOW - 1))).toBe(0);
  });

  it('knows a run at the very start of a file, and at its very end', () => {
    const own = noise(1, 3_000);
    const index = indexOf(png(own));
    for (const from of [0, 1, 500, 3_000 - SHORTEST_RUN]) {
      const run = png(own).subarray(PIXELS + from, PIXELS + from + SHORTEST_RUN);
      expect([...index.likelyPlaces(run)].length).toBeGreaterThan(0);
      for (const before of [4_900, 65_500, 65_530])
        expect([...index.likelyPlaces(joined(noise(7, before), run))].some((at) => at >= before)).toBe(true);
    }
  });
});
