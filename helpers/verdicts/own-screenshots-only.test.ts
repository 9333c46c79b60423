import { file, stimulus, upload } from './bundle-fixture.fake.ts';
import { CLOSED, claimSays, OPENED_AGAIN, SENT_PAGE, STOPPED } from './claim-table.fake.ts';
import { OWN, OWN_BYTES, PAGE, PAGE_BYTES } from './clean-run.fake.ts';

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
