import { z } from 'zod';
import {
  type ConnectionFlow,
  type ExchangeFlow,
  type Flow,
  type HeaderList,
  type RecordedBody,
  UNREADABLE_REASONS,
  type UnreadableFlow,
} from '../../model/flow.ts';
import { count, flowId, milliseconds, schemaOf, sha256, text } from './fields.ts';

const headers = z.array(z.tuple([text, text]).readonly()).readonly() satisfies z.ZodType<HeaderList>;

const body = schemaOf<RecordedBody>()({ sha256, bytes: count, complete: z.boolean() });

const exchange = schemaOf<ExchangeFlow>()({
  kind: z.literal('exchange'),
  id: flowId,
  connection: flowId,
  startedMs: milliseconds,
  endedMs: milliseconds,
  scheme: z.enum(['http', 'https']),
  host: text,
  port: count,
  method: text,
  url: text,
  httpVersion: text,
  requestHeaders: headers,
  request: body,
  status: count.exactOptional(),
  responseHeaders: headers.exactOptional(),
  response: body.exactOptional(),
  proxyError: text.exactOptional(),
});

const connection = schemaOf<ConnectionFlow>()({
  kind: z.literal('connection'),
  id: flowId,
  openedMs: milliseconds,
  closedMs: milliseconds,
  clientPort: count,
  bytesIn: count,
  bytesOut: count,
});

const unreadable = schemaOf<UnreadableFlow>()({
  kind: z.literal('unreadable'),
  id: flowId,
  connection: flowId.exactOptional(),
  reason: z.enum(UNREADABLE_REASONS),
  detail: text,
  host: text.exactOptional(),
  atMs: milliseconds,
});

/** A line of `flows.jsonl`. */
export const flowSchema = z.discriminatedUnion('kind', [
  exchange,
  connection,
  unreadable,
]) satisfies z.ZodType<Flow>;
