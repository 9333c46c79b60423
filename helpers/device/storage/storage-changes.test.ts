import { describe, expect, it } from 'vitest';
import type { ListedFile, RootListing } from './listing.ts';
import { rawPathOf } from './raw-path.ts';
import { storageChanges } from './storage-changes.ts';
import type { WatchRoot } from './watch-roots.ts';

const ROOT: WatchRoot = { path: '/s', reach: 'shared-storage', user: 0 };

function file(path: string, change: Partial<ListedFile> = {}): ListedFile {
  const times = { modifiedMs: 1000, changedMs: 1000, stamp: '1.0 1.0' };
  return { path, raw: rawPathOf(path), inode: 1, bytes: 10, owner: '0', ...times, ...change };
}

function listing(files: readonly ListedFile[], unreadable?: string): RootListing {
  return { root: ROOT, files, ...(unreadable === undefined ? {} : { unreadable }) };
}

function changesFrom(before: readonly ListedFile[], now: readonly ListedFile[]) {
  const { known } = storageChanges(undefined, [listing(before)]);
  return storageChanges(known, [listing(now)]).changes;
}

describe('changes between two passes', () => {
  it('takes everything of the first pass for baseline', () => {
    const { changes } = storageChanges(undefined, [listing([file('/s/a')])]);
    expect(changes.map(({ event }) => event)).toEqual(['baseline']);
  });

  it.each([
    ['bytes', { bytes: 11 }],
    ['modification time, by less than a second', { stamp: '1.000000001 1.0' }],
    ['ctime, with a modification time that was set back', { stamp: '1.0 2.0' }],
    ['inode, as a rename over it leaves', { inode: 2 }],
  ])('sees a change of %s', (_, change) => {
    expect(changesFrom([file('/s/a')], [file('/s/a', change)]).map(({ event }) => event)).toEqual([
      'changed',
    ]);
  });

  it('sees what appeared and what went away, and nothing else', () => {
    const changes = changesFrom([file('/s/a'), file('/s/b')], [file('/s/b'), file('/s/c', { inode: 3 })]);
    expect(changes.map(({ event, file: { path }, before }) => [event, path, before])).toEqual([
      ['created', '/s/c', undefined],
      ['removed', '/s/a', undefined],
    ]);
  });

  it('says what a file was called before it was renamed', () => {
    const changes = changesFrom([file('/s/a.tmp')], [file('/s/a', { stamp: '1.0 9.0' })]);
    expect(changes.map(({ event, file: { path }, before }) => [event, path, before?.path])).toEqual([
      ['created', '/s/a', '/s/a.tmp'],
      ['removed', '/s/a.tmp', undefined],
    ]);
  });

  it('takes an inode that was given away again for no rename', () => {
    const changes = changesFrom([file('/s/a')], [file('/s/b', { modifiedMs: 5000 })]);
    expect(changes[0]?.before).toBeUndefined();
  });

  it('does not take a root that could not be listed for an empty one', () => {
    const before = storageChanges(undefined, [listing([file('/s/a')])]).known;
    const { changes, known } = storageChanges(before, [listing([], 'Permission denied')]);
    expect(changes).toEqual([]);
    expect(known.has(rawPathOf('/s/a'))).toBe(true);
  });
});
