import type { ReadFormat } from './decoder.ts';
import { type Expanded, expandBrotli, expandDeflate } from './inflate.ts';
import { type Decoded, NOTHING_DECODED } from './layer.ts';

/**
 * Streams that nothing marks: brotli from the first byte, and deflate from one of the first, as behind a header that was
 * taken away or changed. Chance looks like a short stream, so only what reaches far is taken for one.
 */
export const readHeadlessStream: ReadFormat = (input, budget) => {
  if (input.length < SHORTEST) return NOTHING_DECODED;
  const last = input.length < LARGE ? 0 : FARTHEST;
  for (let start = 0; start <= last; start += 1) {
    const expanded = expandDeflate(input.subarray(start), budget, 'guessed');
    if (isPlausible(input, start, expanded)) return pieceOf('deflate', start, expanded);
  }
  const brotli = expandBrotli(input, budget);
  return isPlausible(input, 0, brotli) && !isCopied(input, brotli)
    ? pieceOf('brotli', 0, brotli)
    : NOTHING_DECODED;
};

/** Behind the header of a zip entry with a name of usual length. */
const FARTHEST = 64;
const SHORTEST = 64;
/** Smaller inputs are many, and each offset takes time. */
const LARGE = 256;
/** One stream of chance in thousands reaches so far. */
const FAR_ENOUGH = 512;
/** What may stand behind a stream that is taken for one by where it ends: a checksum and a length. */
const LONGEST_TRAILER = 8;

function isPlausible(input: Uint8Array, start: number, expanded: Expanded | undefined): expanded is Expanded {
  if (expanded === undefined || expanded.bytes.length < SHORTEST) return false;
  if (expanded.consumed >= FAR_ENOUGH) return true;
  return expanded.complete && input.length - start - expanded.consumed <= LONGEST_TRAILER;
}

/** Brotli can hold bytes as they are, which chance finds in anything; they have been looked at already. */
function isCopied(input: Uint8Array, { bytes, complete }: Expanded): boolean {
  return (
    !complete &&
    Buffer.from(input.buffer, input.byteOffset, input.length).includes(
      Buffer.from(bytes.subarray(0, SHORTEST)),
    )
  );
}

function pieceOf(label: string, start: number, { bytes, consumed, complete }: Expanded): Decoded {
  return { pieces: [{ label, start, end: start + consumed, bytes, complete }] };
}
