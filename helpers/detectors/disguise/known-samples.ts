import { type Hasher, takeIn } from '../byte-hashes.ts';
import { PROBES } from './disguises.ts';
import { FAR, type SequenceKind } from './sequences.ts';

/** So many values of a sequence are a sample. */
export const SAMPLED_VALUES = 12;

/** Where a filter lies in the memory of its index. It knows samples by four bits of one word of 64. */
export interface SampleFilter {
  readonly place: number;
  readonly words: number;
}

/** How many words a filter takes for so many samples: twelve bits for each. Of others it knows one in a hundred. */
export function filterLongs(samples: number): number {
  return Math.ceil((samples * 12) / 64) + 1;
}

/** Calls for a sample with the two halves of its hash, and where it stands. */
type Visit = (hash: number, check: number, at: number) => void;

/** The probes' samples are told apart by this. */
function seedOf(probe: number): number {
  return Math.imul(probe + 1, 0x27d4eb2f);
}

const MOST_AT_ONCE = 1_024;
/** Windows are handed over so far apart. */
const APART = 16;

/**
 * Has the filter know the samples that a sequence has at these places, and visits them; those that repeat themselves are none:
 * zeros and patterns are everywhere.
 */
export function addSamples(
  hasher: Hasher,
  filter: SampleFilter,
  { probe, valuesAt, places }: AddedSamples,
  visit: Visit,
): void {
  const { input, output, places: where } = hasher;
  for (let from = 0; from < places.length; from += MOST_AT_ONCE) {
    const some = places.slice(from, from + MOST_AT_ONCE);
    some.forEach((place, one) => {
      const values = valuesAt(place);
      for (let step = 0; step < SAMPLED_VALUES; step += 1) input[one * APART + step] = values[step] as number;
    });
    const found = hasher.add_samples(
      filter.place,
      filter.words,
      seedOf(probe),
      where.input,
      some.length,
      where.output,
    );
    for (let one = 0; one < 3 * found; one += 3)
      visit(output[one + 1] as number, output[one + 2] as number, some[output[one] as number] as number);
  }
}

interface AddedSamples {
  readonly probe: number;
  /** The values of a sample that begins at a place. */
  readonly valuesAt: (place: number) => Uint8Array;
  readonly places: readonly number[];
}

const LONGEST_LAG = Math.max(...PROBES.map(lagOf));

/** Visits what a probe sees of data at each of so many places from `start` on, where the filter knows it. */
export function eachKnownSample(
  hasher: Hasher,
  filter: SampleFilter,
  { data, start, count }: { readonly data: Uint8Array; readonly start: number; readonly count: number },
  visit: (probe: number, ...sample: Parameters<Visit>) => void,
): void {
  const { output, places } = hasher;
  const before = Math.min(FAR, start);
  const wanted = count + SAMPLED_VALUES - 1;
  const around = data.subarray(start - before, start + wanted + LONGEST_LAG);
  const bytes = takeIn(hasher, around) + before;
  for (let probe = 0; probe < PROBES.length; probe += 1) {
    const sequence = PROBES[probe] as SequenceKind;
    const values = Math.min(wanted, around.length - before - lagOf(sequence));
    const samples = values - SAMPLED_VALUES + 1;
    if (samples <= 0) continue;
    const at = makeValues(hasher, sequence, { bytes, before }, values);
    const found = hasher.known_samples(filter.place, filter.words, seedOf(probe), at, samples, places.output);
    for (let one = 0; one < 3 * found; one += 3) {
      const place = output[one] as number;
      // Four are looked at together, the last of which may reach beyond the end.
      if (place < samples) visit(probe, output[one + 1] as number, output[one + 2] as number, start + place);
    }
  }
}

function lagOf(sequence: SequenceKind): number {
  return 'lag' in sequence ? sequence.lag : 0;
}

/** Makes so many values of a sequence, and says where they are. Before the bytes stand so many others. */
function makeValues(
  hasher: Hasher,
  sequence: SequenceKind,
  { bytes, before }: { readonly bytes: number; readonly before: number },
  count: number,
): number {
  const { places } = hasher;
  switch (sequence.kind) {
    case 'plain':
      return bytes;
    case 'xor':
      hasher.xor_at(places.values, bytes, sequence.lag, count);
      return places.values;
    case 'difference':
      hasher.difference_at(places.values, bytes, sequence.lag, count);
      return places.values;
    case 'distances':
      hasher.distances(places.values, bytes, before, count, places.output);
      return places.values;
  }
}
