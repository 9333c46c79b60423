/** Where a field of EXIF lies in its file, and what it is. */
export interface ExifField {
  readonly group: 'image' | 'exif' | 'gps';
  readonly tag: number;
  /** TIFF 6.0, section 2: 2 ASCII, 3 SHORT, 5 RATIONAL, … */
  readonly type: number;
  readonly count: number;
  /** Of its value, in bytes of the file. */
  readonly offset: number;
  readonly length: number;
}

export interface Exif {
  readonly littleEndian: boolean;
  readonly fields: readonly ExifField[];
}

/** Where the TIFF block of a JPEG or a PNG begins and ends; undefined where there is none. */
interface ExifBlock {
  readonly start: number;
  readonly end: number;
}

const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
const MOST_FIELDS = 500;

/** Finds every field of EXIF (EXIF 2.32, 4.6) in hostile bytes; undefined when the file has no EXIF. */
export function exifFields(file: Buffer): Exif | undefined {
  const block = exifBlock(file);
  if (block === undefined) return undefined;
  const tiff = file.subarray(block.start, block.end);
  const mark = tiff.toString('latin1', 0, 2);
  if (mark !== 'II' && mark !== 'MM') return undefined;
  const reader = new TiffReader(tiff, block.start, mark === 'II');
  const image = reader.directory(reader.u32(4), 'image');
  const groups = (
    [
      [EXIF_POINTER, 'exif'],
      [GPS_POINTER, 'gps'],
    ] as const
  ).flatMap(([pointer, group]) => {
    const field = image.find(({ tag }) => tag === pointer);
    return field === undefined ? [] : reader.directory(reader.u32(field.offset - block.start), group);
  });
  return { littleEndian: mark === 'II', fields: [...image, ...groups] };
}

class TiffReader {
  readonly #tiff: Buffer;
  readonly #start: number;
  readonly #little: boolean;

  constructor(tiff: Buffer, start: number, little: boolean) {
    this.#tiff = tiff;
    this.#start = start;
    this.#little = little;
  }

  /** 0 past the end, which is where no directory is. */
  u32(at: number): number {
    if (at < 0 || at + 4 > this.#tiff.length) return 0;
    return this.#little ? this.#tiff.readUInt32LE(at) : this.#tiff.readUInt32BE(at);
  }

  directory(at: number, group: ExifField['group']): readonly ExifField[] {
    if (at < 8 || at + 2 > this.#tiff.length) return [];
    const fields: ExifField[] = [];
    const entries = Math.min(this.#u16(at), MOST_FIELDS);
    for (let entry = at + 2; entry + 12 <= this.#tiff.length && fields.length < entries; entry += 12)
      fields.push(this.#field(entry, group));
    return fields.filter(({ offset, length }) => offset + length <= this.#start + this.#tiff.length);
  }

  #field(entry: number, group: ExifField['group']): ExifField {
    const [tag, type, count] = [this.#u16(entry), this.#u16(entry + 2), this.u32(entry + 4)];
    const length = (TYPE_BYTES[type] ?? 0) * count;
    const inside = length <= 4 ? entry + 8 : this.u32(entry + 8);
    return { group, tag, type, count, offset: this.#start + inside, length };
  }

  #u16(at: number): number {
    return this.#little ? this.#tiff.readUInt16LE(at) : this.#tiff.readUInt16BE(at);
  }
}

function exifBlock(file: Buffer): ExifBlock | undefined {
  if (file.length > 12 && file.readUInt16BE(0) === 0xffd8) return jpegBlock(file);
  return file.length > 12 && file.readUInt32BE(0) === 0x89504e47 ? pngBlock(file) : undefined;
}

/** ITU-T T.81, B.1.1.4: segments up to the start of the scan; EXIF is the APP1 that says so. */
function jpegBlock(file: Buffer): ExifBlock | undefined {
  for (let at = 2; at + 4 <= file.length && file.readUInt8(at) === 0xff; ) {
    const [marker, length] = [file.readUInt8(at + 1), file.readUInt16BE(at + 2)];
    if (marker === 0xda || length < 2) return undefined;
    if (marker === 0xe1 && file.toString('latin1', at + 4, at + 10) === 'Exif\0\0')
      return { start: at + 10, end: Math.min(file.length, at + 2 + length) };
    at += 2 + length;
  }
  return undefined;
}

/** PNG, third edition, 11.3.3.6: the chunk eXIf. */
function pngBlock(file: Buffer): ExifBlock | undefined {
  for (let at = 8; at + 12 <= file.length; ) {
    const [length, type] = [file.readUInt32BE(at), file.toString('latin1', at + 4, at + 8)];
    if (type === 'eXIf') return { start: at + 8, end: Math.min(file.length, at + 8 + length) };
    at += 12 + length;
  }
  return undefined;
}
