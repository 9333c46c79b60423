import type { MarkedFormat } from './decoder.ts';
import { type Expanded, expandDeflate } from './inflate.ts';
import { NOTHING_DECODED } from './layer.ts';

/** zlib (RFC 1950) with a window of 32 kB, at each of its four levels: what else is possible nobody writes. */
export const ZLIB_STREAMS: readonly MarkedFormat[] = [0x01, 0x5e, 0x9c, 0xda].map((level) => ({
  name: 'zlib',
  magic: [0x78, level],
  read(input, start, budget) {
    if (isPictureData(input, start)) return NOTHING_DECODED;
    const expanded = expandDeflate(input.subarray(start + 2), budget, 'guessed');
    if (expanded === undefined || !isPlausible(input, start, expanded)) return NOTHING_DECODED;
    const end = start + 2 + expanded.consumed + (expanded.complete ? CHECKSUM : 0);
    const complete = expanded.complete && end <= input.length;
    const { bytes } = expanded;
    return { pieces: [{ label: 'zlib', start, end: Math.min(end, input.length), bytes, complete }] };
  },
}));

const CHECKSUM = 4;
/** One stream of chance in thousands reaches so far. */
const FAR_ENOUGH = 512;

/** A header of two bytes is met by chance, and so is a short stream behind it: that one's checksum must be right. */
function isPlausible(input: Uint8Array, start: number, { bytes, consumed, complete }: Expanded): boolean {
  if (consumed >= FAR_ENOUGH) return true;
  const end = start + 2 + consumed;
  if (!complete || end + CHECKSUM > input.length) return false;
  return new DataView(input.buffer, input.byteOffset + end, CHECKSUM).getUint32(0) === adler32(bytes);
}

/** RFC 1950, section 8.2. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

/** The pixels of a PNG are for who decodes pictures: as a stream they are cut into chunks, and ten times as long. */
function isPictureData(input: Uint8Array, start: number): boolean {
  const [a, b, c, d] = input.subarray(Math.max(start - 4, 0), start);
  return a === 0x49 && b === 0x44 && c === 0x41 && d === 0x54;
}
