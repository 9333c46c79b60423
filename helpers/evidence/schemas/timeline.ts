import { z } from 'zod';
import { CHANNELS } from '../../model/claim.ts';
import { type Consent, PERMISSION_ACTS, type PermissionConsent } from '../../model/consent.ts';
import { GAP_CODES, type Gap } from '../../model/gap.ts';
import type { HarnessErrorCode } from '../../model/harness-error.ts';
import type { Control, FileEvent, TimelineEvent, WatchedRoot, WatchPass } from '../../model/timeline.ts';
import { reach } from './artifact.ts';
import {
  count,
  flowId,
  interval,
  listOf,
  milliseconds,
  moment,
  scenarioId,
  schemaOf,
  sha256,
  stimulusId,
  text,
  texts,
  words,
} from './fields.ts';

type Act<Kind extends Consent['kind']> = Extract<Consent, { kind: Kind }>;

const consent = z.discriminatedUnion('kind', [
  schemaOf<Act<'notice-accepted'>>()({ kind: z.literal('notice-accepted'), at: moment }),
  schemaOf<Act<'notice-refused'>>()({ kind: z.literal('notice-refused'), at: moment }),
  schemaOf<PermissionConsent>()({
    kind: z.enum(PERMISSION_ACTS),
    permission: text,
    by: z.enum(['dialog', 'adb']).exactOptional(),
    proof: text.exactOptional(),
    at: moment,
  }),
  schemaOf<Act<'prompt-dismissed'>>()({
    kind: z.literal('prompt-dismissed'),
    stimulus: stimulusId,
    at: moment,
  }),
  schemaOf<Act<'image-sent'>>()({
    kind: z.literal('image-sent'),
    stimulus: stimulusId,
    hosts: texts,
    at: moment,
  }),
]) satisfies z.ZodType<Consent>;

const watchedRoot = schemaOf<WatchedRoot>()({
  path: text,
  reach,
  files: count,
  unreadable: text.exactOptional(),
});

const pass = schemaOf<WatchPass>()({
  number: count,
  startedMs: milliseconds,
  endedMs: milliseconds,
  roots: listOf(watchedRoot),
}) satisfies z.ZodType<WatchPass>;

const fileEvent = schemaOf<FileEvent>()({
  path: text,
  reach,
  what: words<FileEvent['what']>({
    created: 'created',
    written: 'written',
    'moved-in': 'moved-in',
    'moved-out': 'moved-out',
    renamed: 'renamed',
    deleted: 'deleted',
  }),
  to: text.exactOptional(),
  caught: sha256.exactOptional(),
}) satisfies z.ZodType<FileEvent>;

const control = schemaOf<Control>()({
  name: text,
  channel: z.enum(CHANNELS),
  plants: z.enum(['leak', 'no-leak']).exactOptional(),
  found: z.boolean(),
  detail: text,
}) satisfies z.ZodType<Control>;

const gap = schemaOf<Gap>()({
  code: z.enum(GAP_CODES),
  channel: z.enum(CHANNELS).exactOptional(),
  scenario: scenarioId.exactOptional(),
  stimulus: stimulusId.exactOptional(),
  flow: flowId.exactOptional(),
  during: interval.exactOptional(),
  inFront: z.literal(true).exactOptional(),
  because: text,
  remedy: text,
}) satisfies z.ZodType<Gap>;

const faultCode = words<HarnessErrorCode>({
  USAGE: 'USAGE',
  UNKNOWN_APP: 'UNKNOWN_APP',
  PROFILE_INVALID: 'PROFILE_INVALID',
  TOOL_MISSING: 'TOOL_MISSING',
  DEVICE_NOT_ATTACHED: 'DEVICE_NOT_ATTACHED',
  DEVICE_LOST: 'DEVICE_LOST',
  APP_NOT_INSTALLED: 'APP_NOT_INSTALLED',
  HANDSET_NOT_READY: 'HANDSET_NOT_READY',
  PROXY_NOT_READY: 'PROXY_NOT_READY',
  PORT_TAKEN: 'PORT_TAKEN',
  DISK_FULL: 'DISK_FULL',
  APPIUM_FAILED: 'APPIUM_FAILED',
  SCREEN_NOT_FOUND: 'SCREEN_NOT_FOUND',
  ADB_FAILED: 'ADB_FAILED',
  STIMULUS_UNDELIVERED: 'STIMULUS_UNDELIVERED',
  BUNDLE_INVALID: 'BUNDLE_INVALID',
  INTERRUPTED: 'INTERRUPTED',
  INTERNAL: 'INTERNAL',
});

type Event<Kind extends TimelineEvent['kind']> = Extract<TimelineEvent, { kind: Kind }>;

const at = moment;
const what = text;
const proof = text;

/** A line of `timeline.jsonl`. */
export const timelineSchema = z.discriminatedUnion('kind', [
  schemaOf<Event<'run-started'>>()({ kind: z.literal('run-started'), at }),
  schemaOf<Event<'scenario-started'>>()({ kind: z.literal('scenario-started'), at, scenario: scenarioId }),
  schemaOf<Event<'scenario-ended'>>()({ kind: z.literal('scenario-ended'), at, scenario: scenarioId }),
  schemaOf<Event<'step'>>()({
    kind: z.literal('step'),
    at,
    number: count,
    scenario: scenarioId.exactOptional(),
    what,
  }),
  schemaOf<Event<'act'>>()({ kind: z.literal('act'), at, what }),
  schemaOf<Event<'stimulus-requested'>>()({
    kind: z.literal('stimulus-requested'),
    at,
    stimulus: stimulusId,
  }),
  schemaOf<Event<'stimulus-settled'>>()({ kind: z.literal('stimulus-settled'), at, stimulus: stimulusId }),
  schemaOf<Event<'target-left-foreground'>>()({ kind: z.literal('target-left-foreground'), at, proof }),
  schemaOf<Event<'target-entered-foreground'>>()({ kind: z.literal('target-entered-foreground'), at, proof }),
  schemaOf<Event<'target-exited'>>()({ kind: z.literal('target-exited'), at, proof }),
  schemaOf<Event<'prompt'>>()({
    kind: z.literal('prompt'),
    at,
    shown: z.boolean(),
    stimulus: stimulusId.exactOptional(),
  }),
  schemaOf<Event<'consent'>>()({ kind: z.literal('consent'), at, consent }),
  schemaOf<Event<'phone-picker'>>()({ kind: z.literal('phone-picker'), at, fromMs: milliseconds, proof }),
  schemaOf<Event<'screen-missed'>>()({
    kind: z.literal('screen-missed'),
    at,
    missed: text,
    scenario: scenarioId.exactOptional(),
    picture: sha256.exactOptional(),
    source: sha256.exactOptional(),
  }),
  schemaOf<Event<'watch-pass'>>()({ kind: z.literal('watch-pass'), at, pass }),
  schemaOf<Event<'file-event'>>()({ kind: z.literal('file-event'), at, event: fileEvent }),
  schemaOf<Event<'control'>>()({ kind: z.literal('control'), at, control }),
  schemaOf<Event<'gap'>>()({ kind: z.literal('gap'), at, gap }),
  schemaOf<Event<'setting-changed'>>()({ kind: z.literal('setting-changed'), at, what }),
  schemaOf<Event<'setting-restored'>>()({ kind: z.literal('setting-restored'), at, what }),
  schemaOf<Event<'fault'>>()({
    kind: z.literal('fault'),
    at,
    code: faultCode,
    what,
    why: text,
    remedy: text,
  }),
  schemaOf<Event<'run-ended'>>()({ kind: z.literal('run-ended'), at }),
]) satisfies z.ZodType<TimelineEvent>;
