import type { StimulusId } from '../model/ids.ts';
import type { KnownStimulus } from './window-index.ts';

/** So much of an object that nobody can read as comparing it with others takes. */
export interface KeystreamSample {
  /** The object's bytes from `FROM` on. */
  readonly bytes: Uint8Array;
  /** Of the whole object. */
  readonly length: number;
}

/** Two objects hold two stimuli under the same bytes. */
export interface SharedKeystream {
  /** Which sample, and which other one. */
  readonly sample: number;
  readonly other: number;
  readonly stimulus: StimulusId;
  /** Of the object, and of the stimulus. */
  readonly offset: number;
  readonly stimulusOffset: number;
  readonly length: number;
}

/** Behind the beginnings of files, in which two images are alike. */
const FROM = 4_096;
/** Evidence: 512 bits. */
const RUN = 64;
/** A header of usual length may stand before what is hidden. */
const LONGEST_HEADER = 64;
const LEAST_DISTINCT = 16;

/** The sample of an object; `undefined` for one that is too short to be compared. */
export function keystreamSample(bytes: Uint8Array): KeystreamSample | undefined {
  const end = FROM + RUN + LONGEST_HEADER;
  // A copy also of a Buffer, whose `slice` is none: whoever reads a file piece by piece reads the next one into the same memory.
  return bytes.length < end
    ? undefined
    : { bytes: Uint8Array.from(bytes.subarray(FROM, end)), length: bytes.length };
}

/**
 * Finds one keystream used for two stimuli ("two-time pad"): XORed with each other, the hidden copies are the stimuli XORed with each other, and
 * the stream falls out. Each object's sample is joined with that of its partner by hash, so that objects are never compared pair by
 * pair; pairs of stimuli are. Both objects must have headers of the same length, up to 64 bytes. Which of the two stimuli is
 * in which object only sizes tell; when they do not, each object is said to hold either.
 */
export function detectSharedKeystream(
  stimuli: readonly KnownStimulus[],
  samples: readonly KeystreamSample[],
): readonly SharedKeystream[] {
  const pairs = pairsOf(stimuli);
  const found: SharedKeystream[] = [];
  for (let header = 0; header <= LONGEST_HEADER; header += 1) {
    const byWord = new Map<number, number[]>();
    samples.forEach(({ bytes }, at) => {
      const word = wordAt(bytes, header);
      byWord.set(word, [...(byWord.get(word) ?? []), at]);
    });
    for (const [word, here] of byWord)
      for (const pair of pairs)
        for (const other of byWord.get(word ^ pair.word) ?? [])
          for (const sample of here)
            if (sample < other && isExplained(pair.together, samples, { sample, other, header }))
              found.push(...named(pair, samples, { sample, other, header }));
  }
  return found;
}

interface Pair {
  readonly one: KnownStimulus;
  readonly two: KnownStimulus;
  /** Both XORed with each other, from `FROM` on. */
  readonly together: Uint8Array;
  readonly word: number;
}

function pairsOf(stimuli: readonly KnownStimulus[]): readonly Pair[] {
  return stimuli.flatMap((one, at) =>
    stimuli.slice(at + 1).flatMap((two) => {
      if (Math.min(one.bytes.length, two.bytes.length) < FROM + RUN) return [];
      const together = one.bytes
        .slice(FROM, FROM + RUN)
        .map((byte, step) => byte ^ (two.bytes[FROM + step] ?? 0));
      // What both have in common hides nothing of either.
      return new Set(together).size < LEAST_DISTINCT
        ? []
        : [{ one, two, together, word: wordAt(together, 0) }];
    }),
  );
}

interface Place {
  readonly sample: number;
  readonly other: number;
  readonly header: number;
}

function isExplained(
  together: Uint8Array,
  samples: readonly KeystreamSample[],
  { sample, other, header }: Place,
): boolean {
  const [a, b] = [samples[sample]?.bytes, samples[other]?.bytes];
  return together.every((byte, step) => byte === ((a?.[header + step] ?? 0) ^ (b?.[header + step] ?? 0)));
}

/** What is not the image of an object is as long in both, when the images are told apart by their sizes. */
function named(
  { one, two }: Pair,
  samples: readonly KeystreamSample[],
  { sample, other, header }: Place,
): readonly SharedKeystream[] {
  const rest = (at: number, { bytes }: KnownStimulus): number => (samples[at]?.length ?? 0) - bytes.length;
  const straight = rest(sample, one) === rest(other, two);
  const crossed = rest(sample, two) === rest(other, one);
  const of = (at: number, partner: number, { id }: KnownStimulus): SharedKeystream => ({
    sample: at,
    other: partner,
    stimulus: id,
    offset: FROM + header,
    stimulusOffset: FROM,
    length: RUN,
  });
  return [
    ...(straight || !crossed ? [of(sample, other, one), of(other, sample, two)] : []),
    ...(crossed || !straight ? [of(sample, other, two), of(other, sample, one)] : []),
  ];
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}
