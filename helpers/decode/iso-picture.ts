import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';

/** The brands of files that hold pictures, and how a chain names them. */
const NAMES: Readonly<Record<string, string>> = {
  avif: 'AVIF',
  avis: 'AVIF',
  heic: 'HEIC',
  heix: 'HEIC',
  heim: 'HEIC',
  heis: 'HEIC',
  hevc: 'HEIC',
  hevx: 'HEIC',
  mif1: 'HEIF',
  msf1: 'HEIF',
};

/** A picture in the boxes of ISO/IEC 14496-12 that stands inside something else: the first one's size stands before its name. */
export const ISO_PICTURE: MarkedFormat = {
  name: 'HEIF',
  magic: [...Buffer.from('ftyp', 'latin1')],
  read(input, mark) {
    const start = mark - 4;
    // Where a picture is the whole, it is no layer of its own.
    if (start < 1 || mark + 8 > input.length) return NOTHING_DECODED;
    const label = NAMES[Buffer.from(input.subarray(mark + 4, mark + 8)).toString('latin1')];
    if (label === undefined) return NOTHING_DECODED;
    const { end, complete } = lastBox(input, start);
    if (end <= mark) return NOTHING_DECODED;
    return { pieces: [{ label, start, end, bytes: input.subarray(start, end), complete }] };
  },
};

/** Where the boxes end that follow each other from here: what comes next has no name of four letters. */
function lastBox(input: Uint8Array, start: number): { readonly end: number; readonly complete: boolean } {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  let at = start;
  while (at + 8 <= input.length && isName(input.subarray(at + 4, at + 8))) {
    const written = view.getUint32(at);
    if (written !== 0 && written < 8) break;
    const size = written === 0 ? input.length - at : written;
    if (at + size > input.length) return { end: input.length, complete: false };
    at += size;
  }
  return { end: at, complete: true };
}

function isName(bytes: Uint8Array): boolean {
  return bytes.every((byte) => (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a));
}
