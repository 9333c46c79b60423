import type { ReadFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';

/** With what files of these formats begin, always: nothing of it depends on the content. */
const HEADS: readonly (readonly number[])[] = [
  // JPEG with a JFIF segment (ITU-T T.871, 10.1), and with an EXIF one, whose length is its own.
  [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01],
  [0xff, 0xd8, 0xff, 0xe1],
  // JPEG without either, from its first table on, of 64 values of a byte each (ITU-T T.81, B.2.4.1).
  [0xff, 0xd8, 0xff, 0xdb, 0x00, 0x43, 0x00],
  // PNG up to the end of its first chunk's name (ISO/IEC 15948, 5.2 and 11.2.2).
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52],
  // gzip (RFC 1952, 2.3.1), without a name and a time, as libraries write it.
  [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00],
  // A zip's first entry, as Java writes it: version 2.0, a data descriptor, deflated.
  [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x08, 0x08, 0x08, 0x00],
];

/** So many bytes of a head have to be right once the key is known: by chance one in 2^24 is. */
const PROOF = 3;

/**
 * Takes a repeating XOR key off whose first turn a known head gives away: what was encoded anew before it was hidden, so that
 * its bytes are not known. Whatever comes of it is decoded as any other layer; by itself it proves nothing.
 */
export const readRepeatedKey: ReadFormat = (input, budget) => {
  for (const head of HEADS) {
    const key = keyOf(input, head);
    if (key === undefined) continue;
    if (!budget.work(input.length)) return NOTHING_DECODED;
    const bytes = input.map((byte, at) => byte ^ (key[at % key.length] ?? 0));
    const label = `XORed with 0x${Buffer.from(key).toString('hex')}`;
    return { pieces: [{ label, start: 0, end: input.length, bytes, complete: true }] };
  }
  return NOTHING_DECODED;
};

/** The shortest key that makes the input begin with the head, and repeats within it. */
function keyOf(input: Uint8Array, head: readonly number[]): Uint8Array | undefined {
  if (input.length < head.length) return undefined;
  const stream = Uint8Array.from(head, (byte, at) => byte ^ (input[at] ?? 0));
  for (let period = 1; period + PROOF <= head.length; period += 1) {
    if (stream.every((byte, at) => byte === stream[at % period]))
      // Zeros would be the file itself, which others read.
      return stream.some((byte) => byte !== 0) ? stream.slice(0, period) : undefined;
  }
  return undefined;
}
