/** What kind of file MediaStore takes a file for: FileColumns.MEDIA_TYPE_*. */
export type MediaKind = 'none' | 'image' | 'audio' | 'video';

export const MEDIA_TYPE: Readonly<Record<MediaKind, number>> = { none: 0, image: 1, audio: 2, video: 3 };

/** Endings that a phone meets; libcore's MimeTypeMap has many more. */
const BY_ENDING: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/x-ms-bmp',
  heic: 'image/heic',
  heif: 'image/heif',
  avif: 'image/avif',
  dng: 'image/x-adobe-dng',
  mp4: 'video/mp4',
  m4v: 'video/m4v',
  '3gp': 'video/3gpp',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  m4a: 'audio/mpeg',
  ogg: 'audio/ogg',
  wav: 'audio/x-wav',
  flac: 'audio/flac',
  aac: 'audio/aac',
  amr: 'audio/amr',
  txt: 'text/plain',
  html: 'text/html',
  json: 'application/json',
  pdf: 'application/pdf',
  zip: 'application/zip',
  apk: 'application/vnd.android.package-archive',
};

export function mimeTypeOf(name: string): string | undefined {
  const ending = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
}

/** The ending that a type is written with, without its dot; undefined for a type that is not known. */
export function endingOf(mimeType: string): string | undefined {
  return Object.entries(BY_ENDING).find(([, type]) => type === mimeType)?.[0];
}

export function kindOf(mimeType: string | undefined): MediaKind {
  const [main] = (mimeType ?? '').toLowerCase().split('/');
  return main === 'image' || main === 'audio' || main === 'video' ? main : 'none';
}
