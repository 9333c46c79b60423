import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED, type Region } from './layer.ts';
import { knownExtras } from './zip-extras.ts';

/**
 * The directory of a zip archive (APPNOTE 6.3.10, section 4.3.12): nothing is decoded of it. It is read as structure when
 * each of its entries says what the header says that it points to; in one that does not, a secret would have room.
 */
export const ZIP_DIRECTORY: MarkedFormat = {
  name: 'zip directory',
  magic: [0x50, 0x4b, 1, 2],
  read(input, start) {
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    const entries: number[] = [];
    let at = start;
    while (at + ENTRY <= input.length && view.getUint32(at, true) === SIGNATURE) {
      entries.push(at);
      at +=
        ENTRY + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    if (at + END > input.length || view.getUint32(at, true) !== END_SIGNATURE) return NOTHING_DECODED;
    // What stands before the archive moves all of its offsets.
    const archive = start - view.getUint32(at + 16, true);
    if (!entries.every((entry) => agrees(view, entry, archive))) return NOTHING_DECODED;
    return {
      pieces: [],
      structure: [...entries.flatMap((one) => fieldsOf(input, one)), { start: at, end: at + END }],
    };
  },
};

const ENTRY = 46;
const END = 22;
const SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_HEADER = 30;
const DESCRIBED_LATER = 8;

/** Whether the entry is that of a header, by method, time, checksum, lengths and name. */
function agrees(view: DataView, entry: number, archive: number): boolean {
  const local = archive + view.getUint32(entry + 42, true);
  if (local < 0 || local + LOCAL_HEADER > entry || view.getUint32(local, true) !== LOCAL_SIGNATURE)
    return false;
  const same = (from: number, to: number): boolean => {
    for (let at = from; at < to; at += 1)
      if (view.getUint8(entry + at + 2) !== view.getUint8(local + at)) return false;
    return true;
  };
  const later = (view.getUint16(local + 6, true) & DESCRIBED_LATER) !== 0;
  return same(4, later ? 14 : 28);
}

/** All but the name, the comment and what extra fields nobody knows. */
function fieldsOf(input: Uint8Array, entry: number): readonly Region[] {
  const view = new DataView(input.buffer, input.byteOffset + entry, ENTRY);
  const extras = entry + ENTRY + view.getUint16(28, true);
  return [
    { start: entry, end: entry + ENTRY },
    ...knownExtras(input, extras, extras + view.getUint16(30, true)),
  ];
}
