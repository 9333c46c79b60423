import { describe, expect, it } from 'vitest';
import { drawing, stimulus as drawn, half, pngOf } from '../detectors/picture/drawings.fake.ts';
import type { Stimulus } from '../model/stimulus.ts';
import { bundleOf, type Change, file, gapsOn, stimulus, upload, verdictOn } from './bundle-fixture.fake.ts';
import { hashOf, OWN, PAGE } from './clean-run.fake.ts';
import { judge } from './judge.ts';

const { key, unmarked, image } = drawn('page', 1, 1);
const COPY = pngOf(half(image));
/** Another file, whose bytes are nobody's: a little darker. */
const darker = ({ values, ...size }: typeof image): typeof image => ({
  ...size,
  values: values.map((value) => Math.max(0, value - 3)),
});

/** The page's image is one of our drawings with its mark; the drawing may be missing from the bundle. */
function marked(id: typeof PAGE, keyOf: Uint8Array = key): Change {
  return (bundle) => {
    const [shown, drawingFile] = [pngOf(image), pngOf(unmarked)];
    const held = new Map([shown, drawingFile].map((bytes) => [hashOf(bytes), bytes] as const));
    const delivery = bundle.stimuli.find((one) => one.id === id)?.delivery;
    if (delivery?.kind !== 'delivered') throw new Error('the clean run has that image');
    const changed = stimulus(id, {
      canaries: [{ kind: 'pattern-key', value: Buffer.from(keyOf).toString('hex') }],
      unmarked: hashOf(drawingFile),
      delivery: { ...delivery, sha256: hashOf(shown), bytes: shown.length },
    })(bundle);
    return { ...changed, contentOf: (sha256) => held.get(sha256) ?? bundle.contentOf(sha256) };
  };
}

describe('a picture that was made of a marked image', () => {
  it('violates a claim when it lies in the target’s directory', () => {
    const verdict = verdictOn(bundleOf(marked(PAGE), file(COPY)), 'no-background-acquisition');
    if (verdict.kind !== 'violated') expect.unreachable(verdict.kind);
    expect(verdict.findings).toMatchObject([
      { detector: 'keyed-picture', stimulus: PAGE, length: COPY.length },
    ]);
    expect(verdict.why).toMatch(/PNG 180 × 240, scaled ×0\.50, rotated 0°; .*z = \d+/);
  });

  it('violates a claim when it was sent, however it was packed', () => {
    const body = Buffer.from(JSON.stringify({ image: Buffer.from(COPY).toString('base64') }));
    const verdict = verdictOn(bundleOf(marked(PAGE), upload(body)), 'local-only');
    expect(verdict).toMatchObject({
      kind: 'violated',
      findings: [
        { detector: 'keyed-picture', place: { kind: 'flow' }, chain: [expect.stringContaining('base64')] },
      ],
    });
  });

  it('is told of once, whatever else is sent to that host', () => {
    const other = upload(Buffer.from('{"note":"hello"}'), { startedMs: 260 });
    const found = judge(bundleOf(marked(PAGE), upload(COPY), other)).findings;
    expect(found.map(({ chain }) => chain)).toEqual([[]]);
  });

  describe('that a screenshot shows as well, in a thumbnail', () => {
    const remade = pngOf(darker(half(image)));
    const shows =
      (bytes: Uint8Array, differs: Partial<Stimulus> = {}): Change =>
      (bundle) => {
        const own = bundle.stimuli.find((one) => one.id === OWN)?.delivery;
        if (own?.kind !== 'delivered') throw new Error('the clean run has that image');
        const delivery = { ...own, sha256: hashOf(bytes), bytes: bytes.length };
        const changed = stimulus(OWN, { delivery, ...differs })(bundle);
        const contentOf: typeof bundle.contentOf = (sha256) =>
          sha256 === hashOf(bytes) ? bytes : bundle.contentOf(sha256);
        return { ...changed, contentOf };
      };
    const earlier = { requested: { hostMs: 250 } };
    const picturesIn = (...changes: readonly Change[]): number =>
      judge(bundleOf(marked(PAGE), ...changes)).findings.filter(
        ({ detector }) => detector === 'keyed-picture',
      ).length;

    it.each([
      ['of the app itself', {}],
      ['of another app', { kind: 'screenshot-of-other-app' }],
    ] as const)('accuses nobody: %s', (_, differs) => {
      const bundle = bundleOf(marked(PAGE), shows(COPY, { ...earlier, ...differs }), file(remade));
      expect(judge(bundle).findings.filter(({ detector }) => detector === 'keyed-picture')).toEqual([]);
      expect(gapsOn(bundle, 'own-screenshots-only')).toContain('opaque-file');
      expect(picturesIn(file(remade))).toBe(1);
    });

    it('accuses when it is more than twice as large as it is shown there', () => {
      const small = pngOf(half(half(image)));
      expect(picturesIn(shows(small, earlier), file(pngOf(darker(image))))).toBe(1);
    });

    it('accuses when that screenshot came later, or was there before the image', () => {
      expect(picturesIn(shows(COPY, { requested: { hostMs: 800 } }), file(remade))).toBe(1);
      expect(picturesIn(shows(COPY, { requested: { hostMs: 100 } }), file(remade))).toBe(1);
    });
  });

  it('is none for another key, and stays a gap as any picture that looks like an image of the run', () => {
    const bundle = bundleOf(
      marked(
        PAGE,
        key.map((byte) => byte ^ 0xff),
      ),
      file(COPY),
    );
    expect(judge(bundle).findings).toEqual([]);
    expect(gapsOn(bundle, 'no-background-acquisition')).toContain('opaque-file');
  });
});

describe('a picture that is like none of the run’s images', () => {
  const OTHER = pngOf(drawing(5, 5));

  it('is no gap when all of them are marked', () => {
    const bundle = bundleOf(marked(PAGE), marked(OWN), file(OTHER));
    expect(judge(bundle).gaps.map(({ code }) => code)).not.toContain('opaque-file');
  });

  it('stays one while any is not: it could be a copy of that', () => {
    expect(gapsOn(bundleOf(marked(PAGE), file(OTHER)), 'no-background-acquisition')).toContain('opaque-file');
  });
});
