import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundleOf, type Change, file } from './bundle-fixture.fake.ts';
import { CACHE, PAGE_BYTES } from './clean-run.fake.ts';
import { foundCopy } from './found-copy.ts';
import { judge } from './judge.ts';

function copiesIn(...changes: readonly Change[]) {
  const bundle = bundleOf(...changes);
  return judge(bundle).findings.map((finding) => ({ finding, found: foundCopy(bundle, finding) }));
}

const PACKED = Buffer.from(gzipSync(PAGE_BYTES).toString('base64'));
const thirds = [0, 1, 2].map((at) => {
  const third = Math.ceil(PACKED.length / 3);
  return file(PACKED.subarray(at * third, (at + 1) * third), { path: `${CACHE}/name.${at}` });
});

describe('what was found', () => {
  it('is put together of its parts and unwrapped', () => {
    const whole = copiesIn(...thirds).find(({ finding }) => finding.joined !== undefined);
    expect(whole?.finding.joined).toHaveLength(3);
    expect(whole?.found?.restored).toBeUndefined();
    expect(Buffer.compare(whole?.found?.layer ?? PACKED, PAGE_BYTES)).toBe(0);
  });

  it('is nowhere when a part is not in the bundle', () => {
    const bundle = bundleOf(...thirds);
    const finding = judge(bundle).findings.find(({ joined }) => joined !== undefined);
    const lost = finding?.joined?.at(-1)?.sha256;
    const less = {
      ...bundle,
      contentOf: (hash: never) => (hash === lost ? undefined : bundle.contentOf(hash)),
    };
    expect(finding?.joined).toBeDefined();
    expect(finding && foundCopy(less as typeof bundle, finding)).toBeUndefined();
  });

  it('gets back the head that was changed before it was packed, and says so', () => {
    const changed = Buffer.concat([Buffer.from('MAGPIE01!'), PAGE_BYTES.subarray(8)]);
    const [one] = copiesIn(file(gzipSync(changed)));
    expect(one?.finding).toMatchObject({
      detector: 'literal-run',
      chain: ['gzip'],
      inLayer: { offset: 9, length: PAGE_BYTES.length - 8 },
      decidedBy: { value: PAGE_BYTES.length - 8, least: 64 },
    });
    expect(one?.found?.layer).toEqual(changed);
    expect(Buffer.from(one?.found?.restored?.bytes ?? [])).toEqual(Buffer.from(PAGE_BYTES));
    expect(one?.found?.restored?.how).toMatch(/^its first \d+ bytes, .* were put back from page$/);
  });

  it('has its disguise undone', () => {
    const [one] = copiesIn(file(Uint8Array.from(PAGE_BYTES).reverse()));
    expect(one?.finding.detector).toBe('disguised-run');
    expect(Buffer.from(one?.found?.restored?.bytes ?? [])).toEqual(Buffer.from(PAGE_BYTES));
    expect(one?.found?.restored?.how).toBe('it was backwards, which has been undone');
  });

  it('shows nothing when it begins in the midst of the picture', () => {
    const [one] = copiesIn(file(PAGE_BYTES.subarray(400)));
    expect(one?.found?.restored).toBeUndefined();
  });
});
