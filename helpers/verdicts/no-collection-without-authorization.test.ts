import type { Consent } from '../model/consent.ts';
import { ANDROID_14, type Change, event, file, run, upload, without } from './bundle-fixture.fake.ts';
import { claimSays, noted, READ } from './claim-table.fake.ts';
import { PAGE_BYTES } from './clean-run.fake.ts';

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
