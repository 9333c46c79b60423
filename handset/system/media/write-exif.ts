import { pngChunk } from '../../ui/encode-png.ts';

/** Fields of EXIF by their tags: text, or a whole number. */
export interface ExifToWrite {
  readonly image: Readonly<Record<number, string | number>>;
  readonly exif: Readonly<Record<number, string | number>>;
}

const EXIF_POINTER = 0x8769;
const ASCII = 2;
const LONG = 4;
const PNG_HEADER_BYTES = 8 + 25;

/** The picture with that EXIF, and none before it: a JPEG's first segment, a PNG's chunk behind its header. */
export function writeExif(picture: Buffer, fields: ExifToWrite): Buffer {
  const tiff = tiffOf(fields);
  if (picture.readUInt32BE(0) === 0x89504e47) {
    const [head, rest] = [picture.subarray(0, PNG_HEADER_BYTES), picture.subarray(PNG_HEADER_BYTES)];
    return Buffer.concat([head, pngChunk('eXIf', tiff), rest]);
  }
  const segment = Buffer.concat([Buffer.from('\xff\xe1\0\0Exif\0\0', 'latin1'), tiff]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return Buffer.concat([picture.subarray(0, 2), segment, picture.subarray(2)]);
}

/** TIFF 6.0, section 2, big-endian: two directories, each followed by what does not fit its entries. */
function tiffOf({ image, exif }: ExifToWrite): Buffer {
  const header = Buffer.from('MM\0\x2a\0\0\0\x08', 'latin1');
  const first = directory({ ...image, [EXIF_POINTER]: 0 }, header.length);
  const pointed = directory({ ...image, [EXIF_POINTER]: header.length + first.length }, header.length);
  return Buffer.concat([header, pointed, directory(exif, header.length + first.length)]);
}

function directory(fields: Readonly<Record<number, string | number>>, start: number): Buffer {
  const entries = Object.entries(fields).sort(([a], [b]) => Number(a) - Number(b));
  const table = Buffer.alloc(2 + entries.length * 12 + 4);
  table.writeUInt16BE(entries.length, 0);
  const beyond: Buffer[] = [];
  let free = start + table.length;
  for (const [index, [tag, value]] of entries.entries()) {
    const at = 2 + index * 12;
    const bytes = bytesOf(value);
    table.writeUInt16BE(Number(tag), at);
    table.writeUInt16BE(typeof value === 'string' ? ASCII : LONG, at + 2);
    table.writeUInt32BE(typeof value === 'string' ? bytes.length : 1, at + 4);
    if (bytes.length <= 4) bytes.copy(table, at + 8);
    else {
      table.writeUInt32BE(free, at + 8);
      // Values begin at even bytes.
      const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
      beyond.push(padded);
      free += padded.length;
    }
  }
  return Buffer.concat([table, ...beyond]);
}

function bytesOf(value: string | number): Buffer {
  if (typeof value === 'string') return Buffer.from(`${value}\0`, 'latin1');
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
