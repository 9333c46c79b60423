import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, noise } from '../detectors/images.fake.ts';
import type { Bundle } from '../model/bundle.ts';
import { CHANNELS, type Channel, ERAS, PREDICATES, type Predicate } from '../model/claim.ts';
import { GAP_CODES } from '../model/gap.ts';
import { parseSha256 } from '../model/ids.ts';
import { VERDICT_KINDS } from '../model/verdict.ts';
import {
  ANDROID_14,
  bundleOf,
  type Change,
  consent,
  counted,
  counter,
  era,
  event,
  file,
  processSeen,
  stimulus,
  upload,
  withoutControl,
} from './bundle-fixture.fake.ts';
import { CACHE, OWN, OWN_BYTES, PAGE, PAGE_BYTES, register } from './clean-run.fake.ts';
import { judge } from './judge.ts';
import { judgementJson } from './judgement-json.ts';
import { PREDICATE_RULES } from './predicates.ts';

/** What may happen in a run: copies, uploads, consents, versions, states. */
const moment = fc.integer({ min: 60, max: 799 });
const content = fc.constantFrom(
  PAGE_BYTES,
  OWN_BYTES,
  joined(noise(1, 77), PAGE_BYTES.subarray(400, 700)),
  noise(2, 300),
  Buffer.from('hello'),
);
const host = fc.constantFrom('up.jd.com', 'ads.jd.com', 'up.example', 'pages.telltale.test');
const place = fc.constantFrom(
  { reach: 'app-external-storage', path: `${CACHE}/1` } as const,
  { reach: 'app-internal-storage', path: '/data/data/com.jd.jrapp/1' } as const,
  { reach: 'shared-storage', path: '/sdcard/Download/1' } as const,
);
const copy = fc
  .tuple(content, place, moment, moment)
  .map(
    ([bytes, where, one, other]): Change =>
      file(bytes, { ...where, notBeforeMs: Math.min(one, other), seenMs: Math.max(one, other) }),
  );
const sending = fc
  .tuple(content, host, moment)
  .map(([bytes, to, startedMs]): Change => upload(bytes, { host: to, startedMs }));
const consenting = fc
  .tuple(fc.constantFrom(PAGE, OWN), moment)
  .map(([id, hostMs]): Change => consent(id, hostMs));
const oddity = fc.oneof(
  fc.constantFrom(...ERAS, undefined).map(era),
  fc
    .tuple(fc.constantFrom(PAGE, OWN), fc.constantFrom('foreground', 'cached', 'frozen', 'stopped'))
    .map(([id, processState]): Change => stimulus(id, { processState } as const)),
  fc.nat(9).map((sent): Change => counted([60, 0], [800, sent])),
  moment.map((hostMs): Change => event({ kind: 'target-entered-foreground', at: { hostMs }, proof: 'p' })),
  moment.map((hostMs): Change => event({ kind: 'prompt', at: { hostMs }, shown: true })),
  fc
    .tuple(moment, fc.constantFrom('foreground', 'cached', 'frozen', 'stopped'))
    .map(([hostMs, state]): Change => processSeen(hostMs, state)),
  fc.constant(ANDROID_14),
);
/** What an app may be seen at beside its files and flows. */
const sign = fc.oneof(
  fc
    .tuple(moment, moment)
    .map(
      ([atMs, later]): Change =>
        counter(
          register(Math.max(atMs, later), [
            { operation: 'READ_MEDIA_IMAGES', outcome: 'access', state: 'bg', stamp: `at ${atMs}`, atMs },
          ]),
        ),
    ),
  fc
    .tuple(moment, fc.constantFrom(10_077, 1))
    .map(
      ([hostMs, uid]): Change =>
        counter({ kind: 'observer', hostMs, uid, pid: 1, uri: 'content://media/external/images/media' }),
    ),
  fc
    .tuple(moment, fc.integer({ min: -5_000, max: 5_000 }))
    .map(([hostMs, offsetMs]): Change => counter({ kind: 'clock', hostMs, offsetMs, withinMs: 10 })),
);
const anyRun: fc.Arbitrary<Bundle> = fc
  .array(fc.oneof(copy, sending, consenting, oddity, sign), { maxLength: 6 })
  .map((changes) => bundleOf(...changes));

type Kinds = ReadonlyMap<Predicate, number>;
/** How heavy each claim's verdict is: not applicable 0, upheld 1, inconclusive 2, violated 3. */
const weights = (bundle: Bundle): Kinds =>
  new Map(
    judge(bundle).claims.map(({ claim, verdict }, index) => [
      PREDICATES[index] ?? fail(claim),
      VERDICT_KINDS.indexOf(verdict.kind),
    ]),
  );
const fail = (claim: string): never => expect.unreachable(`${claim} is no claim of the run`);
const upheld = (bundle: Bundle): readonly Predicate[] =>
  [...weights(bundle)].flatMap(([claim, weight]) => (weight === 1 ? [claim] : []));
const shuffled = <T>(list: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.shuffledSubarray([...list], { minLength: list.length });

describe('whatever happened in a run', () => {
  it('judging twice gives the same bytes', () => {
    fc.assert(
      fc.property(anyRun, (bundle) => {
        expect(judgementJson(judge(loadedAgain(bundle)))).toBe(judgementJson(judge(bundle)));
      }),
    );
  });

  it('the order of files, flows, images and counters does not matter, to a single byte', () => {
    const disordered = anyRun.chain((bundle) =>
      fc
        .tuple(
          shuffled(bundle.artifacts),
          shuffled(bundle.flows),
          shuffled(bundle.stimuli),
          shuffled(bundle.counters),
        )
        .map(
          ([artifacts, flows, stimuli, counters]) =>
            [bundle, { ...bundle, artifacts, flows, stimuli, counters }] as const,
        ),
    );
    fc.assert(
      fc.property(disordered, ([bundle, other]) => {
        expect(judgementJson(judge(other))).toBe(judgementJson(judge(bundle)));
      }),
    );
  });

  it('one more copy or upload never lightens a verdict', () => {
    // The one that may is the consented upload itself: it closes the gap that it was not seen (rule 5).
    const more = fc.oneof(copy, sending);
    fc.assert(
      fc.property(anyRun, more, (bundle, change) => {
        const consented = bundle.timeline.some(({ kind }) => kind === 'consent');
        const [before, after] = [weights(bundle), weights(change(bundle))];
        for (const [claim, weight] of before) {
          if (claim === 'upload-on-consent' && consented && weight < 3) continue;
          expect([claim, Math.max(weight, after.get(claim) ?? -1)]).toEqual([claim, after.get(claim)]);
        }
      }),
    );
  });

  it('one more sign of reading, listening or a moved clock never lightens a verdict', () => {
    fc.assert(
      fc.property(anyRun, sign, (bundle, change) => {
        const after = weights(change(bundle));
        for (const [claim, weight] of weights(bundle))
          expect([claim, Math.max(weight, after.get(claim) ?? -1)]).toEqual([claim, after.get(claim)]);
      }),
    );
  });

  it('a target that was frozen or stopped at every image never upholds a claim about the background', () => {
    fc.assert(
      fc.property(anyRun, fc.constantFrom('frozen', 'stopped'), (bundle, processState) => {
        const idle = { ...bundle, stimuli: bundle.stimuli.map((one) => ({ ...one, processState }) as const) };
        expect(upheld(idle)).not.toContain('no-background-acquisition');
      }),
    );
  });

  it('a forbidden upload violates, whatever else there is', () => {
    fc.assert(
      fc.property(anyRun, (bundle) => {
        expect(weights(upload(PAGE_BYTES, { startedMs: 59, endedMs: 300 })(bundle)).get('local-only')).toBe(
          3,
        );
      }),
    );
  });

  it('a missing control upholds nothing on its channel', () => {
    const channel = fc.constantFrom<Channel>('app-external-storage', 'app-internal-storage', 'traffic');
    fc.assert(
      fc.property(anyRun, channel, (bundle, blind) => {
        for (const claim of upheld(withoutControl(blind)(bundle)))
          expect(PREDICATE_RULES[claim].channels).not.toContain(blind);
      }),
    );
  });

  it('a gap upholds nothing that it concerns, and changes no violation', () => {
    const gap = fc.record({
      code: fc.constantFrom(...GAP_CODES),
      channel: fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyRun, gap, (bundle, { code, channel }) => {
        // A version without the feature has no prompt that could be missed.
        fc.pre(code !== 'prompt-unseen' || bundle.run.app.era !== 'withdrawn');
        const said = { code, because: 'b', remedy: 'r', ...(channel === undefined ? {} : { channel }) };
        const after = event({ kind: 'gap', at: { hostMs: 300 }, gap: said })(bundle);
        for (const claim of upheld(after))
          expect(channel === undefined || PREDICATE_RULES[claim].channels.includes(channel)).toBe(false);
        for (const [claim, weight] of weights(bundle))
          if (weight === 3) expect(weights(after).get(claim)).toBe(3);
      }),
    );
  });

  it.each<readonly [string, Change]>([
    ['unsealed', (bundle) => ({ ...bundle, seal: { kind: 'unsealed' } })],
    ['with a broken seal', (bundle) => ({ ...bundle, seal: { kind: 'broken', because: 'b' } })],
    ['damaged', (bundle) => ({ ...bundle, damage: [{ file: 'artifacts.jsonl', because: 'b' }] })],
    ['without the bytes of its images', (bundle) => ({ ...bundle, contentOf: () => undefined })],
    [
      'of a run that broke down',
      event({ kind: 'fault', at: { hostMs: 1 }, code: 'INTERNAL', what: 'w', why: 'y', remedy: 'r' }),
    ],
  ])('a bundle that is %s upholds nothing', (_, change) => {
    fc.assert(
      fc.property(anyRun, (bundle) => {
        expect(upheld(change(bundle))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('no scenario is said to be better than the run', () => {
    fc.assert(
      fc.property(anyRun, (bundle) => {
        for (const { verdict, scenarios } of judge(bundle).claims) {
          const weight = VERDICT_KINDS.indexOf(verdict.kind);
          const heaviest = Math.max(...scenarios.map((one) => VERDICT_KINDS.indexOf(one.verdict.kind)), -1);
          if (scenarios.length > 0) expect(heaviest).toBeGreaterThanOrEqual(weight);
          if (heaviest === 3) expect(weight).toBe(3);
        }
      }),
    );
  });

  it('every finding points at bytes that the stimulus has as well', () => {
    fc.assert(
      fc.property(anyRun, (bundle) => {
        for (const { sha256, offset, length, stimulusOffset, stimulus: id } of judge(bundle).findings) {
          const bytes = id === PAGE ? PAGE_BYTES : OWN_BYTES;
          const there = bundle.contentOf(parseSha256(sha256))?.subarray(offset, offset + length);
          expect(
            Buffer.compare(there ?? Buffer.of(), bytes.subarray(stimulusOffset, stimulusOffset + length)),
          ).toBe(0);
        }
      }),
    );
  });
});

/** The same bundle in other objects, as another machine would load it. */
function loadedAgain({ contentOf, ...rest }: Bundle): Bundle {
  return { ...structuredClone(rest), contentOf };
}
