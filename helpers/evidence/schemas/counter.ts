import { z } from 'zod';
import type { CommandRecord } from '../../model/bundle.ts';
import type { CounterSample } from '../../model/counter.ts';
import { PROCESS_STATES } from '../../model/stimulus.ts';
import { count, listOf, milliseconds, schemaOf, text } from './fields.ts';

type Sample<Kind extends CounterSample['kind']> = Extract<CounterSample, { kind: Kind }>;

/** A line of `counters.jsonl`. */
export const counterSchema = z.discriminatedUnion('kind', [
  schemaOf<Sample<'uid-bytes'>>()({
    kind: z.literal('uid-bytes'),
    hostMs: milliseconds,
    uid: count,
    package: text.exactOptional(),
    sentBytes: count,
    receivedBytes: count,
    source: z.literal('dumpsys-netstats'),
  }),
  schemaOf<Sample<'process-state'>>()({
    kind: z.literal('process-state'),
    hostMs: milliseconds,
    package: text,
    state: z.enum(PROCESS_STATES),
    pids: listOf(count),
    proof: text,
  }),
  schemaOf<Sample<'observer'>>()({
    kind: z.literal('observer'),
    hostMs: milliseconds,
    uid: count,
    pid: count,
    uri: text,
  }),
]) satisfies z.ZodType<CounterSample>;

/** A line of `commands.jsonl`. */
export const commandSchema = schemaOf<CommandRecord>()({
  startedMs: milliseconds,
  durationMs: milliseconds,
  command: text,
  exitCode: z.int().nullable(),
}) satisfies z.ZodType<CommandRecord>;
