import type { Damage, Seal } from '../model/bundle.ts';
import type { Channel } from '../model/claim.ts';
import type { ConnectionFlow, UnreadableReason } from '../model/flow.ts';
import type { GapCode } from '../model/gap.ts';
import { parseFlowId, parseSha256 } from '../model/ids.ts';
import {
  type Change,
  counted,
  counter,
  event,
  file,
  run,
  stimulus,
  upload,
  without,
  withoutControl,
} from './bundle-fixture.fake.ts';
import { AWAY, hashOf, PAGE, PAGE_BYTES, pass } from './clean-run.fake.ts';

const UNREADABLE = new Uint8Array(64).fill(0x80);
const undelivered = stimulus(PAGE, {
  delivery: { kind: 'undelivered', because: 'no row', at: { hostMs: 210 } },
});
const unreadable =
  (reason: UnreadableReason, host?: string): Change =>
  (bundle) => ({
    ...bundle,
    flows: [
      ...bundle.flows,
      {
        kind: 'unreadable',
        id: parseFlowId('flow-9'),
        reason,
        detail: 'd',
        atMs: 250,
        ...(host === undefined ? {} : { host }),
      },
    ],
  });
/** One that came to the proxy, without a line that says what became of it. */
const connection =
  (differs: Partial<ConnectionFlow>): Change =>
  (bundle) => ({
    ...bundle,
    flows: [
      ...bundle.flows,
      {
        kind: 'connection',
        id: parseFlowId('connection-9'),
        openedMs: 240,
        closedMs: 260,
        clientPort: 5,
        bytesIn: 0,
        bytesOut: 0,
        opening: { speaks: 'other' },
        ...differs,
      },
    ],
  });
/** What the phone showed of the target's sockets. */
const socket =
  (remoteAddress: string, remotePort: number, uid?: number): Change =>
  (bundle) =>
    counter({
      kind: 'sockets',
      hostMs: 250,
      uid: uid ?? bundle.run.app.uid,
      sockets: [
        {
          protocol: 'tcp',
          localAddress: '10.0.2.16',
          localPort: 4_000,
          remoteAddress,
          remotePort,
          state: '01',
        },
      ],
    })(bundle);
/** One that the watch of the socket table met, of 20 ms, that was seen gone at a time. */
const watchedSocket =
  (goneByMs: number, remotePort: number): Change =>
  (bundle) =>
    counter({
      kind: 'socket',
      hostMs: goneByMs,
      uid: bundle.run.app.uid,
      socket: {
        protocol: 'tcp',
        localAddress: '10.0.2.16',
        localPort: 4_001,
        remoteAddress: '198.18.0.9',
        remotePort,
        state: '01',
      },
      openedAfterMs: goneByMs - 30,
      openedByMs: goneByMs - 20,
      openUntilMs: goneByMs - 10,
      goneByMs,
    })(bundle);
const lost =
  (sha256: string): Change =>
  (bundle) => ({
    ...bundle,
    contentOf: (wanted) => (wanted === sha256 ? undefined : bundle.contentOf(wanted)),
  });
const damaged =
  (damage: Damage): Change =>
  (bundle) => ({ ...bundle, damage: [damage] });
const seal =
  (kind: Seal): Change =>
  (bundle) => ({ ...bundle, seal: kind });
const replacedPass =
  (startedMs: number, unlisted: Channel): Change =>
  (bundle) =>
    event(pass(startedMs, unlisted))(
      without((one) => one.kind === 'watch-pass' && one.pass.startedMs === startedMs)(bundle),
    );
const noPass = (first: number, last: number): Change =>
  without((one) => one.kind === 'watch-pass' && one.pass.startedMs >= first && one.pass.startedMs <= last);
const control = (channel: Channel): Change =>
  event({
    kind: 'control',
    at: { hostMs: 90 },
    control: { name: 'again', channel, found: false, detail: 'd' },
  });
const falseAlarm = (channel: Channel): Change =>
  event({
    kind: 'control',
    at: { hostMs: 90 },
    control: { name: 'nothing', channel, plants: 'no-leak', found: true, detail: 'd' },
  });
const own = {
  kind: 'delivered',
  path: '/sdcard/p',
  mediaStoreRow: 'r',
  bytes: 9,
  sha256: parseSha256('1'.repeat(64)),
  at: { hostMs: 210 },
} as const;
const body = { sha256: parseSha256('2'.repeat(64)), bytes: 90, complete: true };
const HELLO = Buffer.from('hello');
const bodyOf = (bytes: Uint8Array) => ({ sha256: hashOf(bytes), bytes: bytes.length, complete: true });
const fault = event({
  kind: 'fault',
  at: { hostMs: 700 },
  code: 'DEVICE_LOST',
  what: 'w',
  why: 'y',
  remedy: 'r',
});
const promptUnseen = event({
  kind: 'gap',
  at: { hostMs: 420 },
  gap: { code: 'prompt-unseen', channel: 'traffic', because: 'b', remedy: 'r' },
});
const momentsUnwatched = event({
  kind: 'gap',
  at: { hostMs: 300 },
  gap: { code: 'moments-unwatched', channel: 'app-internal-storage', because: 'b', remedy: 'r' },
});
const fileGone = event({
  kind: 'file-event',
  at: { hostMs: 250 },
  event: { path: '/data/data/com.jd.jrapp/x', reach: 'app-internal-storage', what: 'written' },
});
/** The phone's clock, in readings of [time, offset, uncertainty]. */
function clocks(
  ...readings: readonly (readonly [hostMs: number, offsetMs: number, withinMs?: number])[]
): Change {
  return (bundle) =>
    readings.reduce(
      (before, [hostMs, offsetMs, withinMs = 0]) =>
        counter({ kind: 'clock', hostMs, offsetMs, withinMs })(before),
      bundle,
    );
}
const scenarioNotEnded = without((one) => one.kind === 'scenario-ended' && one.scenario === AWAY);

/** What a claim about traffic, and one about storage, say of it: the other channel's blindness concerns neither. */
const ON_TRAFFIC = 'local-only';
const ON_STORAGE = 'cleared-on-exit';
export const BOTH_CLAIMS = [ON_TRAFFIC, ON_STORAGE] as const;

export const GAP_VECTORS: readonly (readonly [
  what: string,
  code: GapCode,
  claims: readonly (typeof BOTH_CLAIMS)[number][],
  change: Change,
])[] = [
  ['a scenario was not recorded to its end', 'not-exercised', BOTH_CLAIMS, scenarioNotEnded],
  [
    'the app sent what an image’s file is called',
    'value-known-otherwise',
    [ON_TRAFFIC],
    (bundle) =>
      upload(Buffer.from('seen Screenshot_20190216-101500.png'))(
        stimulus(PAGE, { canaries: [{ kind: 'file-name', value: 'Screenshot_20190216-101500.png' }] })(
          bundle,
        ),
      ),
  ],
  [
    'the target’s own directory could not be listed',
    'sandbox-unreadable',
    [ON_STORAGE],
    replacedPass(300, 'app-internal-storage'),
  ],
  [
    'its external directory could not be listed',
    'storage-unreadable',
    [ON_STORAGE],
    replacedPass(300, 'app-external-storage'),
  ],
  ['storage was not listed before an image', 'storage-unreadable', [ON_STORAGE], noPass(0, 299)],
  ['storage was not listed after an image', 'storage-unreadable', [ON_STORAGE], noPass(460, 999)],
  [
    'a file could not be pulled',
    'file-unreadable',
    [ON_STORAGE],
    file(PAGE_BYTES, { content: { kind: 'unreadable', because: 'gone' } }),
  ],
  [
    'a file’s content is not in the bundle',
    'file-unreadable',
    [ON_STORAGE],
    (bundle) => lost(body.sha256)(file(PAGE_BYTES, { content: { kind: 'stored', ...body } })(bundle)),
  ],
  ['a file was gone before it could be copied', 'file-gone', [ON_STORAGE], fileGone],
  ['inotifyd did not run', 'moments-unwatched', [ON_STORAGE], momentsUnwatched],
  ['a file of the app’s own cannot be seen through', 'opaque-file', [ON_STORAGE], file(UNREADABLE)],
  [
    'the app refused the run’s authority',
    'tls-rejected',
    [ON_TRAFFIC],
    unreadable('tls-rejected', 'up.jd.com'),
  ],
  ['the app closed after the handshake', 'tls-unused', [ON_TRAFFIC], unreadable('tls-unused', 'up.jd.com')],
  ['the app broke the handshake off', 'tls-aborted', [ON_TRAFFIC], unreadable('tls-aborted', 'up.jd.com')],
  [
    'a tunnel carried something unknown',
    'traffic-unreadable',
    [ON_TRAFFIC],
    unreadable('opaque-tunnel', 'up.example'),
  ],
  ['names were asked for over TLS', 'dns-over-tls', [ON_TRAFFIC], unreadable('dns-over-tls', 'dns.example')],
  ['nothing was said over a connection', 'connection-unused', [ON_TRAFFIC], unreadable('unused')],
  ['a request was malformed', 'traffic-unreadable', [ON_TRAFFIC], unreadable('malformed')],
  ['the proxy’s engine failed', 'traffic-unreadable', [ON_TRAFFIC], unreadable('engine-fault')],
  ['a connection has no line but its own', 'traffic-unreadable', [ON_TRAFFIC], connection({ bytesIn: 1 })],
  [
    'the engine did not read all of a connection',
    'traffic-unreadable',
    [ON_TRAFFIC],
    (bundle) =>
      upload(HELLO, { connection: parseFlowId('connection-9') })(
        connection({ bytesIn: 99, engine: { bytesIn: 35, bytesOut: 0 } })(bundle),
      ),
  ],
  ['such a connection carried nothing', 'traffic-unreadable', [ON_TRAFFIC], connection({ bytesIn: 0 })],
  [
    'a host could not be reached',
    'upstream-failed',
    [ON_TRAFFIC],
    upload(HELLO, { proxyError: 'ECONNREFUSED', status: 502, response: bodyOf(HELLO) }),
  ],
  ['the app has a connection past the proxy', 'proxy-ignored', [ON_TRAFFIC], socket('198.18.0.9', 443)],
  ['it had one for a moment after an image', 'proxy-ignored', [ON_TRAFFIC], watchedSocket(200, 443)],
  ['it had one to the proxy’s port elsewhere', 'proxy-ignored', [ON_TRAFFIC], watchedSocket(250, 8_080)],
  ['it asks a name server over TLS itself', 'dns-over-tls', [ON_TRAFFIC], socket('198.18.0.9', 853)],
  [
    'a body is not in the bundle',
    'traffic-unreadable',
    [ON_TRAFFIC],
    upload(Uint8Array.of(), { request: body }),
  ],
  [
    'a body was cut off',
    'flow-incomplete',
    [ON_TRAFFIC],
    upload(HELLO, { request: { ...bodyOf(HELLO), complete: false } }),
  ],
  ['a body cannot be seen through', 'opaque-body', [ON_TRAFFIC], upload(new Uint8Array(64))],
  [
    'an image went to the vendor by a connection of nobody knows whom',
    'flow-unattributed',
    [ON_TRAFFIC],
    upload(PAGE_BYTES, { connection: parseFlowId('connection-9') }),
  ],
  [
    'the phone counted bytes that no flow explains',
    'bytes-unaccounted',
    [ON_TRAFFIC],
    counted([60, 5_000], [800, 5_092]),
  ],
  ['the counter went backwards', 'bytes-unaccounted', [ON_TRAFFIC], counted([60, 5_000], [800, 10])],
  ['the counters were never read', 'counters-missing', [ON_TRAFFIC], counted()],
  ['the counters were read once', 'counters-missing', [ON_TRAFFIC], counted([60, 5_000])],
  [
    'the counters were first read after an image',
    'counters-missing',
    [ON_TRAFFIC],
    counted([201, 5_000], [800, 5_000]),
  ],
  [
    'the counters were last read before the end of a scenario',
    'counters-missing',
    [ON_TRAFFIC],
    counted([60, 5_000], [699, 5_000]),
  ],
  ['an image was not delivered', 'stimulus-undelivered', BOTH_CLAIMS, undelivered],
  [
    'an image’s bytes are not in the bundle',
    'stimulus-unstored',
    BOTH_CLAIMS,
    stimulus(PAGE, { delivery: own }),
  ],
  [
    'no control was found in storage at the end',
    'control-missed',
    [ON_STORAGE],
    without((one) => one.kind === 'control' && one.control.channel !== 'traffic' && one.at.hostMs > 460),
  ],
  [
    'no control was found in storage at the start',
    'control-missed',
    [ON_STORAGE],
    without((one) => one.kind === 'control' && one.control.channel !== 'traffic' && one.at.hostMs < 200),
  ],
  [
    'no control went through the proxy at the end',
    'control-missed',
    [ON_TRAFFIC],
    without((one) => one.kind === 'control' && one.control.channel === 'traffic' && one.at.hostMs > 460),
  ],
  [
    'no control went through the proxy at the start',
    'control-missed',
    [ON_TRAFFIC],
    without((one) => one.kind === 'control' && one.control.channel === 'traffic' && one.at.hostMs < 200),
  ],
  [
    'no control was planted in internal storage',
    'control-missed',
    [ON_STORAGE],
    withoutControl('app-internal-storage'),
  ],
  [
    'no control was planted in external storage',
    'control-missed',
    [ON_STORAGE],
    withoutControl('app-external-storage'),
  ],
  ['no control went through the proxy', 'control-missed', [ON_TRAFFIC], withoutControl('traffic')],
  ['one of two controls went unseen by the proxy', 'control-missed', [ON_TRAFFIC], control('traffic')],
  [
    'one of two controls was not found in storage',
    'control-missed',
    [ON_STORAGE],
    control('app-internal-storage'),
  ],
  [
    'what is no leak was found in storage',
    'control-missed',
    [ON_STORAGE],
    falseAlarm('app-internal-storage'),
  ],
  ['recording said a gap of its own', 'prompt-unseen', [ON_TRAFFIC], promptUnseen],
  [
    'a line of the bundle is damaged',
    'bundle-cut-off',
    BOTH_CLAIMS,
    damaged({ file: 'flows.jsonl', line: 3, because: 'half' }),
  ],
  ['the bundle was never sealed', 'bundle-unsealed', BOTH_CLAIMS, seal({ kind: 'unsealed' })],
  ['the bundle’s seal is broken', 'bundle-unsealed', BOTH_CLAIMS, seal({ kind: 'broken', because: 'b' })],
  ['the harness broke down', 'harness-fault', BOTH_CLAIMS, fault],
  ['the phone’s clock was moved', 'clock-skew', BOTH_CLAIMS, clocks([60, 0], [800, 2_001])],
  [
    'the phone’s clock was moved, and back',
    'clock-skew',
    BOTH_CLAIMS,
    clocks([60, 0], [300, -9_000], [800, 0]),
  ],
];

export const NO_GAP_VECTORS: readonly (readonly [what: string, change: Change])[] = [
  ['a clock that went its own way by two seconds', clocks([60, 0], [800, 2_000])],
  ['a clock that was read badly once', clocks([60, 0], [300, 5_000, 3_500], [800, 0])],
  ['a clock of another time, but a steady one', clocks([60, 9e9], [800, 9e9])],
  [
    'a connection of the harness’ own that could not be read',
    unreadable('tls-rejected', 'pages.telltale.test'),
  ],
  [
    'a request of the harness’ own that was cut off',
    upload(HELLO, { host: 'pages.telltale.test', request: { ...bodyOf(HELLO), complete: false } }),
  ],
  [
    'a connection that an exchange explains',
    (bundle) =>
      upload(HELLO, { connection: parseFlowId('connection-9') })(connection({ bytesIn: 99 })(bundle)),
  ],
  [
    'a connection whose last 63 bytes came when it was over',
    (bundle) =>
      upload(HELLO, { connection: parseFlowId('connection-9') })(
        connection({ bytesIn: 99, engine: { bytesIn: 36, bytesOut: 0 } })(bundle),
      ),
  ],
  [
    'an answer that the app did not wait for',
    upload(HELLO, { proxyError: 'x', status: 500, response: { ...bodyOf(HELLO), complete: false } }),
  ],
  [
    'a host of the harness’ own that could not be reached',
    upload(HELLO, { host: 'pages.telltale.test', proxyError: 'x', status: 502, response: bodyOf(HELLO) }),
  ],
  ['a connection past the proxy that was over before there was an image', watchedSocket(199, 443)],
  [
    'a connection to the proxy, where it listens in the phone’s network',
    (bundle) => run({ options: { proxyListen: '198.18.0.9' } })(watchedSocket(250, 8_080)(bundle)),
  ],
  ['a connection to the phone itself', socket('127.0.0.1', 8_080)],
  ['a connection of another app’s past the proxy', socket('198.18.0.9', 443, 1)],
  ['a request without a body', upload(new Uint8Array(), { request: { ...body, bytes: 0 } })],
  [
    'bytes round the proxy in which no evidence of an image has room, all of them together',
    counted([60, 5_000], [300, 5_050], [800, 5_091]),
  ],
  ['bytes round the proxy before the first image', counted([60, 5_000], [199, 9_000], [800, 9_000])],
  ['a counter that stood still, read often', counted([60, 5], [300, 5], [800, 5])],
  [
    'a counter of another app',
    (bundle) => ({
      ...bundle,
      counters: [
        ...bundle.counters,
        ...counted([59, 1], [801, 99])(bundle).counters.map((one) => ({ ...one, uid: 1 })),
      ],
    }),
  ],
  [
    'a file that was there before everything',
    file(PAGE_BYTES, { event: 'baseline', content: { kind: 'not-pulled' } }),
  ],
  ['a text of the app’s own', file(Buffer.from('started 2019-02-16 10:20:30\n'.repeat(20)))],
  ['a file of the app’s own from before the first image', file(UNREADABLE, { seenMs: 199 })],
  ['a file of nobody knows whom in shared storage', file(UNREADABLE, { reach: 'shared-storage' })],
  [
    'a control that was found twice',
    event({
      kind: 'control',
      at: { hostMs: 90 },
      control: { name: 'c', channel: 'traffic', found: true, detail: 'd' },
    }),
  ],
];
