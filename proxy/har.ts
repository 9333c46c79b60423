import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type {
  ExchangeFlow,
  Flow,
  HeaderList,
  RecordedBody,
  WebSocketMessageFlow,
} from '../helpers/model/flow.ts';
import type { FlowId } from '../helpers/model/ids.ts';

/**
 * Writes `flows.har` beside `flows.jsonl`: HAR 1.2, entry by entry, bodies by reference into the object store. The messages of
 * a WebSocket stand with the request that opened it, as Chrome writes them; what HAR has no place for, as tunnels, is left out.
 */
export async function writeHar(bundleDirectory: string): Promise<void> {
  const messages = await messagesByExchange(bundleDirectory);
  const file = await open(path.join(bundleDirectory, 'flows.har'), 'w');
  try {
    const creator = { name: 'Telltale', version: '0.1.0' };
    await file.write(`{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`);
    let separator = '\n';
    for await (const flow of flowsOf(bundleDirectory)) {
      if (flow.kind !== 'exchange') continue;
      await file.write(`${separator}${JSON.stringify(entryOf(flow, messages.get(flow.id)))}`);
      separator = ',\n';
    }
    await file.write('\n]}}\n');
  } finally {
    await file.close();
  }
}

async function* flowsOf(bundleDirectory: string): AsyncGenerator<Flow> {
  const input = createReadStream(path.join(bundleDirectory, 'flows.jsonl'));
  for await (const line of createInterface({ input })) {
    const flow = parsed(line);
    if (flow !== undefined) yield flow;
  }
}

/** A line that was cut off when the engine died is no flow. */
function parsed(line: string): Flow | undefined {
  try {
    return JSON.parse(line) as Flow;
  } catch {
    return undefined;
  }
}

/** They come before the line of their WebSocket, which alone says by which request it was opened. */
async function messagesByExchange(bundleDirectory: string): Promise<ReadonlyMap<FlowId, readonly object[]>> {
  const waiting = new Map<FlowId, object[]>();
  const found = new Map<FlowId, readonly object[]>();
  for await (const flow of flowsOf(bundleDirectory)) {
    if (flow.kind === 'websocket-message') {
      const messages = waiting.get(flow.webSocket) ?? [];
      messages.push(messageOf(flow));
      waiting.set(flow.webSocket, messages);
    } else if (flow.kind === 'websocket') {
      found.set(flow.exchange, waiting.get(flow.id) ?? []);
      waiting.delete(flow.id);
    }
  }
  return found;
}

function messageOf({ direction, startedMs, opcode, body }: WebSocketMessageFlow): object {
  const type = direction === 'sent' ? 'send' : 'receive';
  return { type, time: startedMs / 1000, opcode, data: body.bytes === 0 ? '' : reference(body) };
}

/** One entry by the HAR 1.2 specification; -1 stands for what is not known. */
function entryOf(flow: ExchangeFlow, messages: readonly object[] | undefined): object {
  return {
    startedDateTime: new Date(flow.startedMs).toISOString(),
    time: flow.endedMs - flow.startedMs,
    request: requestOf(flow),
    response: responseOf(flow),
    cache: {},
    timings: { send: 0, wait: flow.endedMs - flow.startedMs, receive: 0 },
    connection: flow.connection,
    ...(messages === undefined ? {} : { _resourceType: 'websocket', _webSocketMessages: messages }),
  };
}

function requestOf({
  method,
  url,
  httpVersion,
  requestHeaders,
  requestTrailers,
  request,
}: ExchangeFlow): object {
  return {
    method,
    url: addressOf(url),
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: pairs(requestHeaders, requestTrailers),
    queryString: queryOf(url),
    headersSize: -1,
    bodySize: request.bytes,
    comment: reference(request),
  };
}

function responseOf(flow: ExchangeFlow): object {
  const { status, httpVersion, responseHeaders = [], responseTrailers, response, proxyError } = flow;
  return {
    status: status ?? 0,
    statusText: '',
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: pairs(responseHeaders, responseTrailers),
    content: {
      size: response?.bytes ?? 0,
      mimeType: headerValue(responseHeaders, 'content-type') ?? 'application/octet-stream',
      ...(response === undefined ? {} : { comment: reference(response) }),
    },
    redirectURL: headerValue(responseHeaders, 'location') ?? '',
    headersSize: -1,
    bodySize: response?.bytes ?? -1,
    ...(proxyError === undefined ? {} : { comment: `answered by the proxy: ${proxyError}` }),
  };
}

/** What an app asks for need not be a URL by RFC 3986, which HAR wants: it is escaped where it is none. */
function addressOf(url: string): string {
  if (!URL.canParse(url)) return `about:invalid#${encodeURIComponent(Buffer.from(url).toString())}`;
  const { protocol, host, pathname, search, hash } = new URL(url);
  const rest = `${pathname}${search}${hash}`.replaceAll(
    /%(?![0-9A-Fa-f]{2})|[^!-~]|[<>"{}|\\^`[\]]/g,
    encodeURIComponent,
  );
  return `${protocol}//${host}${rest}`;
}

function queryOf(url: string): readonly object[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}

/** HAR has no place for trailers; they are fields as headers are. */
function pairs(headers: HeaderList, trailers: HeaderList = []): readonly object[] {
  return [...headers, ...trailers].map(([name, value]) => ({ name, value }));
}

function headerValue(headers: HeaderList, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function reference({ sha256, complete }: RecordedBody): string {
  return `objects/${sha256.slice(0, 2)}/${sha256.slice(2)}${complete ? '' : ' (cut off)'}`;
}
