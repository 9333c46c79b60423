import { Decompress } from 'fzstd';
import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';
import { Output } from './output.ts';

/** Zstandard frames (RFC 8878), block by block: what stood before a break is kept, and a bomb is stopped at the limit. */
export const ZSTD: MarkedFormat = {
  name: 'zstd',
  magic: [0x28, 0xb5, 0x2f, 0xfd],
  read(input, start, budget) {
    const output = new Output(budget);
    const frame = frameOf(input, start);
    if (!isModest(input, start) || !budget.work(frame.end - start)) return NOTHING_DECODED;
    let complete = frame.complete;
    try {
      const stream = new Decompress((bytes) => {
        if (!output.append(bytes)) throw new RangeError('more than the limit');
      });
      for (let at = start; at < frame.end; at += STEP)
        stream.push(input.subarray(at, Math.min(at + STEP, frame.end)), at + STEP >= frame.end);
    } catch {
      complete = false;
    }
    if (output.length === 0) return NOTHING_DECODED;
    return { pieces: [{ label: 'zstd', start, end: frame.end, bytes: output.bytes, complete }] };
  },
};

const STEP = 65_536;
/** Of which fzstd makes a buffer at once, however short the stream is. */
const LARGEST_WINDOW = 2 ** 25;

/** Where the frame's blocks end: their headers say how long they are, whatever is in them (section 3.1.1.2). */
function frameOf(input: Uint8Array, start: number): { readonly end: number; readonly complete: boolean } {
  const descriptor = input[start + 4] ?? 0;
  const single = (descriptor >> 5) & 1;
  const sizes = [single, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  let at = start + 5 + (1 - single) + dictionary + sizes;
  while (at + 3 <= input.length) {
    const header = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16);
    at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
    if ((header & 1) === 1) {
      const end = at + (descriptor & 4);
      return { end: Math.min(end, input.length), complete: end <= input.length };
    }
  }
  return { end: input.length, complete: false };
}

/** Whether the window is one that a phone would use: by its exponent, or by the content's size where there is only that. */
function isModest(input: Uint8Array, start: number): boolean {
  const descriptor = input[start + 4] ?? 0;
  const field = input[start + 5] ?? 0;
  if (((descriptor >> 5) & 1) === 0)
    return 2 ** (10 + (field >> 3)) * (1 + (field & 7) / 8) <= LARGEST_WINDOW;
  if (descriptor >> 6 < 2 || start + 14 > input.length) return true;
  const at = start + 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const size = new DataView(input.buffer, input.byteOffset + at, 8);
  return (
    size.getUint32(0, true) <= LARGEST_WINDOW && (descriptor >> 6 === 2 || size.getUint32(4, true) === 0)
  );
}
