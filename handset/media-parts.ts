export interface MediaRow {
  readonly id: number;
  /** `/storage/emulated/0/…`. */
  readonly path: string;
  readonly displayName: string;
  readonly mimeType: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly bucket: string;
  /** Seconds since the Unix epoch. */
  readonly dateAdded: number;
  readonly dateModified: number;
}

/** Clauses of SQL over MediaStore's columns, as apps give them to `ContentResolver.query`. */
export interface ImageQuery {
  readonly where?: string;
  readonly orderBy?: string;
  /** QUERY_ARG_MATCH_PENDING. */
  readonly pending?: 'exclude' | 'include' | 'only';
}

export interface PickedImage {
  /** An address of the picker, which MediaStore's queries do not know. */
  readonly uri: string;
  read(): Promise<Buffer>;
}

export interface PendingImage {
  readonly id: number;
  write(bytes: Uint8Array): Promise<void>;
  publish(): Promise<void>;
  abandon(): Promise<void>;
}

export interface NewImage {
  /** Below `/sdcard`, e.g. `DCIM/Camera/IMG_20190216_101500.jpg`. */
  readonly relativePath: string;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly width: number;
  readonly height: number;
  /** As the app says it in the row; later a scan of the file knows better. Milliseconds since the Unix epoch. */
  readonly takenMs?: number;
  /** Rows have it until Android 9 only. */
  readonly latitude?: number;
  readonly longitude?: number;
}

/** A file that an app saves for the user by DownloadManager. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
