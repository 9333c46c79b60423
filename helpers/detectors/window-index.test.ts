import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { JPEG_HEADER, joined, noise, PNG_HEADER, png } from './images.fake.ts';
import { buildWindowIndex, WINDOW, windowIndexOf } from './window-index.ts';

const ID = parseStimulusId('one');
const PIXELS = PNG_HEADER.length + 8;
/** Windows are known at every eleventh place of a stimulus: this is the first of its pixels that is one. */
const FIRST = 110;
const BEFORE = noise(8, FIRST - PIXELS);
const indexOf = (...stimuli: readonly Uint8Array[]) =>
  buildWindowIndex(stimuli.map((bytes) => ({ id: ID, bytes })));
type Index = ReturnType<typeof indexOf>;

function placesOf(index: Index, bytes: Uint8Array, offset = 0): readonly (readonly [number, number])[] {
  const places: [number, number][] = [];
  index.candidates(bytes, offset, (stimulus, at) => places.push([stimulus, at]));
  return places;
}

/** A window with exactly so many different bytes. */
const varied = (distinct: number): Uint8Array =>
  Uint8Array.from({ length: WINDOW }, (_, at) => 100 + (at % distinct));

describe('the index of windows', () => {
  it('knows every eleventh window of a region, from its first byte to its last, and none across its ends', () => {
    const stimulus = png(noise(1, 200));
    const index = indexOf(stimulus);
    const known = Array.from({ length: stimulus.length - WINDOW }, (_, at) => at).filter((at) =>
      placesOf(index, stimulus, at).some(([, place]) => place === at),
    );
    expect(known).toEqual(
      Array.from({ length: 200 - WINDOW + 1 }, (_, at) => PIXELS + at).filter((at) => at % 11 === 0),
    );
    expect(known[0]).toBe(FIRST);
  });

  it('names the stimulus and every place of a window that stands in several', () => {
    const window = noise(9, WINDOW);
    const index = indexOf(
      png(joined(BEFORE, window, noise(1, 45), window)),
      png(joined(BEFORE, noise(2, 11), window)),
    );
    expect(placesOf(index, joined([1, 2, 3], window), 3)).toEqual([
      [0, FIRST],
      [0, FIRST + 77],
      [1, FIRST + 11],
    ]);
  });

  it.each([
    [7, 0],
    [8, 1],
  ])('with %i different bytes in a window has it %i times', (distinct, times) => {
    const window = varied(distinct);
    expect(placesOf(indexOf(png(joined(BEFORE, noise(1, 66), window, noise(2, 60)))), window)).toHaveLength(
      times,
    );
  });

  it.each([
    [16, 16],
    [17, 16],
    [60, 16],
  ])('keeps of a window at %i places %i, so that a pattern costs no time', (times, kept) => {
    const window = noise(9, WINDOW);
    const repeated = joined(...Array.from({ length: times }, (_, at) => joined(window, noise(at, 45))));
    expect(placesOf(indexOf(png(joined(BEFORE, repeated))), window)).toHaveLength(kept);
  });

  it.each([
    ['no stimuli', []],
    ['stimuli without bytes', [new Uint8Array()]],
    ['a picture shorter than a window', [png(noise(1, WINDOW - 1))]],
    ['tables only', [JPEG_HEADER]],
  ])('is empty, and can be asked, for %s', (_, stimuli) => {
    expect(placesOf(indexOf(...stimuli), noise(1, WINDOW))).toEqual([]);
  });

  it('has the windows of a stimulus that was delivered twice once, under the first', () => {
    const twice = png(noise(1, 100));
    expect(placesOf(indexOf(twice, Uint8Array.from(twice)), twice, FIRST)).toEqual([[0, FIRST]]);
  });

  it('has whatever bytes a window has', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 200 }), fc.nat(), (pixels, from) => {
        const window = joined(noise(3, 8), noise(4, 24));
        const at = 11 * (from % Math.floor(pixels.length / 11));
        const index = indexOf(png(joined(BEFORE, pixels.subarray(0, at), window, pixels.subarray(at))));
        expect(placesOf(index, window)).toContainEqual([0, FIRST + at]);
      }),
    );
  });

  it('is the same for whoever is given its memory', () => {
    const stimuli = [png(noise(1, 5_000)), png(noise(2, 5_000))].map((bytes) => ({ id: ID, bytes }));
    const built = buildWindowIndex(stimuli);
    const shared = windowIndexOf(stimuli, built.memory);
    for (const { bytes } of stimuli) {
      for (let at = FIRST; at < 4_000; at += 11)
        expect(placesOf(shared, bytes, at)).toEqual(placesOf(built, bytes, at));
      expect([...shared.likelyPlaces(bytes)]).toEqual([...built.likelyPlaces(bytes)]);
    }
  });
});
