import { addTo, type BloomFilter, isKnownTo } from './bloom-filter.ts';
import { HASHED_WINDOW, neighbourHashes, windowHashes } from './byte-hashes.ts';
import type { Region } from './evidence-regions.ts';

/** The shortest run that counts: 64 bytes of compressed picture are 512 bits that nothing else produces. */
export const SHORTEST_RUN = 64;
/** Every such run holds a whole short window at this stride. */
const STRIDE = SHORTEST_RUN - HASHED_WINDOW + 1;
const MOST_AT_ONCE = 1_024;

/** Has the filter know the short windows that begin in a stretch. */
export function addWindows(filter: BloomFilter, bytes: Uint8Array, { start, end }: Region): void {
  for (const { count, hashes } of windowHashes(bytes, { from: start, to: end, stride: 1 })) {
    for (let one = 0; one < 2 * count; one += 2)
      addTo(filter, hashes[one] as number, hashes[one + 1] as number);
  }
}

/**
 * Where runs of 64 bytes and more may be whose windows the filter knows: in each of them is one of these places, with 16 of its
 * bytes behind it. In bytes that have no such run, some two places in a thousand come up.
 */
export function likelyPlaces(filter: BloomFilter, bytes: Uint8Array): readonly number[] {
  const places: number[] = [];
  for (const { at, count, hashes } of windowHashes(bytes, { from: 0, to: bytes.length, stride: STRIDE })) {
    const known: number[] = [];
    for (let one = 0; one < count; one += 1) if (knows(filter, hashes, one)) known.push(at + one * STRIDE);
    for (let from = 0; from < known.length; from += MOST_AT_ONCE)
      places.push(...withNeighbour(filter, bytes, known.slice(from, from + MOST_AT_ONCE)));
  }
  return places;
}

/** Of the 48 other bytes of a run 24 are on one side, so that a whole window is, which the filter knows as well. */
function withNeighbour(filter: BloomFilter, bytes: Uint8Array, places: readonly number[]): readonly number[] {
  const hashes = neighbourHashes(bytes, places);
  return places.filter(
    (place, one) =>
      (place >= HASHED_WINDOW && knows(filter, hashes, 3 * one)) ||
      (place + 2 * HASHED_WINDOW <= bytes.length && knows(filter, hashes, 3 * one + 2)),
  );
}

function knows(filter: BloomFilter, hashes: Int32Array, one: number): boolean {
  return isKnownTo(filter, hashes[2 * one] as number, hashes[2 * one + 1] as number);
}
