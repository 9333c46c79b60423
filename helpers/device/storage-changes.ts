import type { ArtifactEvent } from '../model/artifact.ts';
import type { ListedFile } from './listing.ts';
import type { WatchRoot } from './watch-roots.ts';

/** A file with the root under which it was listed. */
export interface KnownFile extends ListedFile {
  readonly root: WatchRoot;
}

/** What one root held in one pass. */
export interface RootListing {
  readonly root: WatchRoot;
  readonly files: readonly ListedFile[];
  /** Set when the root, or a part of it, could not be listed. */
  readonly unreadable?: string;
}

export interface StorageChanges {
  readonly changes: readonly { readonly event: ArtifactEvent; readonly file: KnownFile }[];
  /** What is known after this pass, by path. */
  readonly known: ReadonlyMap<string, KnownFile>;
}

/**
 * What appeared, changed or went away since the last pass. `before` is `undefined` in the first: all is baseline.
 * A file that two roots list counts under the later, more specific one.
 */
export function storageChanges(
  before: ReadonlyMap<string, KnownFile> | undefined,
  listings: readonly RootListing[],
): StorageChanges {
  const known = new Map<string, KnownFile>();
  for (const { root, files } of listings) {
    for (const file of files) known.set(file.path, { ...file, root });
  }
  const changes: { event: ArtifactEvent; file: KnownFile }[] = [];
  for (const file of known.values()) {
    const event = before === undefined ? 'baseline' : eventOf(before.get(file.path), file);
    if (event !== undefined) changes.push({ event, file });
  }
  for (const [path, file] of before ?? []) {
    if (known.has(path)) continue;
    // A root that could not be listed this time says nothing about its files: they stay known.
    if (cannotTell(file, listings)) known.set(path, file);
    else changes.push({ event: 'removed', file });
  }
  return { changes, known };
}

function eventOf(before: KnownFile | undefined, now: ListedFile): ArtifactEvent | undefined {
  if (before === undefined) return 'created';
  const same =
    before.inode === now.inode && before.bytes === now.bytes && before.modifiedMs === now.modifiedMs;
  return same ? undefined : 'changed';
}

function cannotTell(file: KnownFile, listings: readonly RootListing[]): boolean {
  return listings.find((one) => one.root.path === file.root.path)?.unreadable !== undefined;
}
