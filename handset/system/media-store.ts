import type { MediaRow, NewImage, PhoneFiles } from '../parts.ts';
import type { AndroidVersion } from './android-version.ts';

export const IMAGES_URI = 'content://media/external/images/media';

interface Observer {
  readonly uri: string;
  readonly uid: number;
  readonly pid: number;
  readonly onChange: (uri: string) => void;
}

/** MediaStore's images, and who wants to hear of new ones. */
export interface MediaStore {
  /** Newest first. */
  images(): readonly MediaRow[];
  /** Writes the file, then inserts its row: Android 9 knows no pending images. */
  publish(image: NewImage, ownerUid: number): Promise<MediaRow>;
  /** Registers an observer; the returned function takes it away. */
  observe(observer: Observer): () => void;
  observers(): readonly Omit<Observer, 'onChange'>[];
}

const STORAGE = '/storage/emulated/0';
const SDCARD_RW = 1015;

export interface MediaStoreParts {
  readonly android: AndroidVersion;
  readonly files: PhoneFiles;
  now(): number;
}

export function createMediaStore({ files, now }: MediaStoreParts): MediaStore {
  const rows: MediaRow[] = [];
  const observers = new Set<Observer>();
  let nextId = 1;

  function announce(uri: string): void {
    for (const observer of observers) {
      // An observer on the table hears of its rows (`notifyForDescendants`), one on a row only of that row.
      if (uri !== observer.uri && !uri.startsWith(`${observer.uri}/`)) continue;
      setImmediate(() => {
        if (observers.has(observer)) observer.onChange(uri);
      });
    }
  }

  return {
    images: () => [...rows].reverse(),
    async publish(image, ownerUid) {
      const path = `${STORAGE}/${image.relativePath}`;
      await files.write(path, image.bytes, { uid: ownerUid, gid: SDCARD_RW, mode: 0o660 });
      const parts = image.relativePath.split('/');
      const seconds = Math.floor(now() / 1000);
      const row: MediaRow = {
        id: nextId,
        path,
        displayName: parts.at(-1) ?? '',
        mimeType: image.mimeType,
        bytes: image.bytes.length,
        width: image.width,
        height: image.height,
        bucket: parts.at(-2) ?? '',
        dateAdded: seconds,
        dateModified: seconds,
      };
      nextId += 1;
      rows.push(row);
      announce(`${IMAGES_URI}/${row.id}`);
      return row;
    },
    observe(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    observers: () => [...observers],
  };
}
