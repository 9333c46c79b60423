import type { PhoneFiles } from '../../shell-parts.ts';
import { imageSize } from '../../ui/image-size.ts';
import { type ExifValues, exifValues } from './exif-values.ts';
import type { MediaRecord } from './media-record.ts';
import { kindOf, mimeTypeOf } from './mime-types.ts';

export type Inspected = Pick<
  MediaRecord,
  'bytes' | 'width' | 'height' | 'orientation' | 'latitude' | 'longitude' | 'dateTakenMs' | 'dateModified'
>;

const LARGEST_PICTURE = 64 * 1024 * 1024;

/** What a scan finds out of a file; undefined when there is none. `offsetMs` is the zone's distance from UTC then. */
export async function inspectFile(
  files: Pick<PhoneFiles, 'stat' | 'read'>,
  path: string,
  offsetMs: (ms: number) => number,
): Promise<Inspected | undefined> {
  const found = await files.stat(path).catch(() => undefined);
  if (found === undefined || found.directory) return undefined;
  const plain: Inspected = {
    bytes: found.bytes,
    dateModified: Math.floor(found.modifiedMs / 1000),
    width: undefined,
    height: undefined,
    orientation: undefined,
    latitude: undefined,
    longitude: undefined,
    dateTakenMs: undefined,
  };
  if (kindOf(mimeTypeOf(path)) !== 'image' || found.bytes > LARGEST_PICTURE) return plain;
  const picture = await files.read(path).catch(() => undefined); // Gone since it was looked at.
  if (picture === undefined) return undefined;
  const exif = exifValues(picture);
  const { orientation, latitude, longitude } = exif;
  const size = imageSize(picture);
  const dateTakenMs = takenMs(exif, { offsetMs, modifiedMs: found.modifiedMs });
  return {
    ...plain,
    width: size?.width,
    height: size?.height,
    orientation,
    latitude,
    longitude,
    dateTakenMs,
  };
}

/** ModernMediaScanner.parseOptionalDateTaken: with an offset exactly, else by the zone of the phone when it fits the file. */
function takenMs(
  { taken, takenOffset }: ExifValues,
  zone: { readonly offsetMs: (ms: number) => number; readonly modifiedMs: number },
): number | undefined {
  const [, year, month, day, time] = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(taken ?? '') ?? [];
  if (time === undefined) return undefined;
  const asUtc = Date.parse(`${year}-${month}-${day}T${time}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(takenOffset ?? '') ?? [];
  if (minutes !== undefined)
    return asUtc - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return asUtc - zone.offsetMs(asUtc);
}
