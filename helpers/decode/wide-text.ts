import type { ReadFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';

/**
 * Text in two bytes a character, as Java and Windows keep it: what its characters stand for is found when they are one
 * byte each. Only where every other byte is zero, and both bytes are known by the first.
 */
export const readWideText: ReadFormat = (input, budget) => {
  const zero = input[0] === 0 ? 0 : 1;
  if (input.length < SHORTEST || !budget.work(Math.min(input.length, SHORTEST))) return NOTHING_DECODED;
  for (let at = zero; at < SHORTEST; at += 2)
    if (input[at] !== 0 || input[at ^ 1] === 0) return NOTHING_DECODED;
  let end = 0;
  while (end + 1 < input.length && input[end + zero] === 0) end += 2;
  const bytes = new Uint8Array(end / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = input[2 * at + 1 - zero] ?? 0;
  return { pieces: [{ label: 'UTF-16', start: 0, end, bytes, complete: true }] };
};

/**
 * Bytes that were taken for characters and written as UTF-8, as happens to bytes in a string. Where all characters are
 * below U+0100, and there are too many of the higher ones for a language.
 */
export const readWidenedBytes: ReadFormat = (input, budget) => {
  const head = input.subarray(0, HEAD);
  if (head.filter((byte) => byte >= 0x80).length * 8 < head.length || !budget.work(input.length))
    return NOTHING_DECODED;
  const bytes = new Uint8Array(input.length);
  let length = 0;
  let widened = 0;
  let at = 0;
  for (; at < input.length; at += 1) {
    const byte = input[at] ?? 0;
    const next = input[at + 1] ?? 0;
    if (byte >= 0x80) {
      if ((byte !== 0xc2 && byte !== 0xc3) || (next & 0xc0) !== 0x80) break;
      bytes[length] = ((byte & 3) << 6) | (next & 0x3f);
      widened += 1;
      at += 1;
    } else bytes[length] = byte;
    length += 1;
  }
  if (length < SHORTEST || widened * 4 < length) return NOTHING_DECODED;
  const made = bytes.subarray(0, length);
  return {
    pieces: [{ label: 'bytes as UTF-8', start: 0, end: at, bytes: made, complete: at === input.length }],
  };
};

const SHORTEST = 32;
/** Tells at once what is plain text, which most input is. */
const HEAD = 128;
