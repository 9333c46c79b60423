import { describe, expect, it } from 'vitest';
import { drawing, stimulus as drawn, half, pngOf } from '../detectors/picture/drawings.fake.ts';
import { bundleOf, type Change, file, gapsOn, stimulus, upload, verdictOn } from './bundle-fixture.fake.ts';
import { hashOf, OWN, PAGE } from './clean-run.fake.ts';
import { judge } from './judge.ts';

const { key, unmarked, image } = drawn('page', 1, 1);
const COPY = pngOf(half(image));

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

  it('accuses nobody when a screenshot of the app shows that image too: it may be made of either', () => {
    const { width, height, values } = half(image);
    const remade = pngOf({ width, height: height - 8, values: values.subarray(0, width * (height - 8)) });
    const shows: Change = (bundle) => {
      const own = bundle.stimuli.find((one) => one.id === OWN)?.delivery;
      if (own?.kind !== 'delivered') throw new Error('the clean run has that image');
      const changed = stimulus(OWN, { delivery: { ...own, sha256: hashOf(COPY), bytes: COPY.length } })(
        bundle,
      );
      const contentOf: typeof bundle.contentOf = (sha256) =>
        sha256 === hashOf(COPY) ? COPY : bundle.contentOf(sha256);
      return { ...changed, contentOf };
    };
    const bundle = bundleOf(marked(PAGE), shows, file(remade));
    expect(judge(bundle).findings.filter(({ detector }) => detector === 'keyed-picture')).toEqual([]);
    expect(gapsOn(bundle, 'own-screenshots-only')).toContain('opaque-file');
    expect(judge(bundleOf(marked(PAGE), file(remade))).findings).toHaveLength(1);
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
