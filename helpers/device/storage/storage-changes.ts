import type { ArtifactEvent } from '../../model/artifact.ts';
import type { Sha256 } from '../../model/ids.ts';
import type { ListedFile, RootListing } from './listing.ts';
import type { RawPath } from './raw-path.ts';
import type { WatchRoot } from './watch-roots.ts';

/** A file with the root under which it was listed. */
export interface KnownFile extends ListedFile {
  readonly root: WatchRoot;
  /** Of the content that was pulled last; absent when it never was. */
  readonly sha256?: Sha256;
}

export interface StorageChange {
  readonly event: Exclude<ArtifactEvent, 'caught'>;
  readonly file: KnownFile;
  /** The file that it was before, when it was renamed. */
  readonly before?: KnownFile;
}

export interface StorageChanges {
  readonly changes: readonly StorageChange[];
  /** What is known after this pass, by path. */
  readonly known: ReadonlyMap<RawPath, KnownFile>;
}

/**
 * What appeared, changed or went away since the last pass. `before` is `undefined` in the first: all is baseline.
 * A file that two roots list counts under the later, more specific one.
 */
export function storageChanges(
  before: ReadonlyMap<RawPath, KnownFile> | undefined,
  listings: readonly RootListing[],
): StorageChanges {
  const known = new Map<RawPath, KnownFile>();
  for (const { root, files } of listings) {
    for (const file of files) known.set(file.raw, { ...file, root });
  }
  if (before === undefined) {
    return { changes: [...known.values()].map((file) => ({ event: 'baseline', file })), known };
  }
  const removed = removedFrom(before, known, listings);
  const changes: StorageChange[] = [];
  for (const [raw, file] of known) {
    const same = before.get(raw);
    if (same === undefined) {
      const renamed = removed.find((one) => isSameFile(one, file));
      changes.push({ event: 'created', file, ...(renamed === undefined ? {} : { before: renamed }) });
    } else if (isUnchanged(same, file)) known.set(raw, { ...same, root: file.root });
    else changes.push({ event: 'changed', file, before: same });
  }
  return { changes: [...changes, ...removed.map((file) => ({ event: 'removed', file }) as const)], known };
}

/** What is listed no longer. Files of a root that could not be listed this time stay known: it says nothing of them. */
function removedFrom(
  before: ReadonlyMap<RawPath, KnownFile>,
  known: Map<RawPath, KnownFile>,
  listings: readonly RootListing[],
): readonly KnownFile[] {
  const unreadable = new Set(
    listings.flatMap(({ root, unreadable }) => (unreadable === undefined ? [] : [root.path])),
  );
  const removed: KnownFile[] = [];
  for (const [raw, file] of before) {
    if (known.has(raw)) continue;
    if (unreadable.has(file.root.path)) known.set(raw, file);
    else removed.push(file);
  }
  return removed;
}

function isUnchanged(before: KnownFile, now: ListedFile): boolean {
  return before.inode === now.inode && before.bytes === now.bytes && before.stamp === now.stamp;
}

/** A rename keeps inode, size and modification time. The inode alone says nothing: file systems give it away again. */
function isSameFile(before: KnownFile, now: ListedFile): boolean {
  return before.inode === now.inode && before.bytes === now.bytes && before.modifiedMs === now.modifiedMs;
}
