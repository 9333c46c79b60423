import { consent, event, file, upload } from './bundle-fixture.fake.ts';
import { CLOSED, claimSays, SENT_PAGE, STOPPED, TWIN, UNPROMPTED } from './claim-table.fake.ts';
import { OWN, OWN_BYTES, PAGE, PAGE_BYTES } from './clean-run.fake.ts';

claimSays('upload-on-consent', [
  ['the app was not running', 'inconclusive', [...SENT_PAGE, STOPPED, CLOSED], 'target-not-running'],
  ['nothing was sent', 'inconclusive', [], 'not-exercised'],
  [
    'a prompt was shown, and nobody knows with which image',
    'inconclusive',
    [UNPROMPTED, event({ kind: 'prompt', at: { hostMs: 415 }, shown: true })],
    'not-exercised',
  ],
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
