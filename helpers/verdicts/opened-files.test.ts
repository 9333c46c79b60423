import { describe, expect, it } from 'vitest';
import type { Bundle } from '../model/bundle.ts';
import type { ImageSaver } from '../model/stimulus.ts';
import {
  bundleOf,
  type Change,
  counter,
  era,
  event,
  gapsOn,
  stimulus,
  verdictOn,
  without,
} from './bundle-fixture.fake.ts';
import { OWN, PAGE } from './clean-run.fake.ts';
import { readGaps } from './reads.ts';

const DIRECTORY = '/sdcard/Pictures/Screenshots';
const image = (name: string): string => `${DIRECTORY}/${name}.png`;

/** Openings of these files, at these times, in a watch from `fromMs` to `hostMs`. */
function watch(
  opened: readonly (readonly [path: string, atMs: number, event?: 'opened' | 'closed'])[],
  differs: {
    readonly fromMs?: number;
    readonly hostMs?: number;
    readonly complete?: boolean;
    readonly directories?: readonly string[];
  } = {},
): Change {
  return counter({
    kind: 'openings',
    fromMs: 55,
    hostMs: 795,
    complete: true,
    directories: [DIRECTORY],
    opened: opened.map(([path, atMs, event = 'opened']) => ({ path, atMs, event })),
    ...differs,
  });
}
const absent = (fromMs: number, hostMs: number): Change =>
  counter({ kind: 'target-absent', fromMs, hostMs, proof: 'p' });
const own = (path: string, hostMs: number, times = 1, differs: { readonly uncertain?: true } = {}): Change =>
  counter({ kind: 'own-openings', hostMs, path, times, ...differs });
const control = (found: boolean): Change =>
  event({
    kind: 'control',
    at: { hostMs: 92 },
    control: { name: 'n', channel: 'reads', found, detail: 'd' },
  });
const unattended = counter({
  kind: 'unattended-image',
  hostMs: 90,
  requestedMs: 60,
  image: 'screenshot',
  path: image('alone'),
});
const saved = (savedBy: ImageSaver): Change => stimulus(PAGE, { kind: 'saved-image', savedBy });
const inWay = (way: ImageSaver): Change =>
  counter({ kind: 'unattended-image', hostMs: 90, requestedMs: 60, image: way, path: image('alone') });
/** The phone opens a new image once to write it, and once more; the harness once. */
const ALONE = [
  [image('alone'), 61],
  [image('alone'), 62],
  [image('alone'), 70],
] as const;
const USUAL = [
  ...ALONE,
  [image('page'), 201],
  [image('page'), 203],
  [image('page'), 208],
  [image('own'), 451],
  [image('own'), 452],
  [image('own'), 459],
] as const;
const HARNESS = [own(image('alone'), 80), own(image('page'), 210), own(image('own'), 460)] as const;
const WITH = [control(true), unattended, ...HARNESS] as const;

/** On Android 9, whose record of operations does not tell of a file that is opened by its path. */
function readsOf(...changes: readonly Change[]): readonly string[] {
  return gapsOn(bundleOf(...changes), 'no-background-acquisition').filter((code) => code.startsWith('read'));
}
const BOTH_UNKNOWN = ['reads-unobserved', 'reads-unobserved'];

describe('files that are opened', () => {
  it.each<readonly [string, readonly Change[], readonly string[]]>([
    ['as often as the phone and the harness do: none was read', [...WITH, watch(USUAL)], []],
    ['once more: one was read', [...WITH, watch([...USUAL, [image('page'), 250]])], ['read-noted']],
    [
      'once more under the name that a picture has before it is published',
      [...WITH, watch([...USUAL, [`${DIRECTORY}/.pending-1-page.png`, 202]])],
      ['read-noted'],
    ],
    [
      'at once by two, which the kernel told as one opening and two closings',
      [
        ...WITH,
        watch([...USUAL, ...[202, 204, 209, 252].map((atMs) => [image('page'), atMs, 'closed'] as const)]),
      ],
      ['read-noted'],
    ],
    ['another file once more', [...WITH, watch([...USUAL, [image('other'), 250]])], []],
    [
      'in two watches without a break',
      [...WITH, watch(USUAL, { hostMs: 400 }), watch([], { fromMs: 400 })],
      [],
    ],
    [
      'in two watches with a break',
      [...WITH, watch(USUAL, { hostMs: 400 }), watch([], { fromMs: 401 })],
      ['reads-unobserved'],
    ],
    [
      'in two watches with a break in which the target did not run',
      [...WITH, watch(USUAL, { hostMs: 400 }), watch([], { fromMs: 430 }), absent(400, 430)],
      [],
    ],
    [
      'in two watches with a break of which it did not run in a part',
      [...WITH, watch(USUAL, { hostMs: 400 }), watch([], { fromMs: 430 }), absent(401, 430)],
      ['reads-unobserved'],
    ],
    [
      'once more after a break: the phone itself was done with it before',
      [
        ...WITH,
        watch(USUAL.slice(0, 6), { hostMs: 400 }),
        watch([...USUAL.slice(6), [image('page'), 640]], { fromMs: 401 }),
      ],
      ['read-noted', 'reads-unobserved'],
    ],
    [
      'in a watch that ended before the phone was done with it',
      [...WITH, watch(USUAL.slice(0, 4), { hostMs: 201 }), watch(USUAL.slice(6), { fromMs: 300 })],
      ['reads-unobserved'],
    ],
    [
      'while the phone may still have been busy with it, and never before',
      [...WITH, watch(ALONE, { hostMs: 195 }), watch(USUAL.slice(3), { fromMs: 201 })],
      ['reads-unobserved'],
    ],
    ['while something was lost', [...WITH, watch(USUAL, { complete: false })], BOTH_UNKNOWN],
    [
      'in a directory that was not watched',
      [...WITH, watch(USUAL, { directories: ['/sdcard/DCIM'] })],
      BOTH_UNKNOWN,
    ],
    ['until before the last look', [...WITH, watch(USUAL, { hostMs: 609 })], BOTH_UNKNOWN],
    ['from after the image', [...WITH, watch(USUAL, { fromMs: 201 })], BOTH_UNKNOWN],
    ['and the harness’ own opening went unseen', [...WITH, control(false), watch(USUAL)], BOTH_UNKNOWN],
    ['and no opening of the harness’ own was tried', [unattended, ...HARNESS, watch(USUAL)], BOTH_UNKNOWN],
    ['and nobody knows how often the phone does it', [control(true), ...HARNESS, watch(USUAL)], BOTH_UNKNOWN],
    [
      'and how often the phone does it is known of another kind',
      [...WITH, stimulus(PAGE, { kind: 'photo' }), watch(USUAL)],
      ['reads-unobserved'],
    ],
    [
      'and how often the phone does it is known of one that was saved in the same way',
      [...WITH, saved('download'), inWay('download'), watch(USUAL)],
      [],
    ],
    [
      'and how often the phone does it is known of one that was saved in another way',
      [...WITH, saved('insert'), inWay('download'), watch(USUAL)],
      ['reads-unobserved'],
    ],
    [
      'and how the image was saved is not said',
      [...WITH, stimulus(PAGE, { kind: 'saved-image' }), inWay('download'), watch(USUAL)],
      ['reads-unobserved'],
    ],
    ['not at all', [...WITH], BOTH_UNKNOWN],
  ])('%s', (_, changes, gaps) => {
    expect(readsOf(...changes)).toEqual(gaps);
  });

  it('are unknown for the stretch in which nobody watched, and for no other', () => {
    const bundle = bundleOf(...WITH, watch(USUAL, { hostMs: 400 }), watch([], { fromMs: 430 }));
    expect(readGaps(bundle).map(({ stimulus: id, during }) => [id, during])).toEqual([
      [PAGE, { fromMs: 400, toMs: 430 }],
    ]);
  });

  it('by the watching pass are the harness’ own, when they certainly are', () => {
    const pulled = watch([...USUAL, [image('page'), 301]]);
    expect(readsOf(...WITH, pulled, own(image('page'), 301))).toEqual([]);
    expect(readsOf(...WITH, pulled, own(image('page'), 301, 1, { uncertain: true }))).toEqual(['read-noted']);
  });

  it('are the phone’s usual ones only when they were certainly not the harness’', () => {
    const perhaps = own(image('alone'), 80, 1, { uncertain: true });
    // Of the target's own screenshot it is told too, and was in front.
    expect(readsOf(...WITH, watch(USUAL), perhaps)).toEqual(['read-noted']);
  });

  it('only while the target was in front say nothing of the background', () => {
    const opened = (...times: readonly number[]): readonly string[] =>
      readsOf(...WITH, watch([...USUAL, ...times.map((atMs) => [image(OWN), atMs] as const)]));
    expect(opened(455, 470)).toEqual([]);
    expect(opened(455, 640)).toEqual(['read-noted']);
    // That one was made in the background, where the phone itself opened it.
    const page = (atMs: number): Change => watch([...USUAL, [image('page'), atMs]]);
    expect(readsOf(...WITH, page(470))).toEqual([]);
    expect(readsOf(...WITH, page(300))).toEqual(['read-noted']);
  });

  it('by the phone’s own picker, while the target had leave to see nothing, are not the target’s', () => {
    const picker = event({ kind: 'phone-picker', at: { hostMs: 260 }, fromMs: 240, proof: 'p' });
    const opened = (...times: readonly number[]): readonly string[] =>
      readsOf(...WITH, watch([...USUAL, ...times.map((atMs) => [image('page'), atMs] as const)]), picker);
    expect(opened(240, 250, 260)).toEqual([]);
    expect(opened(250, 261)).toEqual(['read-noted']);
    expect(opened(239, 250)).toEqual(['read-noted']);
    expect(readsOf(...WITH, watch([...USUAL, [image('page'), 250]]))).toEqual(['read-noted']);
  });

  it('uphold, on Android 9 with root, that nothing was read', () => {
    const withdrawn = [era('withdrawn'), without((one) => one.kind === 'prompt')] as const;
    expect(verdictOn(bundleOf(...WITH, watch(USUAL)), 'no-background-acquisition').kind).toBe('upheld');
    expect(verdictOn(bundleOf(...withdrawn, ...WITH, watch(USUAL)), 'feature-withdrawn').kind).toBe('upheld');
    const read = watch([...USUAL, [image(OWN), 470]]);
    expect(verdictOn(bundleOf(...withdrawn, ...WITH, read), 'feature-withdrawn').kind).toBe('inconclusive');
  });

  it('once it was allowed, say nothing of the time when it was not', () => {
    const opened = (path: string, atMs: number): Bundle => bundleOf(...WITH, watch([...USUAL, [path, atMs]]));
    const verdictWhen = (bundle: Bundle): string =>
      verdictOn(bundle, 'no-collection-without-authorization').kind;
    expect(verdictWhen(opened(image(OWN), 470))).toBe('upheld');
    expect(verdictWhen(opened(image('page'), 250))).toBe('inconclusive');
    // Made before it was allowed: which of its openings was the one too many nobody knows.
    expect(verdictWhen(opened(image('page'), 470))).toBe('inconclusive');
  });
});
