import fc from 'fast-check';
import type { Artifact } from '../model/artifact.ts';
import type { CommandRecord } from '../model/bundle.ts';
import { CHANNELS } from '../model/claim.ts';
import { PERMISSION_ACTS } from '../model/consent.ts';
import { type CounterSample, UNATTENDED_KINDS } from '../model/counter.ts';
import { type Flow, SPEECHES, UNREADABLE_REASONS } from '../model/flow.ts';
import { GAP_CODES } from '../model/gap.ts';
import { parseArtifactId, parseFlowId, parseScenarioId, parseSha256, parseStimulusId } from '../model/ids.ts';
import { SIGNALS } from '../model/signal.ts';
import {
  CIRCUMSTANCES,
  IMAGE_SAVERS,
  PROCESS_STATES,
  STIMULUS_KINDS,
  type Stimulus,
} from '../model/stimulus.ts';
import type { TimelineEvent } from '../model/timeline.ts';

/** Lines of every kind, with hostile text in every field that takes text. */
const text = fc.string({ unit: 'binary', maxLength: 20 });
const count = fc.nat();
const ms = fc.oneof(fc.nat(), fc.integer({ min: -1_000, max: -1 }));
const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,10}$/);
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/).map(parseSha256);
const scenario = word.map(parseScenarioId);
const stimulusId = word.map(parseStimulusId);
const flowId = word.map(parseFlowId);
const channel = fc.constantFrom(...CHANNELS);
const at = fc.record({ hostMs: ms, deviceMs: ms }, { requiredKeys: ['hostMs'] });
const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name);
const reach = fc.constantFrom('shared-storage', 'app-external-storage', 'app-internal-storage');

const gap = fc.record(
  {
    code: fc.constantFrom(...GAP_CODES),
    channel,
    scenario,
    stimulus: stimulusId,
    flow: flowId,
    during: fc.record({ fromMs: ms, toMs: ms }),
    inFront: fc.constant(true),
    because: text,
    remedy: text,
  },
  { requiredKeys: ['code', 'because', 'remedy'] },
);

const consent = fc.oneof(
  fc.record({ kind: fc.constantFrom('notice-accepted', 'notice-refused'), at }),
  fc.record(
    {
      kind: fc.constantFrom(...PERMISSION_ACTS),
      permission: text,
      by: fc.constantFrom('dialog', 'adb'),
      proof: text,
      at,
    },
    { requiredKeys: ['kind', 'permission', 'at'] },
  ),
  fc.record({ kind: kind('prompt-dismissed'), stimulus: stimulusId, at }),
  fc.record({ kind: kind('image-sent'), stimulus: stimulusId, hosts: fc.array(text), at }),
);

const root = fc.record(
  { path: text, reach, files: count, unreadable: text },
  { requiredKeys: ['path', 'reach', 'files'] },
);

export const anyEvent: fc.Arbitrary<TimelineEvent> = fc.oneof(
  fc.record({ kind: fc.constantFrom('run-started', 'run-ended'), at }),
  fc.record({ kind: fc.constantFrom('scenario-started', 'scenario-ended'), at, scenario }),
  fc.record(
    { kind: kind('step'), at, number: count, scenario, what: text },
    { requiredKeys: ['kind', 'at', 'number', 'what'] },
  ),
  fc.record(
    { kind: kind('screen-missed'), at, missed: text, scenario, picture: sha256, source: sha256 },
    { requiredKeys: ['kind', 'at', 'missed'] },
  ),
  fc.record({ kind: fc.constantFrom('act', 'setting-changed', 'setting-restored'), at, what: text }),
  fc.record({
    kind: fc.constantFrom('stimulus-requested', 'stimulus-settled'),
    at,
    stimulus: stimulusId,
  }),
  fc.record({
    kind: fc.constantFrom('target-left-foreground', 'target-entered-foreground', 'target-exited'),
    at,
    proof: text,
  }),
  fc.record(
    { kind: kind('prompt'), at, shown: fc.boolean(), stimulus: stimulusId },
    { requiredKeys: ['kind', 'at', 'shown'] },
  ),
  fc.record({ kind: kind('consent'), at, consent }),
  fc.record({ kind: kind('phone-picker'), at, fromMs: ms, proof: text }),
  fc.record({
    kind: kind('watch-pass'),
    at,
    pass: fc.record({ number: count, startedMs: ms, endedMs: ms, roots: fc.array(root) }),
  }),
  fc.record({
    kind: kind('file-event'),
    at,
    event: fc.record(
      {
        path: text,
        reach,
        what: fc.constantFrom('created', 'written', 'moved-in', 'moved-out', 'renamed', 'deleted'),
        to: text,
        caught: sha256,
      },
      { requiredKeys: ['path', 'reach', 'what'] },
    ),
  }),
  fc.record({
    kind: kind('control'),
    at,
    control: fc.record(
      { name: text, channel, plants: fc.constantFrom('leak', 'no-leak'), found: fc.boolean(), detail: text },
      { requiredKeys: ['name', 'channel', 'found', 'detail'] },
    ),
  }),
  fc.record({ kind: kind('gap'), at, gap }),
  fc.record({
    kind: kind('fault'),
    at,
    code: fc.constantFrom('DEVICE_LOST', 'DISK_FULL', 'INTERNAL'),
    what: text,
    why: text,
    remedy: text,
  }),
) as fc.Arbitrary<TimelineEvent>;

export const anyCommand: fc.Arbitrary<CommandRecord> = fc.record({
  startedMs: ms,
  durationMs: ms,
  command: text,
  exitCode: fc.option(fc.nat(255)),
});

export const anyStimulus: fc.Arbitrary<Stimulus> = fc.record(
  {
    id: stimulusId,
    scenario,
    kind: fc.constantFrom(...STIMULUS_KINDS),
    savedBy: fc.constantFrom(...IMAGE_SAVERS),
    made: text,
    requested: at,
    canaries: fc.array(
      fc.record({
        kind: fc.constantFrom('digits', 'text', 'qr-code', 'pattern-key', 'file-name'),
        value: text,
      }),
    ),
    unmarked: sha256,
    processState: fc.constantFrom(...PROCESS_STATES),
    processStateProof: text,
    circumstances: fc.uniqueArray(fc.constantFrom(...CIRCUMSTANCES)),
    circumstancesProof: text,
    delivery: fc.oneof(
      fc.record({ kind: kind('delivered'), path: text, mediaStoreRow: text, bytes: count, sha256, at }),
      fc.record({ kind: kind('undelivered'), because: text, at }),
    ),
  },
  {
    requiredKeys: [
      'id',
      'scenario',
      'kind',
      'made',
      'requested',
      'canaries',
      'processState',
      'processStateProof',
      'delivery',
    ],
  },
) as fc.Arbitrary<Stimulus>;

export const anyArtifact: fc.Arbitrary<Artifact> = fc.record(
  {
    id: word.map(parseArtifactId),
    path: text,
    reach,
    event: fc.constantFrom('baseline', 'created', 'changed', 'removed', 'caught'),
    pass: count,
    notBeforeMs: ms,
    seenMs: ms,
    stat: fc.record(
      { bytes: count, modifiedMs: ms, changedMs: ms, inode: count, owner: text },
      { requiredKeys: ['bytes', 'modifiedMs', 'inode', 'owner'] },
    ),
    renamedFrom: text,
    content: fc.oneof(
      fc.record({ kind: kind('stored'), sha256, bytes: count }),
      fc.record({ kind: fc.constantFrom('not-pulled', 'removed') }),
      fc.record({ kind: kind('unreadable'), because: text }),
    ),
  },
  { requiredKeys: ['id', 'path', 'reach', 'event', 'pass', 'seenMs', 'content'] },
) as fc.Arbitrary<Artifact>;

const noted = fc.record(
  {
    operation: text,
    outcome: fc.constantFrom('access', 'reject'),
    state: text,
    flag: text,
    tag: text,
    stamp: text,
    atMs: ms,
  },
  { requiredKeys: ['operation', 'outcome', 'atMs'] },
);
const socket = fc.record({
  protocol: fc.constantFrom('tcp', 'udp'),
  localAddress: text,
  localPort: count,
  remoteAddress: text,
  remotePort: count,
  state: text,
});
const job = fc.record({ package: text, id: ms, namespace: text }, { requiredKeys: ['package', 'id'] });
const permission = fc.record(
  { name: text, granted: fc.boolean(), flags: fc.array(text), user: count },
  { requiredKeys: ['name', 'granted', 'flags'] },
);
const notification = fc.record(
  { id: ms, tag: text, key: text, title: text, text },
  { requiredKeys: ['id', 'key'] },
);

export const anyCounter: fc.Arbitrary<CounterSample> = fc.oneof(
  fc.record({ kind: kind('operations'), hostMs: ms, untilMs: ms, package: text, noted: fc.array(noted) }),
  fc.record({ kind: kind('sockets'), hostMs: ms, uid: count, sockets: fc.array(socket) }),
  fc.record(
    {
      kind: kind('socket'),
      ...{ hostMs: ms, uid: count, socket, openedAfterMs: ms, openedByMs: ms, openUntilMs: ms, goneByMs: ms },
    },
    { requiredKeys: ['kind', 'hostMs', 'uid', 'socket', 'openedAfterMs', 'openedByMs', 'openUntilMs'] },
  ),
  fc.record({
    kind: kind('socket-watch'),
    hostMs: ms,
    fromMs: ms,
    proxyPort: count,
    pauses: fc.array(fc.record({ fromMs: ms, toMs: ms })),
  }),
  fc.record({
    kind: kind('uid-packages'),
    hostMs: ms,
    uid: count,
    packages: fc.array(text),
    system: fc.boolean(),
  }),
  fc.record({ kind: kind('jobs'), hostMs: ms, package: text, jobs: fc.array(job) }),
  fc.record({
    kind: kind('permissions'),
    hostMs: ms,
    package: text,
    requested: fc.array(text),
    held: fc.array(permission),
  }),
  fc.record({ kind: kind('notifications'), hostMs: ms, package: text, shown: fc.array(notification) }),
  fc.record({ kind: kind('clock'), hostMs: ms, offsetMs: ms, withinMs: count }),
  fc.record({
    kind: kind('openings'),
    hostMs: ms,
    fromMs: ms,
    directories: fc.array(text),
    complete: fc.boolean(),
    opened: fc.array(fc.record({ path: text, atMs: ms, event: fc.constantFrom('opened', 'closed') })),
  }),
  fc.record({ kind: kind('target-absent'), hostMs: ms, fromMs: ms, proof: text }),
  fc.record(
    { kind: kind('own-openings'), hostMs: ms, path: text, times: count, uncertain: fc.constant(true) },
    { requiredKeys: ['kind', 'hostMs', 'path', 'times'] },
  ),
  fc.record({
    kind: kind('unattended-image'),
    hostMs: ms,
    requestedMs: ms,
    image: fc.constantFrom(...UNATTENDED_KINDS),
    path: text,
  }),
  fc.record({ kind: kind('unobservable'), hostMs: ms, signal: fc.constantFrom(...SIGNALS), because: text }),
  fc.record(
    {
      kind: kind('uid-bytes'),
      ...{ hostMs: ms, untilMs: ms, uid: count, sentBytes: count, receivedBytes: count },
      source: kind('dumpsys-netstats'),
    },
    { requiredKeys: ['kind', 'hostMs', 'uid', 'sentBytes', 'receivedBytes', 'source'] },
  ),
  fc.record({
    kind: kind('process-state'),
    hostMs: ms,
    package: text,
    state: fc.constantFrom(...PROCESS_STATES),
    pids: fc.array(count),
    proof: text,
  }),
  fc.record({ kind: kind('observer'), hostMs: ms, uid: count, pid: count, uri: text }),
) as fc.Arbitrary<CounterSample>;

const body = fc.record({ sha256, bytes: count, complete: fc.boolean() });
const headers = fc.array(fc.tuple(text, text));
const direction = fc.constantFrom('sent', 'received');
const totals = fc.record({ messages: count, bytes: count });

const opening = fc.record(
  {
    asked: fc.record({ by: fc.constantFrom('connect', 'socks', 'request'), host: text, port: count }),
    speaks: fc.constantFrom(...SPEECHES),
    serverName: text,
    protocols: fc.array(text),
  },
  { requiredKeys: ['speaks'] },
);

export const anyFlow: fc.Arbitrary<Flow> = fc.oneof(
  fc.record(
    {
      kind: kind('exchange'),
      id: flowId,
      connection: flowId,
      startedMs: ms,
      endedMs: ms,
      scheme: fc.constantFrom('http', 'https'),
      host: text,
      port: count,
      method: text,
      url: text,
      httpVersion: text,
      requestHeaders: headers,
      request: body,
      status: count,
      responseHeaders: headers,
      response: body,
      requestTrailers: headers,
      responseTrailers: headers,
      proxyError: text,
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      kind: kind('websocket'),
      id: flowId,
      connection: flowId,
      exchange: flowId,
      startedMs: ms,
      endedMs: ms,
      host: text,
      port: count,
      url: text,
      sent: totals,
      received: totals,
      close: fc.record({ by: direction, code: count, reason: text }, { requiredKeys: ['by', 'reason'] }),
    },
    { noNullPrototype: true },
  ),
  fc.record({
    kind: kind('websocket-message'),
    id: flowId,
    webSocket: flowId,
    connection: flowId,
    startedMs: ms,
    endedMs: ms,
    host: text,
    direction,
    opcode: count,
    compressed: fc.boolean(),
    body,
  }),
  fc.record(
    {
      kind: kind('tunnel'),
      id: flowId,
      connection: flowId,
      startedMs: ms,
      endedMs: ms,
      host: text,
      port: count,
      transport: fc.constantFrom('tcp', 'tls'),
      sent: body,
      received: body,
      proxyError: text,
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      kind: kind('connection'),
      id: flowId,
      openedMs: ms,
      closedMs: ms,
      clientPort: count,
      clientAddress: text,
      bytesIn: count,
      bytesOut: count,
      engine: fc.record({ bytesIn: count, bytesOut: count }),
      opening,
      stillOpen: fc.constant(true),
      ended: fc.constant(true),
    },
    { requiredKeys: ['kind', 'id', 'openedMs', 'closedMs', 'clientPort', 'bytesIn', 'bytesOut', 'opening'] },
  ),
  fc.record(
    {
      kind: kind('unreadable'),
      id: flowId,
      connection: flowId,
      reason: fc.constantFrom(...UNREADABLE_REASONS),
      detail: text,
      host: text,
      atMs: ms,
    },
    { requiredKeys: ['kind', 'id', 'reason', 'detail', 'atMs'] },
  ),
) as fc.Arbitrary<Flow>;
