import { bucketIdOf, fileNameOf, folderOf, relativePathOf } from './media-path.ts';
import type { MediaRecord } from './media-record.ts';
import { MEDIA_TYPE } from './mime-types.ts';
import type { SqlValue } from './sql/expression.ts';

/** The collections of MediaStore, by the words in their addresses. */
export type MediaTable = 'images' | 'video' | 'audio' | 'file' | 'downloads';

/** MediaProvider of 8.1 and 9 (`CREATE VIEW images`, `video`), in its order; `SELECT *` of its table `files`. */
const OLD: Readonly<Record<Exclude<MediaTable, 'downloads'>, string>> = {
  images:
    '_id _data _size _display_name mime_type title date_added date_modified description picasa_id isprivate latitude longitude datetaken orientation mini_thumb_magic bucket_id bucket_display_name width height',
  video:
    '_id _data _display_name _size mime_type date_added date_modified title duration artist album resolution description isprivate tags category language mini_thumb_data latitude longitude datetaken mini_thumb_magic bucket_id bucket_display_name bookmark width height',
  audio:
    '_id _data _display_name _size mime_type date_added is_drm date_modified title title_key duration artist_id composer album_id track year is_ringtone is_music is_alarm is_notification is_podcast bookmark album_artist artist_key artist album_key album',
  file: '_id _data _size format parent date_added date_modified mime_type title description _display_name picasa_id orientation latitude longitude datetaken mini_thumb_magic bucket_id bucket_display_name isprivate title_key artist_id album_id composer track year is_ringtone is_music is_alarm is_notification is_podcast album_artist duration bookmark artist album resolution tags category language mini_thumb_data name media_type old_id is_drm width height',
};

/** MediaColumns of Android 10 (MediaStore.java, android10-release). */
const TEN =
  '_id _data _hash _size _display_name title date_added date_modified datetaken mime_type is_drm is_pending is_trashed date_expires width height owner_package_name volume_name relative_path primary_directory secondary_directory bucket_id bucket_display_name group_id orientation duration document_id instance_id original_document_id';
/**
 * What 11 has besides; with `inferred_date` and `oem_metadata` these are the 58 columns of `content query` on a phone of
 * 2025 (a public report), which lists them by `String.hashCode`: the order of an ArrayMap's keys.
 */
const ELEVEN =
  'album album_artist artist author bitrate capture_framerate cd_track_number compilation composer disc_number genre is_download is_favorite num_tracks resolution writer year xmp generation_added generation_modified';
const OWN: Readonly<Record<MediaTable, string>> = {
  images: 'description picasa_id isprivate latitude longitude mini_thumb_magic',
  video:
    'description isprivate tags category language latitude longitude mini_thumb_magic bookmark artist album resolution color_standard color_transfer color_range',
  audio:
    'title_key bookmark artist_id artist_key artist album_id album_key album album_artist composer track year is_music is_podcast is_ringtone is_alarm is_notification is_audiobook',
  file: 'format parent media_type',
  downloads: 'download_uri referer_uri description',
};
const PHOTO = 'exposure_time f_number iso scene_capture_type';
/** Taken out in 11: MediaColumns lost them. */
const TEN_ONLY = ['_hash', 'primary_directory', 'secondary_directory'];

/** The columns of a table in the order in which `content query` gives them when it is not told which. */
export function columnsOf(table: MediaTable, api: number): readonly string[] {
  if (api < 29) return table === 'downloads' ? [] : OLD[table].split(' ');
  const names = new Set(`${TEN} ${OWN[table]}`.split(' '));
  if (api >= 30) {
    for (const name of `${ELEVEN} ${table === 'images' ? PHOTO : ''}`.trim().split(' ')) names.add(name);
    for (const name of TEN_ONLY) names.delete(name);
  }
  // Their first versions are not verified.
  if (api >= 34) names.add('inferred_date');
  if (api >= 36) names.add('oem_metadata');
  return [...names].sort((a, b) => javaHash(a) - javaHash(b));
}

/** What a row has in a column; NULL for what the handset knows nothing of. */
export function columnValue(record: MediaRecord, column: string, api: number): SqlValue {
  return VALUES[column.toLowerCase()]?.(record, api) ?? null;
}

type Value = (record: MediaRecord, api: number) => SqlValue | undefined;

const VALUES: Readonly<Record<string, Value>> = {
  _id: ({ id }) => id,
  _data: ({ path }) => path,
  _size: ({ bytes }) => bytes,
  _display_name: ({ displayName }) => displayName,
  title: ({ displayName }) => displayName.replace(/(?<=.)\.[^.]*$/, ''),
  mime_type: ({ mimeType }) => mimeType,
  media_type: ({ kind }) => MEDIA_TYPE[kind],
  date_added: ({ dateAdded }) => dateAdded,
  date_modified: ({ dateModified }) => dateModified,
  date_expires: ({ dateExpires }) => dateExpires,
  datetaken: ({ dateTakenMs }) => dateTakenMs,
  inferred_date: ({ dateTakenMs, dateModified }) => dateTakenMs ?? dateModified * 1000,
  width: ({ width }) => width,
  height: ({ height }) => height,
  // U+00D7, as in the report named above.
  resolution: ({ width, height }) =>
    width === undefined || height === undefined ? null : `${width}×${height}`,
  orientation: ({ orientation }) => orientation,
  latitude: ({ latitude }, api) => (api < 29 ? latitude : null),
  longitude: ({ longitude }, api) => (api < 29 ? longitude : null),
  // Text in the old tables, a number from 11 on (FileUtils.computeValuesFromData puts an int); printed alike.
  bucket_id: ({ path }) => bucketIdOf(path),
  bucket_display_name: ({ path }) => (relativePathOf(path) === '/' ? null : fileNameOf(folderOf(path))),
  relative_path: ({ path }) => relativePathOf(path),
  primary_directory: ({ path }) => relativePathOf(path).split('/')[0] || null,
  secondary_directory: ({ path }) => relativePathOf(path).split('/')[1] || null,
  volume_name: () => 'external_primary',
  owner_package_name: ({ owner }) => owner,
  is_pending: ({ pending }) => Number(pending),
  is_trashed: ({ trashed }) => Number(trashed),
  is_download: ({ download }) => Number(download),
  is_favorite: ({ favorite }) => Number(favorite),
  is_drm: (_, api) => (api < 29 ? null : 0),
  is_music: ({ kind }) => (kind === 'audio' ? 1 : null),
  generation_added: ({ generationAdded }) => generationAdded,
  generation_modified: ({ generationModified }) => generationModified,
  format: ({ mimeType }) => FORMATS[mimeType ?? ''] ?? 0x3000,
  parent: () => 0,
};

/** MtpConstants; 0x3000 stands for what is not known. */
const FORMATS: Readonly<Record<string, number>> = {
  'image/jpeg': 0x3801,
  'image/png': 0x380b,
  'image/gif': 0x3807,
  'video/mp4': 0x300b,
  'audio/mpeg': 0x3009,
  'text/plain': 0x3004,
};

/** `String.hashCode`. */
function javaHash(text: string): number {
  let hash = 0;
  for (const unit of text.split('')) hash = (Math.imul(hash, 31) + unit.charCodeAt(0)) | 0;
  return hash;
}
