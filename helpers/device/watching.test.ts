import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListedFile, listingCommand, parseListing, unreadablePart } from './listing.ts';
import { shellLine, shellQuote } from './shell-quote.ts';
import { type RootListing, storageChanges } from './storage-changes.ts';
import { reachOf, watchRoots } from './watch-roots.ts';

const [shared, external] = watchRoots('com.jd.jrapp');
if (shared === undefined || external === undefined) throw new Error('no roots');

function file(path: string, change: Partial<ListedFile> = {}): ListedFile {
  return { path, inode: 1, bytes: 10, modifiedMs: 1000, owner: 'root', ...change };
}

function listing(files: readonly ListedFile[], unreadable?: string): RootListing {
  return {
    root: shared as typeof external & object,
    files,
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

describe('a listing', () => {
  it('keeps names with line breaks, quotes and other scripts', () => {
    const names = ['/s/a b.png', '/s/new\nline', "/s/it's", '/s/截屏.png', '/s/ends with space '];
    const output = names.map((name, index) => `m4rk ${index} 5 1700000000 u0_a7 ${name}\n`).join('');
    expect(parseListing(output, 'm4rk').map((one) => one.path)).toEqual(names);
  });

  it('is not split by a name that imitates a line but cannot know the mark', () => {
    const hostile = '/s/x\nother 9 9 9 root /s/y';
    expect(parseListing(`m4rk 1 5 1 root ${hostile}\n`, 'm4rk').map((one) => one.path)).toEqual([hostile]);
  });

  it('needs nothing that Android 6 does not have', () => {
    expect(listingCommand('/sdcard', 'm')).not.toMatch(/-printf|newermt/);
  });

  it.each([
    ['find: /s/x: Permission denied\n', 1, 'find: /s/x: Permission denied'],
    ["stat: '/s/gone': No such file or directory\n", 1, undefined],
    ['', 0, undefined],
    ['', 127, 'exit code 127'],
  ])('of which the phone says %j (exit %d) is unreadable: %j', (stderr, exitCode, expected) => {
    expect(unreadablePart(stderr, exitCode)).toBe(expected);
  });
});

describe('changes between two passes', () => {
  it('takes everything of the first pass for baseline', () => {
    const { changes } = storageChanges(undefined, [listing([file('/a')])]);
    expect(changes.map((one) => one.event)).toEqual(['baseline']);
  });

  it.each([
    ['bytes', { bytes: 11 }],
    ['modification time', { modifiedMs: 2000 }],
    ['inode, as a rename over it leaves', { inode: 2 }],
  ])('sees a change of %s', (_, change) => {
    const before = storageChanges(undefined, [listing([file('/a')])]).known;
    expect(storageChanges(before, [listing([file('/a', change)])]).changes.map((one) => one.event)).toEqual([
      'changed',
    ]);
  });

  it('sees what appeared and what went away, and nothing else', () => {
    const before = storageChanges(undefined, [listing([file('/a'), file('/b')])]).known;
    const { changes } = storageChanges(before, [listing([file('/b'), file('/c')])]);
    expect(changes.map((one) => [one.event, one.file.path])).toEqual([
      ['created', '/c'],
      ['removed', '/a'],
    ]);
  });

  it('does not take a root that could not be listed for an empty one', () => {
    const before = storageChanges(undefined, [listing([file('/a')])]).known;
    const { changes, known } = storageChanges(before, [listing([], 'Permission denied')]);
    expect(changes).toEqual([]);
    expect(known.has('/a')).toBe(true);
  });
});

describe('the reach of a path', () => {
  it.each([
    ['/storage/emulated/0/DCIM/x.jpg', 'shared-storage'],
    ['/storage/emulated/0/Android/data/com.jd.jrapp/cache/1', 'app-external-storage'],
    ['/storage/emulated/0/Android/media/com.jd.jrapp/1', 'app-external-storage'],
    ['/storage/emulated/0/Android/data/com.jd.jrapp2/cache/1', 'shared-storage'],
  ])('%s is %s', (path, reach) => {
    expect(reachOf(path, shared, 'com.jd.jrapp')).toBe(reach);
  });
});

describe('quoting for the phone’s shell', () => {
  it('keeps every word one word, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        (word) => {
          const quoted = shellQuote(word);
          const unquoted = quoted.startsWith("'") ? quoted.slice(1, -1).replaceAll(`'\\''`, "'") : quoted;
          expect(unquoted).toBe(word);
        },
      ),
    );
  });

  it('joins words', () => {
    expect(shellLine(['am', 'start', '-d', 'https://x/?a=1&b=2'])).toBe(`am start -d 'https://x/?a=1&b=2'`);
  });
});
