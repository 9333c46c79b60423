import type { MediaRow, NewImage, SavedFile } from '../media-parts.ts';
import type { FileOwner, PhoneFiles } from '../shell-parts.ts';
import type { AndroidVersion } from './android-version.ts';
import { announcements } from './media/announcements.ts';
import { type ContentObservers, createContentObservers } from './media/content-observers.ts';
import { FilesTable } from './media/files-table.ts';
import { createFusePaths, type FusePaths } from './media/fuse-paths.ts';
import { createMediaAccess, noAccess, redactsFor } from './media/media-access.ts';
import { type MediaCaller, systemCaller } from './media/media-caller.ts';
import { createMediaGrants, type MediaGrants } from './media/media-grants.ts';
import { type SharedStorage, storageOf } from './media/media-path.ts';
import { createMediaProvider, type MediaProvider } from './media/media-provider.ts';
import { rowOf } from './media/media-record.ts';
import { createMediaScanner } from './media/media-scanner.ts';
import { IMAGES, mediaUri } from './media/media-uri.ts';
import { type NewMedia, publishImage } from './media/publish-image.ts';
import { redactPlace } from './media/redact-exif.ts';
import { saveDownload } from './media/save-download.ts';
import { thumbnailPath } from './media/thumbnails.ts';
import type { Packages } from './packages.ts';
import { sharersOf } from './users/users.ts';

export const IMAGES_URI = mediaUri(IMAGES);

/** MediaStore: MediaProvider with its tables, and ContentService, which tells observers of changes. */
export interface MediaStore extends Pick<ContentObservers, 'observe' | 'observers' | 'notify' | 'nodes'> {
  /** The images that everybody sees who may see all, newest first. */
  images(): readonly MediaRow[];
  /** Puts an image into shared storage as a part of the system does: file and row, pending meanwhile where there is such. */
  publish(image: NewImage, ownerUid: number): Promise<MediaRow>;
  /** The same for whoever asks, with what it says of the image, and with a last look at the file before it is published. */
  publishAs(caller: MediaCaller, image: NewMedia): Promise<MediaRow>;
  readonly provider: MediaProvider;
  /** Shared storage by its paths, from Android 11 on. */
  readonly paths: FusePaths;
  /** What the user picked for the caller in the photo picker. */
  readPicked(caller: MediaCaller, id: number): Promise<Buffer>;
  /** DownloadManager, for an app. */
  saveDownload(caller: MediaCaller, file: SavedFile): Promise<MediaRow | undefined>;
  /** Throws where the caller may insert nothing at all. */
  mayInsert(caller: MediaCaller): void;
  /** A package was removed: what it put there belongs to nobody, and nothing is granted to it (onPackageOrphaned). */
  forgetPackage(packageName: string): void;
  /** Small pictures of rows that are gone go too. */
  forgetThumbnails(ids: readonly number[]): void;
  /** Who is in front, as soon as something can say so: others hear late from Android 11 on. */
  followImportance(important: (uid: number) => boolean): void;
  readonly grants: MediaGrants;
  readonly storage: SharedStorage;
  /** MediaStore as another user's processes reach it. */
  forUser(userId: number): MediaStore;
  /** A user was removed: his rows go with his files, and nobody is told. */
  forgetUser(userId: number): void;
  /** Looks at a file, or at all in a directory, as MediaScannerConnection asks for. */
  scan(path: string): Promise<void>;
}

const MEDIA_RW = 1023;
const SDCARD_RW = 1015;

export interface MediaStoreParts {
  readonly android: AndroidVersion;
  readonly files: PhoneFiles;
  now(): number;
  readonly later?: (milliseconds: number, work: () => void) => () => void;
  /** Whose users there are, of which clones share media with the owner. Absent: the owner alone. */
  readonly packages?: Pick<Packages, 'users'>;
  /** The distance of the phone's zone from UTC. Absent: none. */
  readonly offsetMs?: (ms: number) => number;
}

export function createMediaStore(parts: MediaStoreParts): MediaStore {
  const { api } = parts.android;
  const { later = () => () => undefined, packages } = parts;
  const sharers = (): readonly number[] => (packages === undefined ? [] : sharersOf(packages));
  let important = (_uid: number): boolean => true;
  const observers = createContentObservers({ api, important: (uid) => important(uid), later });
  /** Changes are told by the process of the provider, and so to those who look at its user's (DatabaseHelper). */
  const tableOf = (userId: number): FilesTable =>
    new FilesTable(api, (change) => {
      for (const { uri, skipsDescendants = false } of announcements(change, api))
        observers.notify(uri, { skipsDescendants, userId });
    });
  const owners = tableOf(0);
  const stores = new Map<number, MediaStore>();
  const forUser = (userId: number): MediaStore => {
    const known = stores.get(userId);
    if (known !== undefined) return known;
    const shares = userId === 0 || sharers().includes(userId);
    const made: MediaStore = {
      ...observers,
      ...createUserStore(parts, shares ? owners : tableOf(userId), storageFor(userId, sharers)),
      forUser,
      forgetUser(gone) {
        stores.delete(gone);
        owners.forgetBelow(storageOf(gone));
      },
      followImportance(follow) {
        important = follow;
      },
    };
    stores.set(userId, made);
    return made;
  };
  return forUser(0);
}

/** The owner reaches those who share with him, and they him. */
function storageFor(userId: number, sharers: () => readonly number[]): SharedStorage {
  return {
    path: storageOf(userId),
    get reached() {
      const others = userId === 0 ? sharers() : sharers().includes(userId) ? [0] : [];
      return [userId, ...others].map(storageOf);
    },
  };
}

/** What each user has of it for himself. */
function createUserStore(
  parts: MediaStoreParts,
  table: FilesTable,
  storage: SharedStorage,
): Omit<MediaStore, keyof ContentObservers | 'forUser' | 'forgetUser' | 'followImportance'> {
  const { files, now } = parts;
  const { api } = parts.android;
  const { offsetMs = () => 0 } = parts;
  const grants = createMediaGrants();
  const access = createMediaAccess(api, grants);
  const scanner = createMediaScanner({ api, files, table, now, offsetMs });
  const provider = createMediaProvider({ api, files, table, now, access, scanner, storage, owner: ownerOf });
  const writing = { api, files, provider, storage };
  const publishAs = async (caller: MediaCaller, image: NewMedia): Promise<MediaRow> =>
    rowOf(await publishImage({ ...writing, owner: ownerOf(caller.uid) }, caller, image));
  return {
    provider,
    grants,
    storage,
    scan: async (path) => void (await scanner.scan(path)),
    paths: createFusePaths({ api, files, table, access, scanner, storage }),
    async readPicked(caller, id) {
      const uri = { ...IMAGES, id };
      if (!grants.granted(caller.package, id)) throw noAccess(caller, uri);
      const bytes = await provider.read(systemCaller('com.android.providers.media', MEDIA_RW), uri);
      return redactsFor(caller) ? redactPlace(bytes) : bytes;
    },
    saveDownload: (caller, file) => saveDownload({ ...writing, owner: ownerOf(caller.uid) }, caller, file),
    mayInsert: (caller) => void access.writable(caller, IMAGES),
    forgetPackage(packageName) {
      grants.revoke(packageName);
      table.disown(packageName);
    },
    forgetThumbnails(ids) {
      // None may have been made.
      for (const id of ids) void files.remove(thumbnailPath(id, api, storage)).catch(() => undefined);
    },
    publishAs,
    images: () =>
      provider
        .query(systemCaller('android', 1000), IMAGES)
        .map((record) => rowOf(record))
        .reverse(),
    publish: async (image, ownerUid) =>
      await publishAs(systemCaller('com.android.systemui', ownerUid), image),
  };
}

/**
 * Real files, with the kernel's rules: the group is the one by which the shell and apps reach shared storage. A phone of 11
 * and up shows MediaProvider's daemon and `media_rw`, and FUSE lets through who may.
 */
function ownerOf(uid: number): FileOwner {
  return { uid, gid: SDCARD_RW, mode: 0o660 };
}
