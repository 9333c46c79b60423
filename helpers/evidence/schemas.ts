import { z } from 'zod';
import { CHANNELS, ERAS, PREDICATES } from '../model/claim.ts';
import { UNREADABLE_REASONS } from '../model/flow.ts';
import { GAP_CODES } from '../model/gap.ts';
import { PROCESS_STATES, STIMULUS_KINDS } from '../model/stimulus.ts';

/**
 * What each file of a bundle may hold, line by line. A bundle may come from anywhere: nothing in it is believed before
 * it has passed here. The types are those of `helpers/model`; a round-trip test keeps both in step.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'an id of a-z, 0-9 and dashes');
const ms = z.number().finite();
const count = z.number().int().nonnegative();
const moment = z.strictObject({ hostMs: ms, deviceMs: ms.optional() });
const reach = z.enum(['shared-storage', 'app-external-storage', 'app-internal-storage']);
const channel = z.enum(CHANNELS);

const gap = z.strictObject({
  code: z.enum(GAP_CODES),
  channel: channel.optional(),
  scenario: id.optional(),
  stimulus: id.optional(),
  flow: id.optional(),
  during: z.strictObject({ fromMs: ms, toMs: ms }).optional(),
  because: z.string(),
  remedy: z.string(),
});

const consent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notice-accepted'), at: moment }),
  z.strictObject({ kind: z.literal('permission-granted'), permission: z.string(), at: moment }),
  z.strictObject({ kind: z.literal('prompt-dismissed'), stimulus: id, at: moment }),
  z.strictObject({ kind: z.literal('image-sent'), stimulus: id, hosts: z.array(z.string()), at: moment }),
]);

const watchPass = z.strictObject({
  number: count,
  startedMs: ms,
  endedMs: ms,
  roots: z.array(
    z.strictObject({ path: z.string(), reach, files: count, unreadable: z.string().optional() }),
  ),
});

function event<Kind extends string, Shape extends z.core.$ZodLooseShape>(kind: Kind, shape: Shape) {
  return z.strictObject({ kind: z.literal(kind), at: moment, ...shape });
}

export const timelineEvent = z.discriminatedUnion('kind', [
  event('run-started', {}),
  event('scenario-started', { scenario: id }),
  event('scenario-ended', { scenario: id }),
  event('act', { what: z.string() }),
  event('stimulus-requested', { stimulus: id }),
  event('stimulus-settled', { stimulus: id }),
  event('target-left-foreground', { proof: z.string() }),
  event('target-entered-foreground', { proof: z.string() }),
  event('target-exited', { proof: z.string() }),
  event('prompt', { shown: z.boolean(), stimulus: id.optional() }),
  event('consent', { consent }),
  event('watch-pass', { pass: watchPass }),
  event('control', {
    control: z.strictObject({ name: z.string(), channel, found: z.boolean(), detail: z.string() }),
  }),
  event('gap', { gap }),
  event('setting-changed', { what: z.string() }),
  event('setting-restored', { what: z.string() }),
  event('fault', { code: z.string(), what: z.string(), why: z.string(), remedy: z.string() }),
  event('run-ended', {}),
]);

export const commandRecord = z.strictObject({
  startedMs: ms,
  durationMs: ms,
  command: z.string(),
  exitCode: z.number().int().nullable(),
});

export const stimulus = z.strictObject({
  id,
  scenario: id,
  kind: z.enum(STIMULUS_KINDS),
  made: z.string(),
  requested: moment,
  canaries: z.array(
    z.strictObject({ kind: z.enum(['digits', 'text', 'qr-code', 'file-name']), value: z.string() }),
  ),
  processState: z.enum(PROCESS_STATES),
  processStateProof: z.string(),
  delivery: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('delivered'),
      path: z.string(),
      mediaStoreRow: z.string(),
      bytes: count,
      sha256,
      at: moment,
    }),
    z.strictObject({ kind: z.literal('undelivered'), because: z.string(), at: moment }),
  ]),
});

export const artifact = z.strictObject({
  id,
  path: z.string(),
  reach,
  event: z.enum(['baseline', 'created', 'changed', 'removed']),
  pass: count,
  notBeforeMs: ms.optional(),
  seenMs: ms,
  stat: z.strictObject({ bytes: count, modifiedMs: ms, inode: count, owner: z.string() }).optional(),
  content: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('stored'), sha256, bytes: count }),
    z.strictObject({ kind: z.literal('not-pulled') }),
    z.strictObject({ kind: z.literal('removed') }),
    z.strictObject({ kind: z.literal('unreadable'), because: z.string() }),
  ]),
});

const headers = z.array(z.tuple([z.string(), z.string()]));
const body = z.strictObject({ sha256, bytes: count, complete: z.boolean() });

export const flow = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('exchange'),
    id,
    connection: id,
    startedMs: ms,
    endedMs: ms,
    scheme: z.enum(['http', 'https']),
    host: z.string(),
    port: count,
    method: z.string(),
    url: z.string(),
    httpVersion: z.string(),
    requestHeaders: headers,
    request: body,
    status: count.optional(),
    responseHeaders: headers.optional(),
    response: body.optional(),
    proxyError: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('connection'),
    id,
    openedMs: ms,
    closedMs: ms,
    clientPort: count,
    bytesIn: count,
    bytesOut: count,
  }),
  z.strictObject({
    kind: z.literal('unreadable'),
    id,
    connection: id.optional(),
    reason: z.enum(UNREADABLE_REASONS),
    detail: z.string(),
    host: z.string().optional(),
    atMs: ms,
  }),
]);

export const counterSample = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('uid-bytes'),
    hostMs: ms,
    uid: count,
    package: z.string().optional(),
    sentBytes: count,
    receivedBytes: count,
    source: z.literal('dumpsys-netstats'),
  }),
  z.strictObject({
    kind: z.literal('process-state'),
    hostMs: ms,
    package: z.string(),
    state: z.enum(PROCESS_STATES),
    pids: z.array(count),
    proof: z.string(),
  }),
  z.strictObject({ kind: z.literal('observer'), hostMs: ms, uid: count, pid: count, uri: z.string() }),
]);

const claim = z.strictObject({
  id,
  predicate: z.enum(PREDICATES),
  meaning: z.string(),
  statement: z.strictObject({
    words: z.string(),
    language: z.string(),
    translation: z.string().optional(),
    source: z.string(),
    date: z.string(),
  }),
  eras: z.array(z.enum(ERAS)),
  channels: z.array(channel),
});

export const runRecord = z.strictObject({
  formatVersion: z.literal(1),
  id: z.string(),
  startedMs: ms,
  subject: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('vendor-app') }),
    z.strictObject({ kind: z.literal('re-enactment'), of: z.string() }),
  ]),
  app: z.strictObject({
    profile: z.string(),
    name: z.string(),
    package: z.string(),
    uid: count,
    versionName: z.string(),
    versionCode: count,
    apkSha256: sha256.optional(),
    era: z.enum(ERAS).optional(),
  }),
  device: z.strictObject({
    serial: z.string(),
    kind: z.enum(['real', 'emulator', 'handset']),
    manufacturer: z.string(),
    model: z.string(),
    androidRelease: z.string(),
    sdk: z.number(),
    build: z.string(),
    root: z.boolean(),
  }),
  tools: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.string()),
  clockOffsetMs: ms,
  claims: z.array(claim),
  scenarios: z.array(z.strictObject({ id, title: z.string(), exercises: z.array(z.enum(PREDICATES)) })),
  declaredHosts: z.array(z.string()),
  harnessHosts: z.array(z.string()),
});
