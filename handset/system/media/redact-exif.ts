import { exifFields } from './exif-fields.ts';

/**
 * The file as an app without ACCESS_MEDIA_LOCATION reads it from Android 10 on: same length, with zeros where the place
 * stands. MediaProvider blots out the values of every field of GPS (REDACTED_EXIF_TAGS) and what XMP says in `exif:GPS…`.
 */
export function redactPlace(file: Buffer): Buffer {
  const redacted = Buffer.from(file);
  for (const { group, offset, length } of exifFields(file)?.fields ?? [])
    if (group === 'gps') redacted.fill(0, offset, offset + length);
  for (const [start, end] of xmpPlaces(file)) redacted.fill(0, start, end);
  return redacted;
}

const XMP_START = Buffer.from('<x:xmpmeta');
const XMP_END = Buffer.from('</x:xmpmeta>');
const PLACE = /exif:GPS\w+(?:="[^"]*"|>[^<]*<\/exif:GPS\w+)/g;

/** XMP is text in one piece (XMP part 3); what is compressed is left as it is, as by MediaProvider. */
function xmpPlaces(file: Buffer): readonly (readonly [number, number])[] {
  const start = file.indexOf(XMP_START);
  const end = start < 0 ? -1 : file.indexOf(XMP_END, start);
  if (end < 0) return [];
  const text = file.toString('latin1', start, end);
  return [...text.matchAll(PLACE)].map((match) => [
    start + match.index,
    start + match.index + match[0].length,
  ]);
}
