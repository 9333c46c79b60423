import { describe, expect, it } from 'vitest';
import type { Bundle } from '../model/bundle.ts';
import type { NotedAccess } from '../model/signal.ts';
import {
  ANDROID_14,
  bundleOf,
  consent,
  counter,
  file,
  gapsOn,
  processSeen,
  stimulus,
  toldLate,
  upload,
} from './bundle-fixture.fake.ts';
import {
  ANOTHER,
  claimSays,
  FROZEN,
  INTERNAL,
  MAYBE_FROZEN,
  noted,
  OPENED_AGAIN,
  READ,
  SHARED,
  STOPPED,
} from './claim-table.fake.ts';
import { PAGE, PAGE_BYTES, register } from './clean-run.fake.ts';

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
  ['the app may have been frozen', 'inconclusive', [ANDROID_14, MAYBE_FROZEN], 'target-frozen'],
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

describe('a reading of before the first image, told once more', () => {
  const REGISTERED = noted(75, { stamp: '2019-02-16 10:15:00.123' });
  const again = (differs: Partial<NotedAccess>): readonly string[] =>
    gapsOn(
      bundleOf(ANDROID_14, READ(80, REGISTERED), READ(310, { ...REGISTERED, ...differs })),
      'no-background-acquisition',
    );

  it.each([
    ['by the same clock', {}, false],
    ['when the phone was moved to another time zone', { stamp: '2019-02-16 02:15:00.123', atMs: 70 }, false],
    [
      'when it was moved to one that is a quarter of an hour off',
      { stamp: '2019-02-16 10:30:00.123' },
      false,
    ],
    ['by a clock that was set', { stamp: '2019-02-16 02:16:00.123', atMs: 250 }, true],
    ['another time zone away, and at another time', { stamp: '2019-02-16 02:15:00.123', atMs: 700 }, true],
  ])('%s', (_, differs, isAnother) => {
    expect(again(differs).includes('read-noted')).toBe(isAnother);
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
