import type { Budget } from './budget.ts';
import type { MarkedFormat } from './decoder.ts';
import { type Decoded, NOTHING_DECODED } from './layer.ts';
import { LzmaReader, lzmaProperties } from './lzma.ts';

/** The xz format (tukaani.org/xz/xz-file-format.txt, 1.2.1) with LZMA2, which is all that anybody writes without asking for more. */
export const XZ: MarkedFormat = {
  name: 'xz',
  magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  read(input, start, budget) {
    const reader = new LzmaReader(budget);
    const check =
      [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64][(input[start + 7] ?? 0) & 15] ?? 0;
    let at = start + 12;
    let complete = true;
    while (complete && at < input.length && input[at] !== 0) {
      const block = at + ((input[at] ?? 0) + 1) * 4;
      const read = readChunks(input, block, { reader, budget });
      // Any filter but LZMA2 alone changes the bytes in ways that are not undone here.
      complete = read.complete && (input[at + 1] ?? 255) % 64 === 0 && input[at + 2] === LZMA2;
      at = block + Math.ceil((read.end - block) / 4) * 4 + (complete ? check : 0);
    }
    const index = complete && input[at] === 0 ? indexEnd(input, at) : at;
    return result('xz', { start, end: index }, { reader, complete, input });
  },
};

/** LZMA by itself (.lzma): nothing but its properties stands before it, so it must be the usual ones. */
export const LZMA: MarkedFormat = {
  name: 'lzma',
  magic: [0x5d, 0x00, 0x00],
  read(input, start, budget) {
    const properties = lzmaProperties(input[start] ?? 255);
    if (properties === undefined || start + 18 > input.length) return NOTHING_DECODED;
    const header = new DataView(input.buffer, input.byteOffset + start, 13);
    const [low, high] = [header.getUint32(5, true), header.getUint32(9, true)];
    const unknown = low === 0xffffffff && high === 0xffffffff;
    // The first byte of the coder is always zero, and nobody has terabytes.
    if (input[start + 13] !== 0 || (!unknown && high > 0)) return NOTHING_DECODED;
    const reader = new LzmaReader(budget);
    reader.reset(properties);
    if (!budget.work(1)) return NOTHING_DECODED;
    const complete = reader.read(input.subarray(start + 13), unknown ? undefined : low);
    budget.work(reader.output.length);
    if (!complete && reader.output.length < PLAUSIBLE) return NOTHING_DECODED;
    return result('lzma', { start, end: start + 13 + reader.consumed }, { reader, complete, input });
  },
};

const LZMA2 = 0x21;
/** Chance gives a coder some bytes before it breaks. */
const PLAUSIBLE = 4_096;

interface Reading {
  readonly reader: LzmaReader;
  readonly budget: Budget;
}

/** LZMA2: chunks that are stored, or compressed with or without a fresh state; a zero ends them. */
function readChunks(
  input: Uint8Array,
  from: number,
  { reader, budget }: Reading,
): { readonly end: number; readonly complete: boolean } {
  let at = from;
  while (at < input.length) {
    const control = input[at] ?? 0;
    if (control === 0) return { end: at + 1, complete: true };
    const size = (((input[at + 1] ?? 0) << 8) | (input[at + 2] ?? 0)) + 1;
    if (!budget.work(size)) break;
    if (control < 0x80) {
      const stored = input.subarray(at + 3, at + 3 + size);
      at += 3 + stored.length;
      if (control > 2 || !reader.output.append(stored) || stored.length < size) break;
      continue;
    }
    const packed = (((input[at + 3] ?? 0) << 8) | (input[at + 4] ?? 0)) + 1;
    const fresh = (control >> 5) & 3;
    const properties = fresh >= 2 ? lzmaProperties(input[at + 5] ?? 255) : undefined;
    if (fresh >= 2 && properties === undefined) break;
    if (fresh >= 1) reader.reset(properties);
    const body = at + (fresh >= 2 ? 6 : 5);
    at = body + packed;
    if (!reader.read(input.subarray(body, at), size + (((control & 31) << 16) >>> 0))) break;
  }
  return { end: Math.min(at, input.length), complete: false };
}

/** The index repeats what the blocks say, and the footer what the header says (section 4 and 2.1.2). */
function indexEnd(input: Uint8Array, start: number): number {
  const footer = Buffer.from(input.buffer, input.byteOffset + start, input.length - start).indexOf('YZ');
  return footer === -1 ? input.length : start + footer + 2;
}

function result(
  label: string,
  from: { readonly start: number; readonly end: number },
  {
    reader,
    complete,
    input,
  }: { readonly reader: LzmaReader; readonly complete: boolean; readonly input: Uint8Array },
): Decoded {
  if (reader.output.length === 0) return NOTHING_DECODED;
  const { bytes } = reader.output;
  return { pieces: [{ label, start: from.start, end: Math.min(from.end, input.length), bytes, complete }] };
}
