import { parseFlowId } from '../model/ids.ts';
import { file, processSeen, upload } from './bundle-fixture.fake.ts';
import { CLOSED, claimSays, FROZEN, MAYBE_FROZEN, SENT_PAGE, STOPPED } from './claim-table.fake.ts';
import { OWN_BYTES, PAGE_BYTES } from './clean-run.fake.ts';

claimSays('local-only', [
  ['the app was not running, and never ran again', 'inconclusive', [STOPPED, CLOSED], 'target-not-running'],
  ['the app was frozen, and never thawed', 'inconclusive', [FROZEN, CLOSED], 'target-frozen'],
  ['the app may have been frozen, and never thawed', 'inconclusive', [MAYBE_FROZEN, CLOSED], 'target-frozen'],
  ['the app may have been frozen, and was opened later', 'upheld', [MAYBE_FROZEN]],
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
