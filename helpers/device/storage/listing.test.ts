import { describe, expect, it } from 'vitest';
import { listingScript, parseListings } from './listing.ts';
import type { WatchRoot } from './watch-roots.ts';

const ROOT: WatchRoot = { path: '/s', reach: 'shared-storage', user: 0 };
const OTHER: WatchRoot = { path: '/o', reach: 'app-external-storage', user: 0 };
const TIMES = '2026-11-24 09:25:53.605064159|2026-11-24 09:25:54.000000001';

function listed(names: readonly (string | Buffer)[], end = 'rc 0\n'): Buffer {
  const lines = names.map((name, index) =>
    Buffer.concat([Buffer.from(`T1 ${index} 5 10077|${TIMES}|`), Buffer.from(name), Buffer.from('\n')]),
  );
  return Buffer.concat([Buffer.from('T1 root 0\n'), ...lines, Buffer.from(`T1 end 0\n${end}T1 done\n`)]);
}

function first(output: Buffer) {
  const [listing] = parseListings(output, [ROOT], 'T1');
  if (listing === undefined) throw new Error('no listing');
  return listing;
}

describe('a listing', () => {
  it('keeps names with line breaks, quotes, bars and other scripts', () => {
    const names = ['/s/a b.png', '/s/new\nline', "/s/it's", '/s/截屏.png', '/s/a|b', '/s/ends with space '];
    expect(first(listed(names)).files.map(({ path }) => path)).toEqual(names);
  });

  it('keeps a name that is no UTF-8 apart from one that only looks like it', () => {
    const { files } = first(listed([Buffer.from('2f732fff', 'hex'), '/s/\\xff']));
    expect(files.map(({ path }) => path)).toEqual(['/s/\\xff', '/s/\\xff']);
    expect(files[0]?.raw).not.toBe(files[1]?.raw);
  });

  it('is not split by a name that imitates a line but cannot know the mark', () => {
    const hostile = `/s/x\nT2 9 9 9|${TIMES}|/s/y`;
    expect(first(listed([hostile])).files.map(({ path }) => path)).toEqual([hostile]);
  });

  it.each([
    ['without a zone, as before Android 12', TIMES],
    ['with its zone', '2026-11-24 09:25:53.605064159 +0000|2026-11-24 17:25:54.000000001 +0800'],
  ])('reads times %s', (_, times) => {
    const output = Buffer.from(`T1 root 0\nT1 7 5 10077|${times}|/s/a\nT1 end 0\nrc 0\n`);
    expect(first(output).files[0]).toMatchObject({
      modifiedMs: Date.UTC(2026, 10, 24, 9, 25, 53, 605),
      changedMs: Date.UTC(2026, 10, 24, 9, 25, 54, 0),
      stamp: '1795512353.605064159 1795512354.000000001',
    });
  });

  it('needs nothing that Android 6 does not have', () => {
    expect(listingScript([ROOT], 'm', '/data/local/tmp/l')).not.toMatch(/-printf|newermt|sha256sum/);
  });

  it.each([
    ['rc 0\n', undefined],
    ['find: /s/x: Permission denied\nrc 0\n', 'find: /s/x: Permission denied'],
    ['rc 123\n', undefined],
    ['rc 127\n', 'the listing ended with code 127'],
    ['', 'the listing ended with code none'],
  ])('that ends with %j is unreadable: %j', (end, expected) => {
    expect(first(listed([], end)).unreadable).toBe(expected);
  });

  it('that broke off is no empty root', () => {
    const listings = parseListings(listed(['/s/a']), [ROOT, OTHER], 'T1');
    expect(listings.map(({ unreadable }) => unreadable)).toEqual([
      undefined,
      'the listing broke off before it',
    ]);
  });

  it('is not asked of a root that is closed', () => {
    const closed = { ...ROOT, closed: 'user 10 (Work): Permission denied' };
    expect(listingScript([closed], 'm', '/l')).not.toContain('/s');
    expect(parseListings(Buffer.from(''), [closed], 'm')[0]?.unreadable).toBe(closed.closed);
  });

  it('is made by the app where run-as is the way in', () => {
    const script = listingScript([{ ...ROOT, runAs: ['run-as', 'a.b'] }], 'm', '/l');
    expect(script).toContain('a /s run-as a.b');
  });
});
