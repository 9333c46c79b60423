import { z } from 'zod';
import { BUNDLE_FORMAT } from '../../model/bundle-format.ts';
import { CHANNELS, type Claim, ERAS, PREDICATES, type Statement } from '../../model/claim.ts';
import type {
  AppUnderTest,
  AuthorityTrust,
  DeviceFacts,
  LeftOutScenario,
  QuicBlock,
  RunRecord,
  ScenarioRecord,
  Subject,
} from '../../model/run.ts';
import { claimId, count, listOf, milliseconds, scenarioId, schemaOf, text, texts } from './fields.ts';

const statement = schemaOf<Statement>()({
  words: text,
  language: text,
  translation: text.exactOptional(),
  source: text,
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'not a date as YYYY-MM-DD'),
});

const claim = schemaOf<Claim>()({
  id: claimId,
  predicate: z.enum(PREDICATES),
  meaning: text,
  statement,
  eras: listOf(z.enum(ERAS)),
  channels: listOf(z.enum(CHANNELS)),
});

const subject = z.discriminatedUnion('kind', [
  schemaOf<Extract<Subject, { kind: 'vendor-app' }>>()({ kind: z.literal('vendor-app') }),
  schemaOf<Extract<Subject, { kind: 're-enactment' }>>()({ kind: z.literal('re-enactment'), of: text }),
]) satisfies z.ZodType<Subject>;

const app = schemaOf<AppUnderTest>()({
  profile: text,
  name: text,
  package: text,
  uid: count,
  versionName: text,
  versionCode: count,
  apkSha256: text.exactOptional(),
  era: z.enum(ERAS).exactOptional(),
});

const device = schemaOf<DeviceFacts>()({
  serial: text,
  kind: z.enum(['real', 'emulator', 'handset']),
  manufacturer: text,
  model: text,
  androidRelease: text,
  sdk: count,
  noticeDelayMs: count,
  build: text,
  root: z.boolean(),
  secureLock: z.boolean().exactOptional(),
});

const scenario = schemaOf<ScenarioRecord>()({
  id: scenarioId,
  title: text,
  exercises: listOf(z.enum(PREDICATES)),
});

const leftOut = schemaOf<LeftOutScenario>()({
  id: scenarioId,
  title: text,
  exercises: listOf(z.enum(PREDICATES)),
  because: text,
});

const trust = schemaOf<AuthorityTrust>()({
  reached: z.enum(['system', 'user', 'none']),
  proof: text,
});

const quic = z.discriminatedUnion('kind', [
  schemaOf<Extract<QuicBlock, { kind: 'refused' }>>()({ kind: z.literal('refused'), uids: listOf(count) }),
  schemaOf<Extract<QuicBlock, { kind: 'open' }>>()({ kind: z.literal('open'), because: text }),
]) satisfies z.ZodType<QuicBlock>;

/** `run.json`. */
export const runSchema = schemaOf<RunRecord>()({
  formatVersion: z.literal(BUNDLE_FORMAT),
  id: text,
  startedMs: milliseconds,
  subject,
  app,
  device,
  tools: z.record(text, text).readonly(),
  options: z.record(text, text).readonly(),
  clockOffsetMs: milliseconds,
  claims: listOf(claim),
  scenarios: listOf(scenario),
  leftOut: listOf(leftOut).exactOptional(),
  declaredHosts: texts,
  harnessHosts: texts,
  trust: trust.exactOptional(),
  quic: quic.exactOptional(),
}) satisfies z.ZodType<RunRecord>;
