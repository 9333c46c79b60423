import { z } from 'zod';
import type { CommandRecord } from '../../model/bundle.ts';
import { type CounterSample, UNATTENDED_KINDS } from '../../model/counter.ts';
import {
  type HeldPermission,
  type NotedAccess,
  type PackageNotification,
  type PendingJob,
  SIGNALS,
  type UidSocket,
} from '../../model/signal.ts';
import { PROCESS_STATES } from '../../model/stimulus.ts';
import { count, interval, listOf, milliseconds, schemaOf, text } from './fields.ts';

type Sample<Kind extends CounterSample['kind']> = Extract<CounterSample, { kind: Kind }>;

const whole = z.int();

const noted = schemaOf<NotedAccess>()({
  operation: text,
  outcome: z.enum(['access', 'reject']),
  state: text.exactOptional(),
  flag: text.exactOptional(),
  tag: text.exactOptional(),
  stamp: text.exactOptional(),
  atMs: milliseconds,
});

const socket = schemaOf<UidSocket>()({
  protocol: z.enum(['tcp', 'udp']),
  localAddress: text,
  localPort: count,
  remoteAddress: text,
  remotePort: count,
  state: text,
});

const job = schemaOf<PendingJob>()({
  package: text,
  id: whole,
  namespace: text.exactOptional(),
});

const permission = schemaOf<HeldPermission>()({
  name: text,
  granted: z.boolean(),
  flags: listOf(text),
  user: count.exactOptional(),
});

const notification = schemaOf<PackageNotification>()({
  id: whole,
  tag: text.exactOptional(),
  key: text,
  title: text.exactOptional(),
  text: text.exactOptional(),
});

/** A line of `counters.jsonl`. */
export const counterSchema = z.discriminatedUnion('kind', [
  schemaOf<Sample<'uid-bytes'>>()({
    kind: z.literal('uid-bytes'),
    hostMs: milliseconds,
    untilMs: milliseconds.exactOptional(),
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
  schemaOf<Sample<'operations'>>()({
    kind: z.literal('operations'),
    hostMs: milliseconds,
    untilMs: milliseconds,
    package: text,
    noted: listOf(noted),
  }),
  schemaOf<Sample<'sockets'>>()({
    kind: z.literal('sockets'),
    hostMs: milliseconds,
    uid: count,
    sockets: listOf(socket),
  }),
  schemaOf<Sample<'jobs'>>()({
    kind: z.literal('jobs'),
    hostMs: milliseconds,
    package: text,
    jobs: listOf(job),
  }),
  schemaOf<Sample<'permissions'>>()({
    kind: z.literal('permissions'),
    hostMs: milliseconds,
    package: text,
    requested: listOf(text),
    held: listOf(permission),
  }),
  schemaOf<Sample<'notifications'>>()({
    kind: z.literal('notifications'),
    hostMs: milliseconds,
    package: text,
    shown: listOf(notification),
  }),
  schemaOf<Sample<'clock'>>()({
    kind: z.literal('clock'),
    hostMs: milliseconds,
    offsetMs: milliseconds,
    withinMs: count,
  }),
  schemaOf<Sample<'socket'>>()({
    kind: z.literal('socket'),
    hostMs: milliseconds,
    uid: count,
    socket,
    openedAfterMs: milliseconds,
    openedByMs: milliseconds,
    openUntilMs: milliseconds,
    goneByMs: milliseconds.exactOptional(),
  }),
  schemaOf<Sample<'socket-watch'>>()({
    kind: z.literal('socket-watch'),
    hostMs: milliseconds,
    fromMs: milliseconds,
    proxyPort: count,
    pauses: listOf(interval),
  }),
  schemaOf<Sample<'uid-packages'>>()({
    kind: z.literal('uid-packages'),
    hostMs: milliseconds,
    uid: count,
    packages: listOf(text),
    system: z.boolean(),
  }),
  schemaOf<Sample<'openings'>>()({
    kind: z.literal('openings'),
    hostMs: milliseconds,
    fromMs: milliseconds,
    directories: listOf(text),
    complete: z.boolean(),
    opened: listOf(
      schemaOf<Sample<'openings'>['opened'][number]>()({
        path: text,
        atMs: milliseconds,
        event: z.enum(['opened', 'closed']),
      }),
    ),
  }),
  schemaOf<Sample<'target-absent'>>()({
    kind: z.literal('target-absent'),
    hostMs: milliseconds,
    fromMs: milliseconds,
    proof: text,
  }),
  schemaOf<Sample<'own-openings'>>()({
    kind: z.literal('own-openings'),
    hostMs: milliseconds,
    path: text,
    times: count,
    uncertain: z.literal(true).exactOptional(),
  }),
  schemaOf<Sample<'unattended-image'>>()({
    kind: z.literal('unattended-image'),
    hostMs: milliseconds,
    requestedMs: milliseconds,
    image: z.enum(UNATTENDED_KINDS),
    path: text,
  }),
  schemaOf<Sample<'unobservable'>>()({
    kind: z.literal('unobservable'),
    hostMs: milliseconds,
    signal: z.enum(SIGNALS),
    because: text,
  }),
]) satisfies z.ZodType<CounterSample>;

/** A line of `commands.jsonl`. */
export const commandSchema = schemaOf<CommandRecord>()({
  startedMs: milliseconds,
  durationMs: milliseconds,
  command: text,
  exitCode: z.int().nullable(),
}) satisfies z.ZodType<CommandRecord>;
