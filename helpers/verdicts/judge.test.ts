import { describe, expect, it } from 'vitest';
import { joined, noise, png } from '../detectors/images.fake.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Predicate } from '../model/claim.ts';
import type { Verdict } from '../model/verdict.ts';
import {
  bundleOf,
  type Change,
  consent,
  counter,
  era,
  event,
  file,
  RAW,
  rawCapture,
  run,
  stimulus,
  upload,
  verdictOn,
  without,
} from './bundle-fixture.fake.ts';
import { AWAY, BACK, CACHE, CLEAN, OWN, OWN_BYTES, PAGE, PAGE_BYTES } from './clean-run.fake.ts';
import { judge } from './judge.ts';
import { judgementJson } from './judgement-json.ts';

function inScenarios(bundle: Bundle, predicate: Predicate): Readonly<Record<string, Verdict['kind']>> {
  const claim = judge(bundle).claims.find((one) => one.claim === predicate);
  return Object.fromEntries(
    (claim?.scenarios ?? []).map(({ scenario, verdict }) => [scenario, verdict.kind]),
  );
}
const unsealed: Change = (bundle) => ({ ...bundle, seal: { kind: 'unsealed' } });

describe('the order of the rules', () => {
  it.each<readonly [string, Predicate, Verdict['kind'], readonly Change[]]>([
    [
      'a claim that is not of this version, before a violation',
      'feature-withdrawn',
      'not-applicable',
      [file(PAGE_BYTES)],
    ],
    ['a claim that is not of this version, before a gap', 'feature-withdrawn', 'not-applicable', [unsealed]],
    ['a violation, before a gap', 'local-only', 'violated', [upload(PAGE_BYTES), unsealed]],
    ['a gap, before upholding', 'local-only', 'inconclusive', [unsealed]],
    [
      'a violation of a version that nobody knows, for a claim about all',
      'local-only',
      'violated',
      [era(undefined), upload(PAGE_BYTES)],
    ],
    [
      'not knowing the version, before a violation of a claim about some',
      'cleared-on-exit',
      'inconclusive',
      [era(undefined), file(PAGE_BYTES)],
    ],
  ])('%s', (_, predicate, kind, changes) => {
    expect(verdictOn(bundleOf(...changes), predicate).kind).toBe(kind);
  });

  it('says every finding of a violation and every gap of an undecided claim', () => {
    const violated = verdictOn(
      bundleOf(file(PAGE_BYTES), file(PAGE_BYTES, { path: `${CACHE}/2` })),
      'own-screenshots-only',
    );
    expect(
      violated.kind === 'violated' &&
        violated.findings.map(({ place }) => place.kind === 'artifact' && place.path),
    ).toEqual([`${CACHE}/uil-images/1`, `${CACHE}/2`]);
    const open = verdictOn(bundleOf(unsealed, upload(new Uint8Array(99))), 'local-only');
    expect(open.kind === 'inconclusive' && open.gaps.map(({ code }) => code)).toEqual([
      'bundle-unsealed',
      'opaque-body',
    ]);
  });
});

describe('upholding', () => {
  it('lists the images, the states of the target and the channels that were exercised', () => {
    expect(verdictOn(CLEAN, 'own-screenshots-only')).toMatchObject({
      kind: 'upheld',
      exercised: [
        {
          stimulus: PAGE,
          processState: 'background',
          channels: ['app-external-storage', 'app-internal-storage', 'traffic'],
        },
        { stimulus: OWN, processState: 'foreground' },
      ],
    });
  });

  it('asks for the channels of the profile beside those of the rule', () => {
    const claims = CLEAN.run.claims.map((one) => ({ ...one, channels: ['reads'] as const }));
    expect(verdictOn(bundleOf(run({ claims })), 'local-only')).toMatchObject({
      kind: 'inconclusive',
      gaps: [{ code: 'reads-unobserved' }, { code: 'reads-unobserved' }],
    });
  });

  it.each<readonly [string, Change]>([
    ['no image was asked for', (bundle) => ({ ...bundle, stimuli: [] })],
    ['no scenario exercises the claim', run({ scenarios: [] })],
    [
      'no scenario was recorded',
      without((one) => one.kind === 'scenario-started' || one.kind === 'scenario-ended'),
    ],
  ])('is not done when %s', (_, change) => {
    for (const { verdict } of judge(bundleOf(change)).claims) expect(verdict.kind).not.toBe('upheld');
  });
});

describe('scenarios', () => {
  const undelivered = stimulus(PAGE, {
    delivery: { kind: 'undelivered', because: 'b', at: { hostMs: 210 } },
  });

  it.each<readonly [string, readonly Change[], string, string]>([
    ['nothing happened', [], 'upheld', 'upheld'],
    ['it left in the first', [upload(PAGE_BYTES)], 'violated', 'upheld'],
    ['it left in the second', [upload(PAGE_BYTES, { startedMs: 480 })], 'upheld', 'violated'],
    ['it left across both', [upload(PAGE_BYTES, { endedMs: 480 })], 'violated', 'violated'],
    ['it left between them', [upload(PAGE_BYTES, { startedMs: 330 })], 'upheld', 'violated'],
    ['an image of the first was not delivered', [undelivered], 'inconclusive', 'upheld'],
    [
      'a body of the second cannot be seen through',
      [upload(new Uint8Array(99), { startedMs: 480 })],
      'upheld',
      'inconclusive',
    ],
    [
      'the harness broke down, at no time that is known',
      [event({ kind: 'fault', at: { hostMs: 1 }, code: 'INTERNAL', what: 'w', why: 'y', remedy: 'r' })],
      'inconclusive',
      'inconclusive',
    ],
    [
      'the second was not recorded to its end',
      [without((one) => one.kind === 'scenario-ended' && one.scenario === BACK)],
      'upheld',
      'inconclusive',
    ],
    [
      'the second never began',
      [without((one) => 'scenario' in one && one.scenario === BACK)],
      'upheld',
      'inconclusive',
    ],
  ])('%s: each is judged by what lies in it', (_, changes, away, back) => {
    expect(inScenarios(bundleOf(...changes), 'local-only')).toEqual({ [AWAY]: away, [BACK]: back });
  });

  it('are those that exercise the claim', () => {
    expect(Object.keys(inScenarios(CLEAN, 'upload-on-consent'))).toEqual([BACK]);
  });

  it('uphold with the images of those before, where they make none of their own', () => {
    const first = stimulus(OWN, { scenario: AWAY, requested: { hostMs: 210 } });
    const early: Change = (bundle) => ({
      ...bundle,
      stimuli: bundle.stimuli.map((one) => ({ ...one, delivery: { ...one.delivery, at: { hostMs: 220 } } })),
    });
    const bundle = bundleOf(first, early, consent(PAGE, 420), upload(PAGE_BYTES, { startedMs: 430 }));
    expect(inScenarios(bundle, 'upload-on-consent')).toEqual({ [BACK]: 'upheld' });
  });
});

describe('what is examined', () => {
  const shared = (path: string, bytes: Uint8Array): Change => file(bytes, { reach: 'shared-storage', path });
  const SHARED = { reach: 'shared-storage', path: '/sdcard/Pictures/p.png' } as const;
  const both =
    (one: Change, other: Change): Change =>
    (bundle) =>
      other(one(bundle));

  it.each<readonly [string, Change, number]>([
    ['the image’s own file is no copy of it', shared('/sdcard/Pictures/Screenshots/page.png', PAGE_BYTES), 0],
    ['nor is the phone’s preview of it', shared('/sdcard/DCIM/.thumbnails/1.png', PAGE_BYTES), 0],
    ['nor a picture that was there before it', file(PAGE_BYTES, { ...SHARED, seenMs: 199 }), 0],
    ['a picture that came with it may be one', file(PAGE_BYTES, { ...SHARED, seenMs: 200 }), 1],
    ['nor what the harness captured', both(rawCapture(RAW), shared(RAW, PAGE_BYTES)), 0],
    [
      'of that name in the target’s directory it is one',
      both(rawCapture(RAW), file(PAGE_BYTES, { path: RAW })),
      1,
    ],
    [
      'a folder of that name in the target’s directory is no excuse',
      file(PAGE_BYTES, { path: `${CACHE}/.thumbnails/1.png` }),
      1,
    ],
    [
      'a part inside a longer file',
      file(joined(noise(1, 70_000), PAGE_BYTES.subarray(300, 500), noise(2, 9_000))),
      1,
    ],
    ['both images in one file', file(joined(PAGE_BYTES, OWN_BYTES), { seenMs: 605 }), 2],
    ['what was there before the second image is none of it', file(joined(PAGE_BYTES, OWN_BYTES)), 1],
    [
      'a body that was sent before the image was asked for',
      upload(PAGE_BYTES, { startedMs: 150, endedMs: 199 }),
      0,
    ],
    ['a body that was still being sent then', upload(PAGE_BYTES, { startedMs: 150, endedMs: 200 }), 1],
    ['another picture', file(noise(3, 9_000)), 0],
    ['a body', upload(PAGE_BYTES), 1],
    ['a removed file', file(PAGE_BYTES, { event: 'removed', content: { kind: 'removed' } }), 0],
  ])('%s', (_, change, count) => {
    expect(judge(bundleOf(change)).findings).toHaveLength(count);
  });

  it('takes for no trace of an image what a screenshot of before any image shows as well', () => {
    const bar = PAGE_BYTES.subarray(300, 600);
    const kept = file(joined(noise(1, 9_000), bar));
    const path = '/sdcard/Pictures/Screenshots/home.png';
    const home = (seenMs: number, bytes: Uint8Array): Change =>
      file(bytes, { reach: 'shared-storage', path, seenMs, notBeforeMs: 20 });
    const made = counter({
      kind: 'unattended-image',
      hostMs: 90,
      image: 'screenshot',
      path,
      requestedMs: 60,
    });
    const found = (...changes: readonly Change[]): number => judge(bundleOf(...changes)).findings.length;
    expect(found(kept)).toBe(1);
    expect(found(kept, made, home(100, png(noise(7, 500), bar)))).toBe(0);
    // Only what the harness made: of others nobody knows what they are.
    expect(found(kept, home(100, png(noise(7, 500), bar)))).toBe(1);
    expect(found(kept, made, home(100, png(noise(7, 500))))).toBe(1);
    // Later it may be a copy itself.
    expect(found(kept, made, home(305, png(noise(7, 500), bar)))).toBe(2);
    // Whatever it shares, the rest of the image is the image's own.
    expect(found(file(PAGE_BYTES), made, home(100, png(noise(7, 500), bar)))).toBe(1);
  });

  it('dates a copy between the listing before, or the request for the image, and the listing that has it', () => {
    expect(judge(bundleOf(file(PAGE_BYTES))).findings[0]?.during).toEqual({ fromMs: 200, toMs: 305 });
    expect(judge(bundleOf(file(PAGE_BYTES, { notBeforeMs: 250 }))).findings[0]?.during.fromMs).toBe(250);
  });
});

describe('the judgement in JSON', () => {
  it('names the sealed manifest, and none for a bundle that is not sealed', () => {
    expect(judge(CLEAN)).toMatchObject({ run: 'r1', manifestSha256: '0'.repeat(64) });
    expect(judge(bundleOf(unsealed))).not.toHaveProperty('manifestSha256');
  });

  it('has its keys in one order at every depth, and one line feed at its end', () => {
    const json = judgementJson(judge(bundleOf(file(PAGE_BYTES))));
    expect(json).toMatch(/[^\n]\n$/);
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(judge(bundleOf(file(PAGE_BYTES))))));
    JSON.parse(json, function keysInOrder(this: unknown, _, value: unknown) {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        expect(Object.keys(value)).toEqual(Object.keys(value).sort());
      }
      return value;
    });
  });
});
