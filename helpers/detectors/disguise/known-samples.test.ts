import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasherOf, indexMemory } from '../byte-hashes.ts';
import { joined, noise } from '../images.fake.ts';
import { PROBES } from './disguises.ts';
import { addSamples, eachKnownSample, filterLongs, SAMPLED_VALUES } from './known-samples.ts';
import { type SequenceKind, sequenceOf } from './sequences.ts';

const FILTER = { place: 0, words: filterLongs(1_000) };

/** A filter that knows everything, so that all samples are visited. */
function everything() {
  const memory = indexMemory(8 * FILTER.words);
  new Uint8Array(memory.buffer).fill(255, 0, 8 * FILTER.words);
  return hasherOf(memory);
}
const ALL = everything();

type Sample = readonly [probe: number, at: number, hash: number, check: number];

function seen(hasher: typeof ALL, data: Uint8Array, start: number, count: number): readonly Sample[] {
  const samples: Sample[] = [];
  eachKnownSample(hasher, FILTER, { data, start, count }, (probe, hash, check, at) =>
    samples.push([probe, at, hash, check]),
  );
  return samples;
}

/** The same in plain words: twelve values, as three numbers of four. */
function inWords(data: Uint8Array, start: number, count: number): readonly Sample[] {
  return PROBES.flatMap((kind, probe) => {
    const end = data.length - ('lag' in kind ? kind.lag : 0);
    const samples: Sample[] = [];
    for (let at = start; at < start + count && at + SAMPLED_VALUES <= end; at += 1) {
      const values = sequenceOf(kind)(data, at, at + SAMPLED_VALUES);
      const sample = hashed(values, probe);
      if (sample !== undefined) samples.push([probe, at, ...sample]);
    }
    return samples;
  });
}

function hashed(values: Uint8Array, probe: number): readonly [number, number] | undefined {
  const view = new DataView(values.buffer, values.byteOffset, values.length);
  const [first = 0, middle = 0, last = 0] = [0, 4, 8].map((step) => view.getInt32(step, true));
  if (first === middle || middle === last) return undefined;
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(middle, 0x85ebca6b) ^ Math.imul(last, 0xc2b2ae35);
  const slot = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return [
    Math.imul((slot + Math.imul(probe + 1, 0x27d4eb2f)) | 0, 0x9e3779b1),
    Math.imul(first, 0x165667b1) ^ Math.imul((middle + last) | 0, 0xd3a2646d) ^ Math.imul(last, 0xfd7046c5),
  ];
}

describe('the samples of data', () => {
  it('are those that the same rule in TypeScript gives, of every probe, to the last that the data has', () => {
    const data = joined(noise(1, 12_200), new Uint8Array(40), noise(2, 30));
    for (const [start, count] of [
      [0, 256],
      [1, 3],
      [300, 256],
      [12_000, 256],
      [12_258, 256],
      [12_269, 256],
    ] as const)
      expect(seen(ALL, data, start, count), `from ${start}`).toEqual(inWords(data, start, count));
  });

  it('are so whatever the bytes', () => {
    const few = fc.array(fc.constantFrom(0, 1, 2, 255), { minLength: 0, maxLength: 120 });
    fc.assert(
      fc.property(few, fc.nat(60), (bytes, start) => {
        const data = Uint8Array.from(bytes);
        expect(seen(ALL, data, start, 64)).toEqual(inWords(data, start, 64));
      }),
    );
  });
});

describe('samples that were added', () => {
  const data = noise(3, 40_000);
  const placesOf = (count: number): readonly number[] => Array.from({ length: count }, (_, one) => 15 * one);

  it.each([[0], [1], [3], [5]])('are visited, and are known from then on, of probe %i', (probe) => {
    const hasher = hasherOf(indexMemory(8 * FILTER.words));
    const kind = PROBES[probe] as SequenceKind;
    const valuesAt = (at: number): Uint8Array => sequenceOf(kind)(data, at, at + SAMPLED_VALUES);
    const visited: unknown[] = [];
    // More than are handed over at once.
    addSamples(hasher, FILTER, { probe, valuesAt, places: placesOf(1_100) }, (hash, check, at) =>
      visited.push([at, hash, check]),
    );
    expect(visited).toEqual(
      placesOf(1_100).flatMap((at) => {
        const sample = hashed(valuesAt(at), probe);
        return sample === undefined ? [] : [[at, ...sample]];
      }),
    );
    const known = seen(hasher, data, 1_500, 256).filter(([one]) => one === probe);
    const wanted = [1_500, 1_515, 1_530, 1_755].filter((at) => hashed(valuesAt(at), probe) !== undefined);
    expect(wanted.length).toBeGreaterThan(1);
    expect(known.map(([, at]) => at)).toEqual(expect.arrayContaining(wanted));
  });

  it('are not known by chance but one in fifty', () => {
    const hasher = hasherOf(indexMemory(8 * FILTER.words));
    const valuesAt = (at: number): Uint8Array => data.subarray(at, at + SAMPLED_VALUES);
    addSamples(hasher, FILTER, { probe: 0, valuesAt, places: placesOf(1_000) }, () => undefined);
    expect(seen(hasher, noise(4, 13_000), 0, 256).length).toBeLessThan((18 * 256) / 50);
  });

  it.each([
    ['zeros', () => 0],
    ['a pattern of four values', (at: number) => 37 * (at % 4)],
  ])('are none of %s', (_, valueAt) => {
    const hasher = hasherOf(indexMemory(8 * FILTER.words));
    const values = Uint8Array.from({ length: 100 }, (_value, at) => valueAt(at));
    const visited: number[] = [];
    addSamples(
      hasher,
      FILTER,
      { probe: 0, valuesAt: (at) => values.subarray(at, at + SAMPLED_VALUES), places: [0, 8, 40] },
      (_hash, _check, at) => visited.push(at),
    );
    expect(visited).toEqual([]);
  });
});
