/** Where the owner's shared storage lies, as MediaProvider computes it from paths (FileUtils.computeValuesFromData). */
const STORAGE = '/storage/emulated/0';

/** Shared storage as the processes of one user have it. */
export interface SharedStorage {
  /** `/storage/emulated/0`: where `/sdcard` leads. */
  readonly path: string;
  /** All that they reach, theirs first: a clone and its owner share media from Android 12 on, and reach each other's. */
  readonly reached: readonly string[];
}

const OWNERS_STORAGE: SharedStorage = { path: STORAGE, reached: [STORAGE] };

export function storageOf(userId: number): string {
  return `/storage/emulated/${userId}`;
}

/** The one path of a file of shared storage, links left aside; undefined for a path elsewhere. */
export function sharedPath(phonePath: string, storage: SharedStorage = OWNERS_STORAGE): string | undefined {
  const path = phonePath.replace(/^\/(?:sdcard|mnt\/sdcard|storage\/self\/primary)(?=\/|$)/, storage.path);
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const clean = `/${parts.join('/')}`;
  const inside = storage.reached.some((one) => clean.startsWith(`${one}/`));
  return !parts.includes('..') && inside ? clean : undefined;
}

/** `/storage/emulated/0` of a path in it, whoever's it is. */
export function storageIn(path: string): string {
  return /^\/storage\/emulated\/\d+(?=\/|$)/.exec(path)?.[0] ?? STORAGE;
}

/** `Pictures/Screenshots/` of `/storage/emulated/0/Pictures/Screenshots/a.png`; `/` for what lies at the top. */
export function relativePathOf(path: string): string {
  const folder = folderOf(path).slice(storageIn(path).length + 1);
  return folder === '' ? '/' : `${folder}/`;
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `String.hashCode` of the folder in lower case. */
export function bucketIdOf(path: string): number {
  let hash = 0;
  for (const unit of folderOf(path).toLowerCase().split(''))
    hash = (Math.imul(hash, 31) + unit.charCodeAt(0)) | 0;
  return hash;
}

/** What a name like `.pending-1600000000-a.png` says; FileUtils.PATTERN_EXPIRES_FILE, Android 11 and up. */
export interface ExpiringName {
  readonly state: 'pending' | 'trashed';
  readonly expires: number;
  readonly displayName: string;
}

export function expiringName(name: string): ExpiringName | undefined {
  const [, state, expires, displayName] = /^\.(pending|trashed)-(\d+)-([^/]+)$/is.exec(name) ?? [];
  if (state === undefined || displayName === undefined) return undefined;
  return {
    state: state.toLowerCase() === 'pending' ? 'pending' : 'trashed',
    expires: Number(expires),
    displayName,
  };
}

export function expiringFile({ state, expires, displayName }: ExpiringName): string {
  return `.${state}-${expires}-${displayName}`;
}

/** The package whose own directory of shared storage the path lies in, and which of the three. */
export function packageDirectory(
  path: string,
): { readonly part: 'data' | 'obb' | 'media'; readonly package: string | undefined } | undefined {
  const [, part, name] =
    /^\/storage\/emulated\/\d+\/Android\/(data|obb|media)(?:\/([^/]+))?(?:\/|$)/i.exec(path) ?? [];
  const known = (['data', 'obb', 'media'] as const).find((one) => one === part?.toLowerCase());
  return known === undefined ? undefined : { part: known, package: name };
}

/** A name that fits a FAT file system, and is hidden no more (FileUtils.sanitizeDisplayName of Android 11). */
export function sanitizedName(name: string): string {
  const valid = name.replaceAll(/["*/:<>?\\|\p{Cc}]/gu, '_');
  return valid.startsWith('.') ? `_${valid}` : valid;
}

/** `a (1).png`, as FileUtils.buildUniqueFile counts. */
export function numberedName(name: string, count: number): string {
  if (count === 0) return name;
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? `${name} (${count})` : `${name.slice(0, dot)} (${count})${name.slice(dot)}`;
}
