import { type Exif, type ExifField, exifFields } from './exif-fields.ts';

/** What MediaProvider's scanner takes from a picture's EXIF. */
export interface ExifValues {
  readonly orientation: number | undefined;
  /** `2019:02:16 10:15:00`, local time, and its offset such as `+08:00`. */
  readonly taken: string | undefined;
  readonly takenOffset: string | undefined;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
}

const DEGREES: Readonly<Record<number, number>> = { 3: 180, 6: 90, 8: 270 };
const NOTHING: ExifValues = {
  orientation: undefined,
  taken: undefined,
  takenOffset: undefined,
  latitude: undefined,
  longitude: undefined,
};

export function exifValues(file: Buffer): ExifValues {
  const exif = exifFields(file);
  if (exif === undefined) return NOTHING;
  const field = (group: ExifField['group'], tag: number): ExifField | undefined =>
    exif.fields.find((one) => one.group === group && one.tag === tag);
  const text = (one: ExifField | undefined): string | undefined =>
    one?.type === 2
      ? file.toString('latin1', one.offset, one.offset + one.length).replace(/\0.*$/s, '')
      : undefined;
  const turned = field('image', 0x0112);
  return {
    orientation: turned?.type === 3 ? (DEGREES[u16(file, exif, turned.offset)] ?? 0) : undefined,
    taken: text(field('exif', 0x9003)),
    takenOffset: text(field('exif', 0x9011)),
    latitude: degrees(file, exif, { letter: text(field('gps', 1)), fractions: field('gps', 2) }),
    longitude: degrees(file, exif, { letter: text(field('gps', 3)), fractions: field('gps', 4) }),
  };
}

function u16(file: Buffer, { littleEndian }: Exif, at: number): number {
  return littleEndian ? file.readUInt16LE(at) : file.readUInt16BE(at);
}

function u32(file: Buffer, { littleEndian }: Exif, at: number): number {
  return littleEndian ? file.readUInt32LE(at) : file.readUInt32BE(at);
}

/** EXIF 2.32, 4.6.6: degrees, minutes and seconds as fractions, with a letter for the side. */
function degrees(
  file: Buffer,
  exif: Exif,
  parts: { readonly letter: string | undefined; readonly fractions: ExifField | undefined },
): number | undefined {
  const { letter, fractions } = parts;
  if (fractions?.type !== 5 || fractions.count !== 3) return undefined;
  const [whole = Number.NaN, minutes = Number.NaN, seconds = Number.NaN] = [0, 8, 16].map(
    (step) => u32(file, exif, fractions.offset + step) / u32(file, exif, fractions.offset + step + 4),
  );
  const value = whole + minutes / 60 + seconds / 3600;
  if (!Number.isFinite(value)) return undefined;
  return letter === 'S' || letter === 'W' ? -value : value;
}
