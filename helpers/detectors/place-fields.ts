import type { Region } from './evidence-regions.ts';

/**
 * Where an image's file says where it was taken, as far as Android blots it out for apps without ACCESS_MEDIA_LOCATION
 * (MediaProvider's RedactionUtils: the values of all GPS fields of EXIF, and what XMP has of `exif:GPS…`). In a JPEG only:
 * cameras write no other format that this project reads.
 */
export function placeFields(bytes: Uint8Array): readonly Region[] {
  const block = exifBlock(bytes);
  return [...(block === undefined ? [] : gpsValues(bytes, block)), ...xmpPlaces(bytes)];
}

const APP1 = 0xe1;
const SOS = 0xda;
const GPS_POINTER = 0x8825;
/** Bytes of one value by its type: TIFF 6.0, section 2. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const MOST_FIELDS = 200;

/** The TIFF block in the segment APP1 (EXIF 2.32, 4.7.2), before the scan. */
function exifBlock(bytes: Uint8Array): Region | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== SOS; ) {
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) return undefined;
    const end = at + 2 + length;
    if (bytes[at + 1] === APP1 && latin1(bytes, at + 4, at + 10) === 'Exif\0\0')
      return { start: at + 10, end: Math.min(end, bytes.length) };
    at = end;
  }
  return undefined;
}

interface Field {
  readonly tag: number;
  readonly value: Region;
}

function gpsValues(bytes: Uint8Array, block: Region): readonly Region[] {
  const tiff = bytes.subarray(block.start, block.end);
  const mark = latin1(tiff, 0, 2);
  if (mark !== 'II' && mark !== 'MM') return [];
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const isLittle = mark === 'II';
  const pointer = fieldsAt(view, u32(view, 4, isLittle), isLittle).find(({ tag }) => tag === GPS_POINTER);
  if (pointer === undefined) return [];
  return fieldsAt(view, u32(view, pointer.value.start, isLittle), isLittle).map(({ value }) => ({
    start: block.start + value.start,
    end: block.start + value.end,
  }));
}

/** The directory at an offset: twelve bytes a field, whose value stands in the last four if it fits (TIFF 6.0, section 2). */
function fieldsAt(view: DataView, at: number, isLittle: boolean): readonly Field[] {
  if (at < 8 || at + 2 > view.byteLength) return [];
  const count = Math.min(view.getUint16(at, isLittle), MOST_FIELDS);
  const fields: Field[] = [];
  for (let entry = at + 2; entry + 12 <= view.byteLength && fields.length < count; entry += 12) {
    const length = (TYPE_BYTES[view.getUint16(entry + 2, isLittle)] ?? 0) * u32(view, entry + 4, isLittle);
    const start = length <= 4 ? entry + 8 : u32(view, entry + 8, isLittle);
    fields.push({ tag: view.getUint16(entry, isLittle), value: { start, end: start + length } });
  }
  return fields.filter(({ value }) => value.end <= view.byteLength);
}

/** 0 where there is none, at which no directory lies. */
function u32(view: DataView, at: number, isLittle: boolean): number {
  return at + 4 <= view.byteLength ? view.getUint32(at, isLittle) : 0;
}

const PLACE = /exif:GPS\w{1,40}(?:="[^"]{0,200}"|>[^<]{0,200}<\/exif:GPS\w{1,40})/g;
/** XMP is text in one piece (XMP part 3), in a segment of 64 KiB at most. */
const LONGEST_XMP = 65_536;

function xmpPlaces(bytes: Uint8Array): readonly Region[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = file.indexOf('<x:xmpmeta');
  const end = start < 0 ? -1 : file.indexOf('</x:xmpmeta>', start);
  if (end < 0 || end - start > LONGEST_XMP) return [];
  return [...file.toString('latin1', start, end).matchAll(PLACE)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
