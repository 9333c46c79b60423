import { type Change, event, file, upload, without } from './bundle-fixture.fake.ts';
import { claimSays, SHARED, UNPROMPTED } from './claim-table.fake.ts';
import { CACHE, OWN_BYTES, PAGE, PAGE_BYTES, pass } from './clean-run.fake.ts';

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
