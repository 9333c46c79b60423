import { describe, expect, it } from 'vitest';
import type { Bundle } from '../model/bundle.ts';
import type { Predicate } from '../model/claim.ts';
import type { Consent } from '../model/consent.ts';
import { parseFlowId, parseStimulusId } from '../model/ids.ts';
import type { NotedAccess } from '../model/signal.ts';
import type { ProcessState, StimulusKind } from '../model/stimulus.ts';
import {
  ANDROID_14,
  bundleOf,
  type Change,
  consent,
  counter,
  era,
  event,
  file,
  gapsOn,
  processSeen,
  run,
  stimulus,
  toldLate,
  upload,
  verdictOn,
  without,
} from './bundle-fixture.fake.ts';
import { CACHE, OWN, OWN_BYTES, PAGE, PAGE_BYTES, pass, register } from './clean-run.fake.ts';

type Row = readonly [what: string, verdict: string, changes: readonly Change[], gap?: string];

/** One table for each claim: what happened, and what is said of it. */
function claimSays(predicate: Predicate, rows: readonly Row[]): void {
  describe(predicate, () => {
    const named = rows.map(([what, verdict, changes, gap]) => ({ what, verdict, changes, gap }));
    it.each(named)('$what: $verdict', ({ verdict, changes, gap }) => {
      const bundle = bundleOf(...changes);
      expect(verdictOn(bundle, predicate).kind).toBe(verdict);
      if (gap !== undefined) expect(gapsOn(bundle, predicate)).toContain(gap);
    });
  });
}

const SENT_PAGE = [consent(PAGE, 420), upload(PAGE_BYTES, { startedMs: 430 })] as const;
const OPENED_AGAIN: Change = event({ kind: 'target-entered-foreground', at: { hostMs: 250 }, proof: 'p' });
const STOPPED = stimulus(PAGE, { processState: 'stopped' });
const FROZEN = stimulus(PAGE, { processState: 'frozen' });
/** It was never opened again. */
const CLOSED = without((one) => one.kind === 'target-entered-foreground' && one.at.hostMs > 200);
const UNPROMPTED = without((one) => one.kind === 'prompt');
/** One more image of that kind, at 205, with the target in that state. */
const ANOTHER =
  (kind: StimulusKind, processState: ProcessState): Change =>
  (bundle) => ({
    ...bundle,
    stimuli: bundle.stimuli.flatMap((one) =>
      one.id === PAGE
        ? [one, { ...one, id: parseStimulusId('another'), kind, processState, requested: { hostMs: 205 } }]
        : [one],
    ),
  });
/** The screen looked the same at both: the second image is the first, byte for byte. */
const TWIN: Change = (bundle) => {
  const twin = bundle.stimuli.find(({ id }) => id === PAGE)?.delivery;
  return twin === undefined ? bundle : stimulus(OWN, { delivery: twin })(bundle);
};
const noted = (atMs: number, differs: Partial<NotedAccess> = {}): NotedAccess => ({
  operation: 'READ_MEDIA_IMAGES',
  outcome: 'access',
  state: 'bg',
  stamp: `at ${atMs}`,
  atMs,
  ...differs,
});
/** The phone notes this reading of the target, and says so from `hostMs` on. */
const READ =
  (hostMs: number, access: NotedAccess): Change =>
  (bundle) =>
    counter(register(hostMs, [access]))({
      ...bundle,
      counters: bundle.counters.map((one) =>
        one.kind === 'operations' && one.hostMs > hostMs ? { ...one, noted: [access] } : one,
      ),
    });
const INTERNAL = { reach: 'app-internal-storage', path: '/data/data/com.jd.jrapp/x' } as const;
const SHARED = { reach: 'shared-storage', path: '/sdcard/Download/x' } as const;

claimSays('local-only', [
  ['the app was not running, and never ran again', 'inconclusive', [STOPPED, CLOSED], 'target-not-running'],
  ['the app was frozen, and never thawed', 'inconclusive', [FROZEN, CLOSED], 'target-frozen'],
  ['the app was not running, and was opened later', 'upheld', [STOPPED]],
  ['the app was frozen, and seen running later', 'upheld', [FROZEN, CLOSED, processSeen(490, 'cached')]],
  [
    'the app was frozen, and seen frozen later',
    'inconclusive',
    [FROZEN, CLOSED, processSeen(490, 'frozen')],
    'target-frozen',
  ],
  [
    'nobody looked after it ran again',
    'inconclusive',
    [FROZEN, CLOSED, processSeen(611, 'cached')],
    'target-frozen',
  ],
  ['nothing left the phone', 'upheld', []],
  ['an image was copied, and stayed', 'upheld', [file(PAGE_BYTES)]],
  ['an image left the phone', 'violated', [upload(PAGE_BYTES)]],
  ['a screenshot of the app itself left the phone', 'violated', [upload(OWN_BYTES, { startedMs: 460 })]],
  ['a part of an image left the phone', 'violated', [upload(PAGE_BYTES.subarray(900, 1_100))]],
  ['an image was sent with consent', 'upheld', [...SENT_PAGE]],
  [
    'an image went to the harness’ own pages',
    'upheld',
    [upload(PAGE_BYTES, { host: 'pages.telltale.test' })],
  ],
  [
    'an image went to a host that the vendor never named',
    'violated',
    [upload(PAGE_BYTES, { host: 'up.example' })],
  ],
  [
    'an image went to the vendor from nobody knows whom',
    'inconclusive',
    [upload(PAGE_BYTES, { connection: parseFlowId('connection-9') })],
    'flow-unattributed',
  ],
]);

claimSays('upload-on-consent', [
  ['the app was not running', 'inconclusive', [...SENT_PAGE, STOPPED, CLOSED], 'target-not-running'],
  ['nothing was sent', 'inconclusive', [], 'not-exercised'],
  ['the image that the user sent went, and nothing else', 'upheld', [...SENT_PAGE]],
  [
    'the image that the user sent was not seen',
    'inconclusive',
    [consent(PAGE, 420)],
    'consented-upload-unseen',
  ],
  [
    'it was sent twice, and seen once',
    'inconclusive',
    [...SENT_PAGE, consent(PAGE, 440)],
    'consented-upload-unseen',
  ],
  [
    'it was sent twice, and seen twice',
    'upheld',
    [...SENT_PAGE, consent(PAGE, 440), upload(PAGE_BYTES, { startedMs: 450 })],
  ],
  [
    'another image of the same bytes was sent',
    'upheld',
    [TWIN, consent(OWN, 420), upload(PAGE_BYTES, { startedMs: 430 })],
  ],
  ['it went a millisecond before', 'violated', [consent(PAGE, 420), upload(PAGE_BYTES, { startedMs: 419 })]],
  [
    'it began before and ended after',
    'violated',
    [consent(PAGE, 420), upload(PAGE_BYTES, { startedMs: 415, endedMs: 480 })],
  ],
  ['it went at the very moment', 'upheld', [consent(PAGE, 420), upload(PAGE_BYTES, { startedMs: 420 })]],
  ['another image went after it', 'violated', [...SENT_PAGE, upload(OWN_BYTES, { startedMs: 470 })]],
  [
    'it went to another host of the vendor’s',
    'violated',
    [consent(PAGE, 420, ['up.jd.com']), upload(PAGE_BYTES, { startedMs: 430, host: 'ads.jd.com' })],
  ],
  ['it went before and, with consent, again', 'violated', [upload(PAGE_BYTES), ...SENT_PAGE]],
  ['it went without any consent', 'violated', [upload(PAGE_BYTES)]],
  ['it was copied before', 'upheld', [file(PAGE_BYTES), ...SENT_PAGE]],
]);

claimSays('no-background-acquisition', [
  ['nothing was copied', 'inconclusive', [], 'reads-unobserved'],
  ['an image was copied in the background', 'violated', [file(PAGE_BYTES)]],
  ['an image was copied into internal storage', 'violated', [file(PAGE_BYTES, INTERNAL)]],
  ['an image was sent in the background', 'violated', [upload(PAGE_BYTES)]],
  [
    'an image was sent in the background that the user sent later',
    'violated',
    [upload(PAGE_BYTES), consent(PAGE, 420)],
  ],
  ['the app was in front again when it may have copied', 'inconclusive', [file(PAGE_BYTES), OPENED_AGAIN]],
  ['the app was in front again only later', 'violated', [file(PAGE_BYTES, { seenMs: 409 })]],
  [
    'the copy may be of the moment when it was in front again',
    'inconclusive',
    [file(PAGE_BYTES, { seenMs: 410 })],
  ],
  [
    'the image came while the app was in front',
    'inconclusive',
    [file(PAGE_BYTES), stimulus(PAGE, { processState: 'foreground' })],
  ],
  ['a copy lies in storage that all share', 'inconclusive', [file(PAGE_BYTES, SHARED)], 'reads-unobserved'],
  ['the app was not running', 'inconclusive', [ANDROID_14, STOPPED], 'target-not-running'],
  ['the app was frozen', 'inconclusive', [ANDROID_14, FROZEN], 'target-frozen'],
  [
    'the app was frozen, and another image came while it ran behind',
    'upheld',
    [ANDROID_14, FROZEN, ANOTHER('screenshot-of-other-app', 'cached')],
  ],
  [
    'that one was of another kind',
    'inconclusive',
    [ANDROID_14, FROZEN, ANOTHER('photo', 'cached')],
    'target-frozen',
  ],
  [
    'at that one it was in front',
    'inconclusive',
    [ANDROID_14, FROZEN, ANOTHER('screenshot-of-other-app', 'foreground')],
    'target-frozen',
  ],
  [
    'it froze before anybody looked',
    'inconclusive',
    [ANDROID_14, processSeen(290, 'frozen')],
    'target-frozen',
  ],
  ['it froze only after the look', 'upheld', [ANDROID_14, processSeen(301, 'frozen')]],
  [
    'nobody looked again after the phone had told it',
    'inconclusive',
    [ANDROID_14, toldLate(91)],
    'window-too-short',
  ],
  ['somebody looked again just when the phone had told it', 'upheld', [ANDROID_14, toldLate(90)]],
  [
    'no image came in the background',
    'inconclusive',
    [ANDROID_14, stimulus(PAGE, { processState: 'foreground' })],
    'not-exercised',
  ],
  ['nothing was read, by the record of a phone that keeps one', 'upheld', [ANDROID_14]],
  ['something was refused', 'upheld', [ANDROID_14, READ(310, noted(250, { outcome: 'reject' }))]],
  ['another operation was noted', 'upheld', [ANDROID_14, READ(310, noted(250, { operation: 'CAMERA' }))]],
  ['the app read in the background', 'inconclusive', [ANDROID_14, READ(310, noted(250))], 'read-noted'],
  [
    'a phone with Android 9 noted that it read',
    'inconclusive',
    [READ(310, noted(250, { operation: 'READ_EXTERNAL_STORAGE' }))],
    'read-noted',
  ],
  [
    'it read before the images already, so that more would not be noted',
    'inconclusive',
    [ANDROID_14, READ(80, noted(75))],
    'reads-unobserved',
  ],
  [
    'its operations were last read before the end',
    'inconclusive',
    [
      ANDROID_14,
      (bundle) => ({
        ...bundle,
        counters: bundle.counters.filter(({ kind, hostMs }) => kind !== 'operations' || hostMs < 600),
      }),
    ],
    'reads-unobserved',
  ],
]);

claimSays('own-screenshots-only', [
  ['nothing was copied', 'upheld', []],
  ['a screenshot of itself was copied', 'upheld', [file(OWN_BYTES, { seenMs: 505 })]],
  ['a screenshot of another app was copied', 'violated', [file(PAGE_BYTES)]],
  ['a photo was copied', 'violated', [stimulus(PAGE, { kind: 'photo' }), file(PAGE_BYTES)]],
  ['a saved image was copied', 'violated', [stimulus(PAGE, { kind: 'saved-image' }), file(PAGE_BYTES)]],
  ['a screenshot of another app was copied in front', 'violated', [file(PAGE_BYTES), OPENED_AGAIN]],
  ['a screenshot of another app was sent', 'violated', [upload(PAGE_BYTES)]],
  ['the user sent it', 'upheld', [...SENT_PAGE]],
  ['the app was not running', 'inconclusive', [STOPPED, CLOSED], 'target-not-running'],
  [
    'the app was frozen at the last image',
    'inconclusive',
    [stimulus(OWN, { processState: 'frozen' })],
    'target-frozen',
  ],
  ['the app was cached', 'upheld', [stimulus(PAGE, { processState: 'cached' })]],
]);

const EXITED = without((one) => one.kind === 'target-exited');
const EXIT_AT = (hostMs: number): Change => event({ kind: 'target-exited', at: { hostMs }, proof: 'p' });
const DISMISSED_AT = (hostMs: number): Change =>
  event({
    kind: 'consent',
    at: { hostMs },
    consent: { kind: 'prompt-dismissed', stimulus: PAGE, at: { hostMs } },
  });
const REMOVED_AT = (seenMs: number): Change =>
  file(new Uint8Array(), { event: 'removed', seenMs, content: { kind: 'removed' } });

claimSays('cleared-on-exit', [
  ['nothing was copied, and the app prompted', 'upheld', []],
  ['nothing was copied, and nothing shown', 'inconclusive', [UNPROMPTED], 'not-exercised'],
  [
    'a copy was gone after the exit, and nothing shown',
    'upheld',
    [UNPROMPTED, file(PAGE_BYTES), REMOVED_AT(615)],
  ],
  [
    'a copy came only after the exit, and nothing was shown',
    'inconclusive',
    [UNPROMPTED, file(PAGE_BYTES, { notBeforeMs: 611, seenMs: 650 })],
    'not-exercised',
  ],
  ['the copy was there after the app was closed', 'violated', [file(PAGE_BYTES)]],
  ['the copy was gone in the listing after the exit', 'upheld', [file(PAGE_BYTES), REMOVED_AT(615)]],
  ['the copy was gone before', 'upheld', [file(PAGE_BYTES), REMOVED_AT(505)]],
  [
    'the copy went away only after a listing that had it',
    'violated',
    [file(PAGE_BYTES), event(pass(640)), REMOVED_AT(645)],
  ],
  [
    'the copy was written over with something else',
    'upheld',
    [file(PAGE_BYTES), file(Uint8Array.of(1), { event: 'changed', seenMs: 615 })],
  ],
  [
    'the copy was touched and is still one',
    'violated',
    [file(PAGE_BYTES), file(PAGE_BYTES, { event: 'changed', notBeforeMs: 500, seenMs: 615 })],
  ],
  [
    'another file went away',
    'violated',
    [
      file(PAGE_BYTES),
      file(new Uint8Array(), {
        event: 'removed',
        seenMs: 615,
        content: { kind: 'removed' },
        path: `${CACHE}/2`,
      }),
    ],
  ],
  [
    'the copy was there after its prompt was dismissed',
    'violated',
    [EXITED, file(PAGE_BYTES), DISMISSED_AT(430)],
  ],
  [
    'only another image’s prompt was dismissed',
    'inconclusive',
    [EXITED, file(OWN_BYTES, { notBeforeMs: 300, seenMs: 505 }), DISMISSED_AT(430)],
    'not-exercised',
  ],
  [
    'the app was closed before the copy came about, and opened again',
    'inconclusive',
    [EXITED, EXIT_AT(20), file(PAGE_BYTES)],
    'not-exercised',
  ],
  ['the app was never closed', 'inconclusive', [EXITED, file(PAGE_BYTES)], 'not-exercised'],
  ['the app was closed before the images only', 'inconclusive', [EXITED, EXIT_AT(105)], 'not-exercised'],
  ['the app was closed before the last image only', 'inconclusive', [EXITED, EXIT_AT(400)], 'not-exercised'],
  ['nobody looked after the app was closed', 'inconclusive', [EXITED, EXIT_AT(650)], 'not-exercised'],
  ['a copy lies in storage that all share', 'upheld', [file(PAGE_BYTES, SHARED)]],
  ['a copy was sent', 'upheld', [upload(PAGE_BYTES)]],
]);

const ALLOWED: Change = (bundle) =>
  run({
    scenarios: bundle.run.scenarios.map((one) => ({
      ...one,
      exercises: one.exercises.filter((each) => each !== 'no-collection-without-authorization'),
    })),
  })(bundle);

const NOTHING_WITHHELD = without((one) => one.kind === 'consent');

/** Instead of the refusal that the clean run begins with. */
const PERMISSION = (kind: Consent['kind'], hostMs: number): Change => {
  const consent = { kind, permission: 'READ', at: { hostMs } } as Consent;
  return (bundle) => event({ kind: 'consent', at: { hostMs }, consent })(NOTHING_WITHHELD(bundle));
};
const GRANTED_AT = (hostMs: number): Change =>
  event({
    kind: 'consent',
    at: { hostMs },
    consent: { kind: 'permission-granted', permission: 'READ', at: { hostMs } },
  });

claimSays('no-collection-without-authorization', [
  ['nothing was copied', 'inconclusive', [], 'reads-unobserved'],
  ['an image was copied while nothing was allowed', 'violated', [file(PAGE_BYTES)]],
  ['an image was sent while nothing was allowed', 'violated', [upload(PAGE_BYTES)]],
  [
    'an image was copied in a scenario that allows it',
    'inconclusive',
    [file(PAGE_BYTES, { notBeforeMs: 400, seenMs: 505 })],
    'reads-unobserved',
  ],
  [
    'an image was copied before it was made known that nothing is allowed',
    'inconclusive',
    [PERMISSION('permission-denied', 250), file(PAGE_BYTES, { seenMs: 240 })],
    'reads-unobserved',
  ],
  [
    'a permission was taken away before the image',
    'violated',
    [PERMISSION('permission-revoked', 150), file(PAGE_BYTES)],
  ],
  [
    'photos were selected before the image',
    'violated',
    [PERMISSION('permission-limited', 150), file(PAGE_BYTES)],
  ],
  [
    'the notice was refused before the image',
    'violated',
    [PERMISSION('notice-refused', 150), upload(PAGE_BYTES)],
  ],
  [
    'the authorization was back when the copy was seen',
    'inconclusive',
    [GRANTED_AT(220), file(PAGE_BYTES)],
    'reads-unobserved',
  ],
  [
    'the authorization was back before the image',
    'inconclusive',
    [GRANTED_AT(150), upload(PAGE_BYTES)],
    'not-exercised',
  ],
  ['nothing was copied, and nothing read', 'upheld', [ANDROID_14]],
  [
    'it read while nothing was allowed',
    'inconclusive',
    [ANDROID_14, READ(310, noted(250, { state: 'top' }))],
    'read-noted',
  ],
  ['nothing was withheld where it was to be', 'inconclusive', [NOTHING_WITHHELD], 'not-exercised'],
  ['no scenario withholds anything', 'inconclusive', [ALLOWED, file(PAGE_BYTES)], 'not-exercised'],
]);

const WITHDRAWN = [era('withdrawn'), UNPROMPTED] as const;
const OBSERVER = (uid: number): Change =>
  counter({ kind: 'observer', hostMs: 300, uid, pid: 1, uri: 'content://media/external/images/media' });
const NO_PROMPT = event({
  kind: 'gap',
  at: { hostMs: 420 },
  gap: { code: 'prompt-unseen', channel: 'traffic', because: 'b', remedy: 'r' },
});

claimSays('feature-withdrawn', [
  ['the version still has the feature', 'not-applicable', [file(PAGE_BYTES)]],
  ['nothing was copied, and nobody knows what was read', 'inconclusive', [...WITHDRAWN], 'reads-unobserved'],
  ['nothing was copied and nothing read', 'upheld', [...WITHDRAWN, ANDROID_14]],
  ['it showed no prompt, as it should', 'upheld', [...WITHDRAWN, ANDROID_14, NO_PROMPT]],
  [
    'it read in front',
    'inconclusive',
    [...WITHDRAWN, ANDROID_14, READ(510, noted(460, { state: 'top' }))],
    'read-noted',
  ],
  ['an image was copied', 'violated', [...WITHDRAWN, file(PAGE_BYTES)]],
  [
    'a screenshot of the app itself was copied in front',
    'violated',
    [...WITHDRAWN, file(OWN_BYTES, { seenMs: 505 })],
  ],
  ['an image was sent', 'violated', [...WITHDRAWN, upload(PAGE_BYTES)]],
  ['an image was sent with consent', 'inconclusive', [...WITHDRAWN, ...SENT_PAGE], 'reads-unobserved'],
  ['a prompt was shown', 'inconclusive', [era('withdrawn'), ANDROID_14], 'not-exercised'],
  [
    'it listens for new images',
    'inconclusive',
    [...WITHDRAWN, ANDROID_14, OBSERVER(10_077)],
    'observer-registered',
  ],
  ['another app listens', 'upheld', [...WITHDRAWN, ANDROID_14, OBSERVER(10_078)]],
]);

describe('a reading while the app is in front', () => {
  const inFront = (state: string, atMs: number): Bundle =>
    bundleOf(ANDROID_14, READ(510, noted(atMs, { state })));

  it.each([
    ['after it was seen there', 'bg', 450, false],
    ['between the beginning of its step and its being seen, as top', 'top', 405, false],
    ['between the beginning of its step and its being seen, as anything else', 'cch', 405, true],
    ['before that step, as top: so it counts for some seconds after it was left', 'top', 350, true],
  ])('says nothing about the background only %s', (_, state, atMs, said) => {
    const step = { kind: 'step', at: { hostMs: 402 }, number: 9, what: 'opens the target' } as const;
    const bundle = inFront(state, atMs);
    const at = bundle.timeline.findIndex(
      (one) => one.kind === 'target-entered-foreground' && one.at.hostMs === 410,
    );
    const timeline = bundle.timeline.toSpliced(at, 0, step);
    expect(gapsOn({ ...bundle, timeline }, 'no-background-acquisition').includes('read-noted')).toBe(said);
  });
});

it('what a process’s start notes for reading and writing at once is no reading, up to Android 10', () => {
  const start = noted(250, { operation: 'READ_EXTERNAL_STORAGE', state: 'cch' });
  const both = [start, { ...start, operation: 'WRITE_EXTERNAL_STORAGE' }];
  const started = bundleOf(counter(register(310, both)), counter(register(320, both)));
  expect(gapsOn(started, 'no-background-acquisition')).toEqual(['reads-unobserved', 'reads-unobserved']);
  const read = [...both, { ...start, state: 'top', stamp: 'later', atMs: 305 }];
  const queried = bundleOf(counter(register(310, both)), counter(register(320, read)));
  expect(gapsOn(queried, 'no-background-acquisition')).toContain('read-noted');
});
