import { crc32, deflateRawSync } from 'node:zlib';
import type { LocalTime } from '../../roms/time-zone.ts';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DEFLATED = 8;
const VERSION = 20;

/** A ZIP of deflated files that all have one time (PKWARE APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16). */
export function zipFile(entries: readonly ZipEntry[], time: LocalTime): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = deflateRawSync(entry.bytes);
    const facts = shared(entry, { name, packed, time });
    const file = Buffer.concat([words(LOCAL), facts, name, packed]);
    directory.push(
      Buffer.concat([words(CENTRAL), halves(VERSION), facts, Buffer.alloc(10), words(offset), name]),
    );
    files.push(file);
    offset += file.length;
  }
  const listed = Buffer.concat(directory);
  const count = entries.length;
  const end = [words(END), halves(0, 0, count, count), words(listed.length, offset), halves(0)];
  return Buffer.concat([...files, listed, ...end]);
}

/** What stands in both headers: from the version needed to the length of the extra field, which is none. */
function shared(
  { bytes }: ZipEntry,
  { name, packed, time }: { readonly name: Buffer; readonly packed: Buffer; readonly time: LocalTime },
): Buffer {
  return Buffer.concat([
    halves(VERSION, 0, DEFLATED, dosTime(time), dosDate(time)),
    words(crc32(bytes), packed.length, bytes.length),
    halves(name.length, 0),
  ]);
}

function dosTime({ hour, minute, second }: LocalTime): number {
  return (Number(hour) << 11) | (Number(minute) << 5) | (Number(second) >> 1);
}

function dosDate({ year, month, day }: LocalTime): number {
  return (Math.max(0, Number(year) - 1_980) << 9) | (Number(month) << 5) | Number(day);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

function halves(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}
