import { describe, expect, it } from 'vitest';
import type { Artifact } from '../model/artifact.ts';
import type { Bundle } from '../model/bundle.ts';
import { parseArtifactId } from '../model/ids.ts';
import type { FileEvent } from '../model/timeline.ts';
import { RAW, rawCapture } from './bundle-fixture.fake.ts';
import { CACHE, CLEAN, hashOf, pass } from './clean-run.fake.ts';
import { goneFiles } from './file-moments.ts';

const CAUGHT = hashOf(Buffer.from('copy'));
const STORED = { kind: 'stored', sha256: CAUGHT, bytes: 4 } as const;

/** What was reported of `x` if nothing else is said, at 250, between the passes 1 and 2. */
function seen(what: FileEvent['what'], differs: Partial<FileEvent> = {}): FileEvent {
  return { path: `${CACHE}/x`, reach: 'app-external-storage', what, ...differs };
}

function listed(number: number, differs: Partial<Artifact> = {}): Artifact {
  return {
    id: parseArtifactId(`artifact-${number}`),
    path: `${CACHE}/x`,
    reach: 'app-external-storage',
    event: 'created',
    pass: number,
    seenMs: 300,
    content: STORED,
    ...differs,
  };
}

/** Passes 0 and 1 before the first image, these events at 250, then pass 2 unless the run broke off. */
function run(
  events: readonly FileEvent[],
  artifacts: readonly Artifact[] = [],
  { ended = true, hostMs = 250 } = {},
): Bundle {
  const numbered = (number: number, startedMs: number): Bundle['timeline'] => {
    const line = pass(startedMs);
    return line.kind === 'watch-pass' ? [{ ...line, pass: { ...line.pass, number } }] : [];
  };
  const timeline: Bundle['timeline'] = [
    ...numbered(0, 10),
    ...numbered(1, 50),
    ...events.map((event) => ({ kind: 'file-event' as const, at: { hostMs }, event })),
    ...(ended ? numbered(2, 300) : []),
  ];
  return { ...CLEAN, timeline, artifacts };
}

function gone(...words: Parameters<typeof run>): readonly string[] {
  return goneFiles(run(...words)).map(({ code, because }) => `${code} ${because.slice(CACHE.length + 1)}`);
}

const AT = 'at 1970-01-01T00:00:00.250Z, and was gone or written over before its content could be copied';

describe('a file of a moment', () => {
  it.each([
    ['came up and went away', [seen('created'), seen('deleted')], 'x came up'],
    ['was written and went away', [seen('created'), seen('written'), seen('deleted')], 'x was written'],
    ['was moved there and went away', [seen('moved-in'), seen('deleted')], 'x was moved there'],
    ['was moved to where nobody looks', [seen('written'), seen('moved-out')], 'x was written'],
  ])('that %s, and that nobody copied, is a gap', (_, events, said) => {
    expect(gone(events)).toEqual([`file-gone ${said} ${AT}`]);
  });

  it.each([
    ['when it was written', [seen('created'), seen('written', { caught: CAUGHT }), seen('deleted')]],
    ['when it was deleted, by a second name', [seen('created'), seen('deleted', { caught: CAUGHT })]],
    ['when it was moved there', [seen('moved-in', { caught: CAUGHT }), seen('deleted')]],
    [
      'under the name that it was given then',
      [
        seen('written'),
        seen('renamed', { to: `${CACHE}/y` }),
        seen('moved-in', { path: `${CACHE}/y`, caught: CAUGHT }),
      ],
    ],
  ])('is none when it was copied %s', (_, events) => {
    expect(gone(events)).toEqual([]);
  });

  it('is a gap when its first content was written over, though the last one was listed', () => {
    expect(gone([seen('written'), seen('written')], [listed(2)])).toEqual([`file-gone x was written ${AT}`]);
  });

  it.each([
    ['as it was left', [seen('created'), seen('written')], [listed(2)]],
    [
      'and could not be pulled, which is said already',
      [seen('written')],
      [listed(2, { content: { kind: 'unreadable', because: 'b' } })],
    ],
    [
      'and not changed',
      [seen('written')],
      [listed(0, { event: 'baseline', content: { kind: 'not-pulled' } })],
    ],
    [
      'under its new name',
      [seen('written'), seen('renamed', { to: `${CACHE}/y` }), seen('moved-in', { path: `${CACHE}/y` })],
      [listed(2, { path: `${CACHE}/y` })],
    ],
  ])('is no gap when the next pass listed it %s', (_, events, artifacts) => {
    expect(gone(events, artifacts)).toEqual([]);
  });

  it.each([
    ['only its content was caught at another time', [listed(2, { event: 'caught' })]],
    ['it went away once more', [listed(1), listed(2, { event: 'removed', content: { kind: 'removed' } })]],
    ['it had gone before', [listed(0), listed(1, { event: 'removed', content: { kind: 'removed' } })]],
  ])('is a gap when %s', (_, artifacts) => {
    expect(gone([seen('written')], artifacts)).toHaveLength(1);
  });

  it('is a gap when no pass came after it', () => {
    expect(gone([seen('written')], [], { ended: false })).toHaveLength(1);
  });

  it.each([
    ['before the first image', [seen('written')], 199],
    [
      'among the phone’s own previews',
      [seen('written', { path: '/sdcard/DCIM/.thumbnails/1', reach: 'shared-storage' })],
      250,
    ],
  ] as const)('is no gap %s', (_, events, hostMs) => {
    expect(gone(events, [], { hostMs })).toEqual([]);
  });

  it('is no gap where the harness itself captured the screen into a file and took it away', () => {
    const events = [seen('written', { path: RAW, reach: 'shared-storage' })];
    expect(goneFiles(run(events))).toHaveLength(1);
    expect(goneFiles(rawCapture(RAW)(run(events)))).toEqual([]);
  });

  it('is a gap in the target’s own folder of that name', () => {
    expect(gone([seen('written', { path: `${CACHE}/.thumbnails/1` })])).toHaveLength(1);
  });

  it('is known by what came after it on the phone, in whatever order it was told', () => {
    const to = `${CACHE}/y`;
    const timed = (deviceMs: number, event: FileEvent) =>
      ({ kind: 'file-event', at: { hostMs: 250, deviceMs }, event }) as const;
    const told = [
      timed(20, seen('renamed', { to })),
      timed(21, seen('moved-in', { path: to, caught: CAUGHT })),
      timed(10, seen('written')),
      timed(30, seen('deleted', { path: to })),
    ];
    const bundle = run([]);
    const goneIn = (events: Bundle['timeline']): number =>
      goneFiles({
        ...bundle,
        timeline: [...bundle.timeline.slice(0, 2), ...events, ...bundle.timeline.slice(2)],
      }).length;
    expect(goneIn(told)).toBe(0);
    expect(goneIn(told.map((one) => ({ ...one, at: { hostMs: 250 } })))).toBe(1);
  });
});
