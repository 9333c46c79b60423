import { z } from 'zod';
import {
  type ConnectionFlow,
  type ExchangeFlow,
  type Flow,
  type HeaderList,
  type MessageTotals,
  type Opening,
  type RecordedBody,
  SPEECHES,
  type TunnelFlow,
  UNREADABLE_REASONS,
  type UnreadableFlow,
  type WebSocketFlow,
  type WebSocketMessageFlow,
} from '../../model/flow.ts';
import { count, flowId, milliseconds, schemaOf, sha256, text, texts } from './fields.ts';

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
  requestTrailers: headers.exactOptional(),
  responseTrailers: headers.exactOptional(),
  proxyError: text.exactOptional(),
});

const direction = z.enum(['sent', 'received']);
const totals = schemaOf<MessageTotals>()({ messages: count, bytes: count });

const webSocket = schemaOf<WebSocketFlow>()({
  kind: z.literal('websocket'),
  id: flowId,
  connection: flowId,
  exchange: flowId,
  startedMs: milliseconds,
  endedMs: milliseconds,
  host: text,
  port: count,
  url: text,
  sent: totals,
  received: totals,
  close: schemaOf<NonNullable<WebSocketFlow['close']>>()({
    by: direction,
    code: count.exactOptional(),
    reason: text,
  }).exactOptional(),
});

const message = schemaOf<WebSocketMessageFlow>()({
  kind: z.literal('websocket-message'),
  id: flowId,
  webSocket: flowId,
  connection: flowId,
  startedMs: milliseconds,
  endedMs: milliseconds,
  host: text,
  direction,
  opcode: count,
  compressed: z.boolean(),
  body,
});

const tunnel = schemaOf<TunnelFlow>()({
  kind: z.literal('tunnel'),
  id: flowId,
  connection: flowId,
  startedMs: milliseconds,
  endedMs: milliseconds,
  host: text,
  port: count,
  transport: z.enum(['tcp', 'tls', 'udp']),
  sent: body,
  received: body,
  proxyError: text.exactOptional(),
});

const asked = schemaOf<NonNullable<Opening['asked']>>()({
  by: z.enum(['connect', 'socks', 'request']),
  host: text,
  port: count,
});

const opening = schemaOf<Opening>()({
  asked: asked.exactOptional(),
  speaks: z.enum(SPEECHES),
  serverName: text.exactOptional(),
  protocols: texts.exactOptional(),
});

const connection = schemaOf<ConnectionFlow>()({
  kind: z.literal('connection'),
  id: flowId,
  openedMs: milliseconds,
  closedMs: milliseconds,
  clientPort: count,
  clientAddress: text.exactOptional(),
  bytesIn: count,
  bytesOut: count,
  engine: schemaOf<NonNullable<ConnectionFlow['engine']>>()({
    bytesIn: count,
    bytesOut: count,
  }).exactOptional(),
  opening,
  stillOpen: z.literal(true).exactOptional(),
  ended: z.literal(true).exactOptional(),
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
  webSocket,
  message,
  tunnel,
  connection,
  unreadable,
]) satisfies z.ZodType<Flow>;
