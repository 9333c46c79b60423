/** So many values decide whether a place is a sample, and by what it is found. */
export const SAMPLED_VALUES = 12;
/** One place in so many is a sample, a power of two. */
const SAMPLE_EACH = 64;

/** 64 bits of a sample's values: no two different ones have them in common. */
export interface SampleHash {
  readonly slot: number;
  readonly check: number;
}

/**
 * Visits the samples of a sequence that begin from `from` on and before `to`, with the hash by which they are found again.
 * Which places are samples their values say: whoever has the same values has the same samples, wherever they lie (Manber
 * 1994). Stretches that repeat themselves have none: zeros and patterns are everywhere.
 */
export function eachSample(
  values: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
  visit: (hash: SampleHash, at: number) => void,
): void {
  const end = Math.min(to, values.length - SAMPLED_VALUES + 1);
  if (from >= end) return;
  // Three words of four values are the window; each is the one before, moved on by a value.
  let first = wordAt(values, from - 1);
  let middle = wordAt(values, from + 3);
  let last = wordAt(values, from + 7);
  for (let at = from; at < end; at += 1) {
    first = (first << 8) | (values[at + 3] ?? 0);
    middle = (middle << 8) | (values[at + 7] ?? 0);
    last = (last << 8) | (values[at + 11] ?? 0);
    const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(middle, 0x85ebca6b) ^ Math.imul(last, 0xc2b2ae35);
    const hash = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
    if ((hash >>> 26) % SAMPLE_EACH !== 0 || first === middle || middle === last) continue;
    const check =
      Math.imul(first, 0x165667b1) ^ Math.imul(middle + last, 0xd3a2646d) ^ Math.imul(last, 0xfd7046c5);
    visit({ slot: hash, check }, at);
  }
}

function wordAt(values: Uint8Array, at: number): number {
  let word = 0;
  for (let step = 0; step < 4; step += 1) word = (word << 8) | (values[at + step] ?? 0);
  return word;
}
