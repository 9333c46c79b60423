import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED, type Region } from './layer.ts';
import { zeroRuns } from './regions.ts';

/** An entry of a tar archive (POSIX.1-2017, pax, "ustar Interchange Format"), by its mark in the middle of its header. */
export const TAR_ENTRY: MarkedFormat = {
  name: 'tar entry',
  magic: [0x75, 0x73, 0x74, 0x61, 0x72],
  read(input, start, budget) {
    const header = start - MARK;
    const from = header + BLOCK;
    if (header < 0 || from > input.length || !budget.work(BLOCK) || !isTrue(input, header))
      return NOTHING_DECODED;
    const length = Number.parseInt(textAt(input, { start: header + 124, end: header + 136 }), 8) || 0;
    const bytes = input.subarray(from, from + length);
    const end = from + bytes.length;
    const structure = [
      ...zeroRuns(input, header, from),
      ...zeroRuns(input, end, Math.min(input.length, from + Math.ceil(length / BLOCK) * BLOCK)),
      ...trailer(input, from + Math.ceil(length / BLOCK) * BLOCK),
    ];
    const label = `tar entry ${textAt(input, { start: header, end: header + LONGEST_NAME })}`;
    if (bytes.length === 0) return { pieces: [], structure: [...structure, { start: header, end: header }] };
    return { pieces: [{ label, start: from, end, bytes, complete: bytes.length === length }], structure };
  },
};

const BLOCK = 512;
const MARK = 257;
const CHECKSUM: Region = { start: 148, end: 156 };
const LONGEST_NAME = 80;

/** Whether the header's sum is right, taken as if the sum itself were blanks. */
function isTrue(input: Uint8Array, header: number): boolean {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1)
    sum += at >= CHECKSUM.start && at < CHECKSUM.end ? 0x20 : (input[header + at] ?? 0);
  const said = textAt(input, { start: header + CHECKSUM.start, end: header + CHECKSUM.end });
  return Number.parseInt(said, 8) === sum;
}

/** Two blocks of zeros, and what fills the last record. */
function trailer(input: Uint8Array, at: number): readonly Region[] {
  const [run] = zeroRuns(input, at, Math.min(input.length, at + 20 * BLOCK));
  return run?.start === at ? [run] : [];
}

function textAt(input: Uint8Array, { start, end }: Region): string {
  const field = Buffer.from(input.subarray(start, end));
  const zero = field.indexOf(0);
  return field
    .subarray(0, zero === -1 ? field.length : zero)
    .toString('utf8')
    .trim();
}
