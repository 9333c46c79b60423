import { createHash } from 'node:crypto';
import { noise, png } from '../detectors/images.fake.ts';
import type { Bundle } from '../model/bundle.ts';
import { BUNDLE_FORMAT } from '../model/bundle-format.ts';
import {
  CHANNELS,
  type Channel,
  type Claim,
  ERAS,
  type Era,
  PREDICATES,
  type Predicate,
} from '../model/claim.ts';
import { PHONE } from '../model/device-facts.fake.ts';
import {
  parseClaimId,
  parseFlowId,
  parseScenarioId,
  parseSha256,
  parseStimulusId,
  type Sha256,
  type StimulusId,
} from '../model/ids.ts';
import type { NotedAccess } from '../model/signal.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { TimelineEvent, WatchPass } from '../model/timeline.ts';

export const AWAY = parseScenarioId('away');
export const BACK = parseScenarioId('back');
export const PAGE = parseStimulusId('page');
export const OWN = parseStimulusId('own');
export const PAGE_BYTES = png(noise(11, 1_500));
export const OWN_BYTES = png(noise(12, 1_500));
export const CACHE = '/sdcard/Android/data/com.jd.jrapp/cache';
export const UID = 10_077;
/** The target's, from before the first scenario to after the last. */
const OWN_CONNECTION = parseFlowId('connection-1');

type SocketSample = Extract<Bundle['counters'][number], { kind: 'socket' }>;

export function hashOf(bytes: Uint8Array): Sha256 {
  return parseSha256(createHash('sha256').update(bytes).digest('hex'));
}

/** A listing of all three storages; `unreadable` names one that could not be listed. */
export function pass(startedMs: number, unreadable?: Channel): TimelineEvent {
  const roots: WatchPass['roots'] = STORAGES.map((reach) => ({
    path: `/${reach}`,
    reach,
    files: 1,
    ...(reach === unreadable ? { unreadable: 'Permission denied' } : {}),
  }));
  return {
    kind: 'watch-pass',
    at: { hostMs: startedMs },
    pass: { number: 0, startedMs, endedMs: startedMs + 10, roots },
  };
}

const STORAGES = ['shared-storage', 'app-external-storage', 'app-internal-storage'] as const;

export function reading(hostMs: number, sentBytes: number): Bundle['counters'][number] {
  return { kind: 'uid-bytes', hostMs, uid: UID, sentBytes, receivedBytes: 0, source: 'dumpsys-netstats' };
}

/** The target's operations as they were noted at this moment. */
export function register(hostMs: number, noted: readonly NotedAccess[] = []): Bundle['counters'][number] {
  return { kind: 'operations', hostMs, untilMs: hostMs + 2, package: 'com.jd.jrapp', noted };
}

/** A socket towards the proxy, as the looks at the phone's table had it. */
export function socketOf(
  uid: number,
  times: Pick<SocketSample, 'openedAfterMs' | 'openedByMs' | 'openUntilMs' | 'goneByMs'>,
  localPort = 41_000,
): SocketSample {
  const socket = {
    protocol: 'tcp',
    localAddress: '127.0.0.1',
    localPort,
    remoteAddress: '127.0.0.1',
    remotePort: 8080,
    state: '01',
  } as const;
  return { kind: 'socket', hostMs: times.goneByMs ?? 900, uid, socket, ...times };
}

function delivered(
  id: StimulusId,
  bytes: Uint8Array,
  differs: Pick<Stimulus, 'scenario' | 'kind' | 'processState' | 'requested'>,
): Stimulus {
  const at = { hostMs: differs.requested.hostMs + 10 };
  const path = `/sdcard/Pictures/Screenshots/${id}.png`;
  return {
    id,
    made: 'input keyevent 120',
    canaries: [],
    processStateProof: 'proof',
    delivery: {
      kind: 'delivered',
      path,
      mediaStoreRow: 'Row: 0',
      bytes: bytes.length,
      sha256: hashOf(bytes),
      at,
    },
    ...differs,
  };
}

function claim(predicate: Predicate): Claim {
  const eras: readonly Era[] =
    predicate === 'feature-withdrawn'
      ? ['withdrawn']
      : predicate === 'cleared-on-exit'
        ? ['as-designed', 'as-reported']
        : ERAS;
  const statement = { words: '不会上传', language: 'zh', source: 'news.example/1', date: '2019-02-16' };
  return { id: parseClaimId(predicate), predicate, meaning: predicate, statement, eras, channels: [] };
}

const at = (hostMs: number): { readonly at: { readonly hostMs: number } } => ({ at: { hostMs } });

function controlsAt(hostMs: number): readonly TimelineEvent[] {
  return CHANNELS.filter((channel) => channel !== 'reads').map((channel) => ({
    kind: 'control',
    ...at(hostMs),
    control: { name: 'planted', channel, found: true, detail: 'd' },
  }));
}

const NOTHING = new Uint8Array();
const OBJECTS = new Map([PAGE_BYTES, OWN_BYTES, NOTHING].map((bytes) => [hashOf(bytes), bytes]));

/**
 * A run in which nothing is wrong: two scenarios, two images, every control found, storage listed before and after
 * everything, counters that did not move, a register of operations in which there is nothing, one connection with a harmless request. `bundle-fixture.fake.ts` makes others of it.
 *
 *     100 scenario `away`: permission denied at 105, opened, left at 120, PAGE at 200, listed at 300, ended at 320
 *     400 scenario `back`: opened at 410, prompted at 415, OWN at 450, listed at 500, closed at 600, listed at 610, ended at 700
 */
export const CLEAN: Bundle = {
  run: {
    formatVersion: BUNDLE_FORMAT,
    id: 'r1',
    startedMs: 0,
    subject: { kind: 'vendor-app' },
    app: {
      profile: 'jdjr',
      name: 'JD',
      package: 'com.jd.jrapp',
      uid: UID,
      versionName: '5.0.5',
      versionCode: 1,
      era: 'as-reported',
    },
    device: { ...PHONE, root: true },
    tools: {},
    options: {},
    clockOffsetMs: 0,
    claims: PREDICATES.map(claim),
    scenarios: [
      {
        id: AWAY,
        title: 'the app is left and a page is screenshotted',
        exercises: PREDICATES.filter((one) => one !== 'upload-on-consent'),
      },
      {
        id: BACK,
        title: 'the user comes back, sends, and closes the app',
        exercises: ['local-only', 'upload-on-consent', 'cleared-on-exit'],
      },
    ],
    declaredHosts: ['*.jd.com'],
    harnessHosts: ['pages.telltale.test'],
  },
  timeline: [
    { kind: 'run-started', ...at(0) },
    pass(10),
    ...controlsAt(30),
    pass(50),
    { kind: 'scenario-started', ...at(100), scenario: AWAY },
    { kind: 'consent', ...at(105), consent: { kind: 'permission-denied', permission: 'READ', ...at(105) } },
    { kind: 'target-entered-foreground', ...at(110), proof: 'p' },
    { kind: 'target-left-foreground', ...at(120), proof: 'p' },
    pass(300),
    { kind: 'scenario-ended', ...at(320), scenario: AWAY },
    { kind: 'scenario-started', ...at(400), scenario: BACK },
    { kind: 'target-entered-foreground', ...at(410), proof: 'p' },
    { kind: 'prompt', ...at(415), shown: true, stimulus: PAGE },
    pass(500),
    { kind: 'target-exited', ...at(600), proof: 'p' },
    pass(610),
    { kind: 'scenario-ended', ...at(700), scenario: BACK },
    ...controlsAt(850),
    { kind: 'run-ended', ...at(900) },
  ],
  commands: [],
  stimuli: [
    delivered(PAGE, PAGE_BYTES, {
      scenario: AWAY,
      kind: 'screenshot-of-other-app',
      processState: 'background',
      requested: { hostMs: 200 },
    }),
    delivered(OWN, OWN_BYTES, {
      scenario: BACK,
      kind: 'screenshot-of-target',
      processState: 'foreground',
      requested: { hostMs: 450 },
    }),
  ],
  artifacts: [],
  flows: [
    {
      kind: 'connection',
      id: OWN_CONNECTION,
      openedMs: 40,
      closedMs: 890,
      clientPort: 40_000,
      bytesIn: 9,
      bytesOut: 9,
      opening: { speaks: 'http' },
    },
    {
      kind: 'exchange',
      id: parseFlowId('exchange-1'),
      connection: OWN_CONNECTION,
      startedMs: 41,
      endedMs: 42,
      scheme: 'https',
      host: 'up.jd.com',
      port: 443,
      method: 'GET',
      url: 'https://up.jd.com/version',
      httpVersion: '1.1',
      requestHeaders: [],
      request: { sha256: hashOf(NOTHING), bytes: 0, complete: true },
      status: 204,
    },
  ],
  counters: [
    reading(60, 5_000),
    reading(800, 5_000),
    register(70),
    register(790),
    { kind: 'socket-watch', hostMs: 900, fromMs: 0, proxyPort: 8080, pauses: [] },
    socketOf(UID, { openedAfterMs: 30, openedByMs: 45, openUntilMs: 880, goneByMs: 895 }),
  ],
  contentOf: (sha256) => OBJECTS.get(sha256),
  seal: { kind: 'sealed', manifestSha256: parseSha256('0'.repeat(64)) },
  damage: [],
};
