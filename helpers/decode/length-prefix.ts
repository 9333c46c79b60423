import type { ReadFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';

/** Behind a header of an app's own, of usual length. */
const FARTHEST = 64;
const SHORTEST = 64;

/**
 * What follows a number of four bytes that is exactly its length: the end of many formats that apps make up, and of messages
 * that stand in others. By chance one input in 2^25 has such a number. It matters for what is known by its beginning only.
 */
export const readLengthPrefix: ReadFormat = (input) => {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  for (let at = 0; at <= FARTHEST && at + 4 + SHORTEST <= input.length; at += 1) {
    const start = at + 4;
    const rest = input.length - start;
    if (view.getUint32(at) !== rest && view.getUint32(at, true) !== rest) continue;
    const bytes = input.subarray(start);
    return {
      pieces: [{ label: 'behind its length', start, end: input.length, bytes, complete: true }],
      structure: [{ start: at, end: start }],
    };
  }
  return NOTHING_DECODED;
};
