import { type Hasher, INPUT_BYTES, takeIn } from './byte-hashes.ts';
import type { Region } from './evidence-regions.ts';

/** The shortest run that counts: 64 bytes of compressed picture are 512 bits that nothing else produces. */
export const SHORTEST_RUN = 64;
/** Windows of so many bytes are known, and asked for. */
export const FILTERED_WINDOW = 16;
/** As in `byte-hashes.c`: a run of 64 bytes has 49 such windows, and one of 48 is both known and asked for. */
const KNOWN_STRIDE = 3;
const PROBED_STRIDE = 16;
/** What is known goes on for so long before or behind a place, or it is none of a run. */
const ONE_SIDE = 24;

/** Where a filter lies in the memory of its index. It knows short windows by three bits of one word each. */
export interface WindowFilter {
  readonly place: number;
  readonly words: number;
}

/** How many words a filter takes for so many bytes of stimuli: eight bits for each window. Of others it knows one in twenty-five. */
export function filterWords(bytes: number): number {
  return Math.ceil(bytes / KNOWN_STRIDE / 4) + 1;
}

/** Has the filter know the short windows that begin in a stretch. */
export function addWindows(
  hasher: Hasher,
  filter: WindowFilter,
  bytes: Uint8Array,
  { start, end }: Region,
): void {
  const last = Math.min(end, bytes.length - FILTERED_WINDOW + 1);
  const most = Math.floor(INPUT_BYTES / KNOWN_STRIDE) * KNOWN_STRIDE;
  const first = Math.ceil(start / KNOWN_STRIDE) * KNOWN_STRIDE;
  for (let at = first; at < last; at += most) {
    const stretch = Math.min(most, last - at);
    const place = takeIn(hasher, bytes.subarray(at, at + stretch + FILTERED_WINDOW - 1));
    hasher.add_windows(filter.place, filter.words, place, Math.ceil(stretch / KNOWN_STRIDE));
  }
}

/**
 * Where runs of 64 bytes and more may be whose windows the filter knows: in each of them is one of these places, with 16 of its
 * bytes behind it. In bytes that have no such run next to none comes up, as it would take eight more windows in a row.
 */
export function* likelyPlaces(hasher: Hasher, filter: WindowFilter, bytes: Uint8Array): Generator<number> {
  const { output, places } = hasher;
  const last = bytes.length - FILTERED_WINDOW + 1;
  for (let at = 0; at < last; at += INPUT_BYTES) {
    const begin = Math.max(0, at - ONE_SIDE);
    const around = bytes.subarray(begin, at + INPUT_BYTES + ONE_SIDE + FILTERED_WINDOW);
    const count = Math.ceil(Math.min(INPUT_BYTES, last - at) / PROBED_STRIDE);
    const found = hasher.likely_places(
      filter.place,
      filter.words,
      takeIn(hasher, around),
      around.length,
      at - begin,
      count,
      places.output,
    );
    // Who goes through them may search something else in between.
    for (const one of found === 0 ? [] : output.slice(0, found)) yield begin + one;
  }
}
