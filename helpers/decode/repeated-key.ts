import type { ReadFormat } from './decoder.ts';
import { type Decoded, NOTHING_DECODED } from './layer.ts';

/** Four bytes of any value. */
const LENGTH = [undefined, undefined, undefined, undefined] as const;

/** With what files of these formats begin, always: nothing of it depends on the content. */
const HEADS: readonly (readonly (number | undefined)[])[] = [
  // JPEG with a JFIF segment (ITU-T T.871, 10.1), and with an EXIF one, whose length is its own.
  [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01],
  [0xff, 0xd8, 0xff, 0xe1],
  // JPEG without either, from its first table on, of 64 values of a byte each (ITU-T T.81, B.2.4.1).
  [0xff, 0xd8, 0xff, 0xdb, 0x00, 0x43, 0x00],
  // PNG up to the end of its first chunk's name (ISO/IEC 15948, 5.2 and 11.2.2).
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52],
  // WebP (RFC 9649, 2.4), whose length is its own.
  [...Buffer.from('RIFF'), ...LENGTH, ...Buffer.from('WEBPVP8')],
  // gzip (RFC 1952, 2.3.1), without a name and a time, as libraries write it.
  [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00],
  // A zip's first entry (PKWARE's APPNOTE 6.3.10, 4.3.7), deflated, whatever version and flags it has.
  [0x50, 0x4b, 0x03, 0x04, undefined, 0x00, undefined, undefined, 0x08, 0x00],
  // The same as Java writes it: version 2.0, a data descriptor, deflated.
  [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x08, 0x08, 0x08, 0x00],
];

/** So many bytes of a head have to be right once the key is known: by chance one in 2^24 is. */
const PROOF = 3;

/** How a byte and a key make a hidden one, and which key must have made it. */
const HIDINGS = [
  {
    name: 'XORed with',
    keyOf: (hidden: number, open: number) => hidden ^ open,
    undo: (hidden: number, key: number) => hidden ^ key,
  },
  {
    name: 'with a key added,',
    keyOf: (hidden: number, open: number) => (hidden - open) & 255,
    undo: (hidden: number, key: number) => (hidden - key) & 255,
  },
] as const;

/**
 * Takes a repeating key off whose first turn a known head gives away, XORed or added: what was
 * encoded anew before it was hidden, so that its bytes are not known. Whatever comes of it is decoded as any other layer; by itself
 * it proves nothing.
 */
export const readRepeatedKey: ReadFormat = (input, budget) => {
  for (const head of HEADS) {
    for (const { name, keyOf, undo } of HIDINGS) {
      const key = repeatedKey(input, head, keyOf);
      if (key === undefined) continue;
      if (!budget.work(input.length)) return NOTHING_DECODED;
      const bytes = input.map((byte, at) => undo(byte, key[at % key.length] ?? 0));
      return whole(`${name} 0x${Buffer.from(key).toString('hex')}`, bytes);
    }
  }
  return NOTHING_DECODED;
};

function whole(label: string, bytes: Uint8Array): Decoded {
  return { pieces: [{ label, start: 0, end: bytes.length, bytes, complete: true }] };
}

/** The shortest key that makes the input begin with the head, and repeats within it. */
function repeatedKey(
  input: Uint8Array,
  head: (typeof HEADS)[number],
  keyOf: (hidden: number, open: number) => number,
): Uint8Array | undefined {
  if (input.length < head.length) return undefined;
  const stream = head.map((byte, at) => (byte === undefined ? undefined : keyOf(input[at] ?? 0, byte)));
  const known = stream.filter((byte) => byte !== undefined).length;
  for (let period = 1; period + PROOF <= known; period += 1) {
    const key = Array.from({ length: period }, (_, turn) =>
      stream.find((byte, at) => byte !== undefined && at % period === turn),
    );
    if (!stream.every((byte, at) => byte === undefined || byte === key[at % period])) continue;
    // A byte of the key that no byte of the head tells; or zeros, which would be the file itself, that others read.
    if (key.includes(undefined) || key.every((byte) => byte === 0)) return undefined;
    return Uint8Array.from(key, (byte) => byte ?? 0);
  }
  return undefined;
}
