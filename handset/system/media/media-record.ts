import type { MediaRow } from '../../media-parts.ts';
import { fileNameOf, folderOf } from './media-path.ts';
import type { MediaKind } from './mime-types.ts';

/** A row of MediaProvider's table `files`: what it knows of one file of shared storage. */
export interface MediaRecord {
  readonly id: number;
  readonly path: string;
  readonly kind: MediaKind;
  readonly displayName: string;
  readonly mimeType: string | undefined;
  /** Undefined until the file was looked at. */
  readonly bytes: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Seconds since the Unix epoch, as the next two. */
  readonly dateAdded: number;
  readonly dateModified: number;
  readonly dateExpires: number | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly dateTakenMs: number | undefined;
  readonly orientation: number | undefined;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  /** The package that put it there, from Android 10 on. */
  readonly owner: string | undefined;
  readonly pending: boolean;
  readonly trashed: boolean;
  readonly download: boolean;
  readonly favorite: boolean;
  readonly generationAdded: number;
  readonly generationModified: number;
}

/** As apps of the handset see a row. */
export function rowOf(record: MediaRecord): MediaRow {
  return {
    id: record.id,
    path: record.path,
    displayName: record.displayName,
    mimeType: record.mimeType ?? '',
    bytes: record.bytes ?? 0,
    width: record.width ?? 0,
    height: record.height ?? 0,
    bucket: fileNameOf(folderOf(record.path)),
    dateAdded: record.dateAdded,
    dateModified: record.dateModified,
  };
}
