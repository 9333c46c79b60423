import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../model/claim.ts';
import { GAP_CODES } from '../model/gap.ts';
import { parseSha256 } from '../model/ids.ts';
import { bundleOf, era, file, gapsOn, stimulus, verdictOn } from './bundle-fixture.fake.ts';
import { CLEAN, PAGE, PAGE_BYTES } from './clean-run.fake.ts';
import { BOTH_CLAIMS, GAP_VECTORS, NO_GAP_VECTORS } from './gap-vectors.fake.ts';
import { judge } from './judge.ts';

describe('what keeps a claim from being upheld', () => {
  it.each(GAP_VECTORS)('%s: %s', (_, code, claims, change) => {
    const bundle = bundleOf(change);
    for (const claim of BOTH_CLAIMS) {
      if (claims.includes(claim)) expect(gapsOn(bundle, claim)).toContain(code);
      else expect(verdictOn(bundle, claim).kind).toBe('upheld');
    }
  });

  it('a version that the profile does not know, for a claim about some versions only: version-unknown', () => {
    expect(gapsOn(bundleOf(era(undefined)), 'cleared-on-exit')).toContain('version-unknown');
    expect(verdictOn(bundleOf(era(undefined)), 'local-only').kind).toBe('upheld');
  });

  it('an image that shows next to nothing, so that parts of it would not be recognised: decode-limit', () => {
    const blank = PAGE_BYTES.subarray(0, 150);
    const sha256 = parseSha256('3'.repeat(64));
    const delivery = {
      kind: 'delivered',
      path: '/sdcard/p',
      mediaStoreRow: 'r',
      bytes: 150,
      sha256,
      at: { hostMs: 210 },
    } as const;
    const bundle = bundleOf(stimulus(PAGE, { delivery }));
    const contentOf: typeof bundle.contentOf = (sha256) =>
      sha256 === delivery.sha256 ? blank : bundle.contentOf(sha256);
    expect(gapsOn({ ...bundle, contentOf }, 'local-only')).toEqual(['decode-limit']);
  });

  it('a copy in storage that all share, for a claim that the profile lets look there: artifact-unattributed', () => {
    const bundle = bundleOf(file(PAGE_BYTES, { reach: 'shared-storage', path: '/sdcard/Download/x' }));
    const claims = bundle.run.claims.map((one) => ({
      ...one,
      channels: CHANNELS.filter((channel) => channel !== 'reads'),
    }));
    expect(gapsOn({ ...bundle, run: { ...bundle.run, claims } }, 'own-screenshots-only')).toContain(
      'artifact-unattributed',
    );
  });

  it('is tried here, in the claims’ own tables', () => {
    const inOtherTables = [
      'reads-unobserved',
      'read-noted',
      'observer-registered',
      'target-not-running',
      'target-frozen',
      'window-too-short',
      'consented-upload-unseen',
      'version-unknown',
      'decode-limit',
      'artifact-unattributed',
    ];
    const tried = new Set<string>([...GAP_VECTORS.map(([, code]) => code), ...inOtherTables]);
    expect(GAP_CODES.filter((code) => !tried.has(code))).toEqual([]);
  });
});

describe('what is no gap', () => {
  it.each(NO_GAP_VECTORS)('%s', (_, change) => {
    expect(judge(bundleOf(change)).gaps).toEqual(judge(CLEAN).gaps);
  });
});
