/**
 * A filter that says of most things that they were not added, by 64 bits of their hash (Bloom 1970). Three bits for each thing,
 * all in one word, so that one look at memory decides.
 */
export type BloomFilter = Int32Array;

const BITS_OF_ONE = 8;

/** A filter with room for so many things, in memory that threads can share. Of others it knows one in twenty to forty. */
export function emptyFilter(things: number): BloomFilter {
  const words = 2 ** Math.ceil(Math.log2(Math.max((things * BITS_OF_ONE) / 32, 64)));
  return new Int32Array(new SharedArrayBuffer(4 * words));
}

/** Adds something by its hash. */
export function addTo(filter: BloomFilter, low: number, high: number): void {
  const word = low & (filter.length - 1);
  filter[word] = (filter[word] as number) | bitsOf(high);
}

/** Whether something may have been added. */
export function isKnownTo(filter: BloomFilter, low: number, high: number): boolean {
  const bits = bitsOf(high);
  return ((filter[low & (filter.length - 1)] as number) & bits) === bits;
}

/** The lowest 15 bits choose three of a word's. */
function bitsOf(hash: number): number {
  return (1 << hash) | (1 << (hash >>> 5)) | (1 << (hash >>> 10));
}
