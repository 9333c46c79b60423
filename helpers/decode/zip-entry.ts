import { crc32 } from 'node:zlib';
import type { Budget } from './budget.ts';
import type { MarkedFormat } from './decoder.ts';
import { expandDeflate } from './inflate.ts';
import { NOTHING_DECODED, type Piece, type Region } from './layer.ts';
import { knownExtras } from './zip-extras.ts';

/**
 * An entry of a zip archive (APPNOTE 6.3.10, section 4.3.7), by its own header: the directory at the archive's end may be
 * broken, missing, or lie.
 */
export const ZIP_ENTRY: MarkedFormat = {
  name: 'zip entry',
  magic: [0x50, 0x4b, 3, 4],
  read(input, start, budget) {
    if (start + HEADER > input.length) return NOTHING_DECODED;
    const header = new DataView(input.buffer, input.byteOffset + start, HEADER);
    const name = header.getUint16(26, true);
    const extra = header.getUint16(28, true);
    const from = start + HEADER + name + extra;
    if (from >= input.length) return NOTHING_DECODED;
    const content = contentOf(input, from, header, budget);
    if (content === undefined) return NOTHING_DECODED;
    const structure = [
      ...(isTrue(header, content)
        ? [{ start, end: start + HEADER }, ...knownExtras(input, start + HEADER + name, from)]
        : []),
      ...descriptorOf(input, content),
    ];
    return { pieces: [{ ...content, label: `zip entry ${nameAt(input, start + HEADER, name)}` }], structure };
  },
};

const HEADER = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const DESCRIBED_LATER = 8;

function contentOf(
  input: Uint8Array,
  from: number,
  header: DataView,
  budget: Budget,
): Omit<Piece, 'label'> | undefined {
  const flags = header.getUint16(6, true);
  if ((flags & ENCRYPTED) !== 0) return undefined;
  switch (header.getUint16(8, true)) {
    case STORED: {
      const declared = from + header.getUint32(18, true);
      const end = (flags & DESCRIBED_LATER) !== 0 ? nextSignature(input, from) : declared;
      const bytes = input.subarray(from, end);
      return { start: from, end: from + bytes.length, bytes, complete: end <= input.length };
    }
    case DEFLATED: {
      const expanded = expandDeflate(input.subarray(from), budget, 'marked');
      if (expanded === undefined) return undefined;
      const { bytes, consumed, complete } = expanded;
      return { start: from, end: from + consumed, bytes, complete };
    }
    // Other methods are carved by their own marks from where they begin.
    default:
      return undefined;
  }
}

/** Whether the header says of the content what is so. In one that does not, a secret would have room. */
function isTrue(header: DataView, { bytes, complete }: Omit<Piece, 'label'>): boolean {
  if (!complete) return false;
  const checksum = header.getUint32(14, true);
  const length = header.getUint32(22, true);
  if (checksum === 0 && length === 0)
    return (header.getUint16(6, true) & DESCRIBED_LATER) !== 0 || bytes.length === 0;
  return checksum === crc32(bytes) && length === bytes.length;
}

const DESCRIPTOR = 16;
const DESCRIPTOR_SIGNATURE = 0x08074b50;

/** Checksum and lengths, where the header could not know them yet (section 4.3.9), and when they are true. */
function descriptorOf(input: Uint8Array, { bytes, end }: Omit<Piece, 'label'>): readonly Region[] {
  if (end + DESCRIPTOR > input.length) return [];
  const view = new DataView(input.buffer, input.byteOffset + end, DESCRIPTOR);
  const isOne = view.getUint32(0, true) === DESCRIPTOR_SIGNATURE && view.getUint32(4, true) === crc32(bytes);
  return isOne ? [{ start: end, end: end + DESCRIPTOR }] : [];
}

/** Where a stored entry of unknown length ends at the latest: at whatever of the archive comes next. */
function nextSignature(input: Uint8Array, from: number): number {
  for (let at = input.indexOf(0x50, from); at !== -1; at = input.indexOf(0x50, at + 1)) {
    if (input[at + 1] !== 0x4b) continue;
    const kind = ((input[at + 2] ?? 0) << 8) | (input[at + 3] ?? 0);
    if (kind === 0x0708 || kind === 0x0102 || kind === 0x0304) return at;
  }
  return input.length;
}

const LONGEST_NAME = 80;

function nameAt(input: Uint8Array, start: number, length: number): string {
  return Buffer.from(input.subarray(start, start + Math.min(length, LONGEST_NAME))).toString('utf8');
}
