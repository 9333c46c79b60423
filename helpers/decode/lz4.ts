import type { Budget } from './budget.ts';
import type { MarkedFormat, ReadFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';
import { Output } from './output.ts';

/** LZ4 frames (lz4_Frame_format.md 1.6.4): blocks may refer to those before them. */
export const LZ4_FRAME: MarkedFormat = {
  name: 'lz4',
  magic: [0x04, 0x22, 0x4d, 0x18],
  read(input, start, budget) {
    const flags = input[start + 4] ?? 0;
    if (flags >> 6 !== 1) return NOTHING_DECODED;
    const output = new Output(budget);
    let at = start + 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0);
    let complete = false;
    while (at + 4 <= input.length) {
      const word = wordAt(input, at);
      at += 4;
      if (word === 0) {
        complete = true;
        at += flags & CONTENT_CHECKSUM ? 4 : 0;
        break;
      }
      const block = input.subarray(at, at + (word & 0x7fffffff));
      at += block.length;
      if (!(word >>> 31 ? output.append(block) : readBlock(block, output))) break;
      if (flags & BLOCK_CHECKSUM) at += 4;
    }
    const end = Math.min(at, input.length);
    return { pieces: [{ label: 'lz4', start, end, bytes: output.bytes, complete }] };
  },
};

/**
 * One LZ4 block without a frame (lz4_Block_format.md), with or without its length before it, as it is kept by programs that
 * know what it is. Nothing marks it, so that it must end where the input does.
 */
export const readLz4Block: ReadFormat = (input, budget) => {
  for (const start of [0, 4]) {
    const bytes = blockFrom(input.subarray(start), budget);
    if (bytes === undefined) continue;
    return { pieces: [{ label: 'lz4 block', start, end: input.length, bytes, complete: true }] };
  }
  return NOTHING_DECODED;
};

const BLOCK_CHECKSUM = 16;
const CONTENT_SIZE = 8;
const CONTENT_CHECKSUM = 4;
const DICTIONARY = 1;
const SHORTEST = 64;

function blockFrom(input: Uint8Array, budget: Budget): Uint8Array | undefined {
  if (input.length < SHORTEST || !budget.work(SHORTEST)) return undefined;
  const output = new Output(budget);
  // Bytes that nothing repeats are in the block as they are, and have been looked at there.
  const isOne = readBlock(input, output) && output.length > input.length;
  return isOne ? output.bytes : undefined;
}

/** Sequences of literals and of what to repeat; the last has literals only. `false` when it is no block, or too large. */
function readBlock(input: Uint8Array, output: Output): boolean {
  for (let at = 0; at < input.length; ) {
    const token = input[at] ?? 0;
    at += 1;
    let literals = token >> 4;
    if (literals === 15) [literals, at] = longer(input, at, literals);
    if (at + literals > input.length || !output.append(input.subarray(at, at + literals))) return false;
    at += literals;
    if (at === input.length) return true;
    const distance = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) [length, at] = longer(input, at, length);
    if (!output.repeat(distance, length + 4)) return false;
  }
  return false;
}

function longer(input: Uint8Array, from: number, length: number): [number, number] {
  let at = from;
  let sum = length;
  for (; input[at] === 255; at += 1) sum += 255;
  return [sum + (input[at] ?? 0), at + 1];
}

function wordAt(input: Uint8Array, at: number): number {
  return new DataView(input.buffer, input.byteOffset + at, 4).getUint32(0, true);
}
