import { ANDROID_14, type Change, counter, era, event, file, upload } from './bundle-fixture.fake.ts';
import { claimSays, noted, READ, SENT_PAGE, UNPROMPTED } from './claim-table.fake.ts';
import { OWN_BYTES, PAGE_BYTES } from './clean-run.fake.ts';

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
