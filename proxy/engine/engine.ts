import { subscribe } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { completionCheckers, getLocal, type Mockttp, requestSteps, webSocketSteps } from 'mockttp';
import type { UnreadableReason } from '../../helpers/model/flow.ts';
import { type FlowId, parseFlowId } from '../../helpers/model/ids.ts';
import type { Authority } from '../authority.ts';
import type { EngineOptions } from '../messages.ts';
import { createExchangeBook, type ExchangeBook } from './exchange-book.ts';
import type { Opening } from './first-bytes.ts';
import { type FlowLog, openFlowLog } from './flow-log.ts';
import { recordingMatcher } from './recording-matcher.ts';
import { startTap, type Tap, type TappedConnection } from './tap.ts';

export interface Engine {
  readonly port: number;
  /** Exchanges that are under way. */
  open(): number;
  stop(): Promise<{ readonly flows: number; readonly connections: number }>;
}

/** Beyond this mockttp replaces a body that it holds by an empty one; smaller values corrupt uploads (facts, trap 3). */
const MOCKTTP_BODY_BYTES = 1 << 20;

/** Starts the recording engine: a tap on loopback, mockttp behind it, everything that they see in the flow log. */
export async function startEngine(options: EngineOptions, authority: Authority): Promise<Engine> {
  const log = openFlowLog(options.bundleDirectory);
  const records = options.blind !== 'records-nothing';
  const book = createExchangeBook(options.bundleDirectory, { append: (flow) => records && log.append(flow) });
  const explained = new Set<FlowId>();
  const server = await startMockttp(authority);
  let tap: Tap | undefined;
  const connectionOf = (port: number | undefined): TappedConnection | undefined =>
    port === undefined ? undefined : tap?.connectionAt(port);
  const unreadable = createUnreadableLog(records ? log : undefined, explained);
  await listenToEvents(server, { book, connectionOf, unreadable });
  await addRules(server, options, { book, connectionOf, explained });
  tap = await startTap({
    port: options.port,
    enginePort: server.port,
    onClosed: (connection) => closeConnection(connection, { book, log, explained, unreadable }),
    ...(options.blind === 'tls-passthrough'
      ? { bypass: (opening: Opening) => passThrough(options, opening) }
      : {}),
  });
  const running = tap;
  return {
    port: running.port,
    open: () => book.open,
    async stop() {
      await running.close();
      book.endAll();
      await server.stop();
      log.close();
      return { flows: log.count, connections: running.accepted };
    },
  };
}

async function startMockttp(authority: Authority): Promise<Mockttp> {
  keepToLoopback();
  const server = getLocal({
    https: {
      cert: await readFile(authority.certificateFile, 'utf8'),
      key: await readFile(authority.keyFile, 'utf8'),
    },
    http2: true,
    socks: true,
    // Unknown protocols would be led on by system DNS, past every rule (facts, trap 9): they end as unreadable instead.
    recordTraffic: false,
    suggestChanges: false,
    maxBodySize: MOCKTTP_BODY_BYTES,
  });
  await server.start();
  return server;
}

/** mockttp listens on all interfaces and cannot be told otherwise: whoever comes from elsewhere is cut off at once. */
function keepToLoopback(): void {
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    if (!/^(?:::ffff:)?127\./.test(socket.remoteAddress ?? '') && socket.remoteAddress !== '::1')
      socket.destroy();
  });
}

interface Parts {
  readonly book: ExchangeBook;
  connectionOf(port: number | undefined): TappedConnection | undefined;
}

type Unreadable = (
  reason: UnreadableReason,
  detail: string,
  at: { readonly connection?: FlowId | undefined; readonly host?: string | undefined },
) => void;

function createUnreadableLog(log: FlowLog | undefined, explained: Set<FlowId>): Unreadable {
  let count = 0;
  return (reason, detail, { connection, host }) => {
    count += 1;
    if (connection !== undefined) explained.add(connection);
    log?.append({
      kind: 'unreadable',
      id: parseFlowId(`unreadable-${count}`),
      reason,
      detail,
      atMs: Date.now(),
      ...(connection === undefined ? {} : { connection }),
      ...(host === undefined ? {} : { host }),
    });
  };
}

async function addRules(
  server: Mockttp,
  options: EngineOptions,
  parts: Parts & { readonly explained: Set<FlowId> },
): Promise<void> {
  const upstream =
    options.upstreamProxyUrl === undefined ? {} : { proxyConfig: { proxyUrl: options.upstreamProxyUrl } };
  const forwards = options.forwards.map(({ host, to }) => {
    const { host: targetHost } = new URL(to);
    const transformRequest = { setProtocol: 'http' as const, replaceHost: { targetHost } };
    return {
      matchers: [recordingMatcher(parts, host)],
      steps: [new requestSteps.PassThroughStep({ transformRequest })],
      // mockttp uses a rule only once as long as a later one fits as well.
      completionChecker: new completionCheckers.Always(),
    };
  });
  const everything = {
    matchers: [recordingMatcher(parts)],
    steps: [new requestSteps.PassThroughStep(upstream)],
  };
  await server.addRequestRules(...forwards, everything);
  await server.addWebSocketRules({
    matchers: [recordingMatcher(parts)],
    steps: [new webSocketSteps.PassThroughWebSocketStep(upstream)],
  });
}

async function listenToEvents(
  server: Mockttp,
  { book, connectionOf, unreadable }: Parts & { readonly unreadable: Unreadable },
): Promise<void> {
  await server.on('response-initiated', (response) =>
    book.answered(response.id, response.statusCode, response.rawHeaders, proxyError(response.tags)),
  );
  await server.on('rule-event', ({ requestId, eventType }) => {
    if (eventType === 'passthrough-response-head') book.originAnswered(requestId);
  });
  await server.on('response-body-data', (data) => {
    book.responseBytes(data.id, data.content);
  });
  await server.on('response', (response) => book.end(response.id, true, proxyError(response.tags)));
  await server.on('abort', (request) => book.end(request.id, false, request.error?.message));
  await server.on('tls-client-error', (failure) => {
    const connection = connectionOf(failure.remotePort);
    const rejected = failure.failureCause === 'cert-rejected' || failure.failureCause === 'unknown';
    unreadable(
      rejected ? 'tls-rejected' : 'tls-no-request',
      `the client ended the TLS handshake: ${failure.failureCause}`,
      {
        connection: connection?.id,
        host:
          failure.tlsMetadata.sniHostname ??
          failure.destination?.hostname ??
          connection?.opening().connectHost,
      },
    );
  });
  await server.on('client-error', ({ errorCode, request }) => {
    const connection = connectionOf(request.remotePort);
    const host = request.destination?.hostname ?? connection?.opening().connectHost;
    unreadable('malformed', errorCode ?? 'the engine could not read it', {
      connection: connection?.id,
      host,
    });
  });
  await server.on('websocket-request', (request) => {
    const connection = connectionOf(request.remotePort);
    // Its messages are not recorded yet: what cannot be read must show as that.
    unreadable('opaque-tunnel', 'a WebSocket, whose messages are not recorded', {
      connection: connection?.id,
      host: request.destination.hostname,
    });
  });
}

/** mockttp marks the answers that it made up itself by such a tag. */
function proxyError(tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag.startsWith('passthrough-error:'));
}

interface ClosingParts {
  readonly book: ExchangeBook;
  readonly log: FlowLog;
  readonly explained: ReadonlySet<FlowId>;
  readonly unreadable: Unreadable;
}

/** Every connection is explained by what was read over it, or by saying that it could not be read. */
function closeConnection(
  connection: TappedConnection,
  { book, log, explained, unreadable }: ClosingParts,
): void {
  // The engine's last events may still be on their way through its own queue.
  setTimeout(() => {
    book.connectionClosed(connection.id);
    if (connection.bytesIn > 0 && !explained.has(connection.id)) {
      const { clientHello, connectHost } = connection.opening();
      const detail = clientHello ? 'a TLS handshake and no request' : 'nothing that the engine could read';
      unreadable(clientHello ? 'tls-no-request' : 'opaque-tunnel', detail, {
        connection: connection.id,
        host: connectHost,
      });
    }
    const { id, openedMs, closedMs, clientPort, bytesIn, bytesOut } = connection;
    log.append({
      kind: 'connection',
      id,
      openedMs,
      closedMs: closedMs ?? Date.now(),
      clientPort,
      bytesIn,
      bytesOut,
    });
  }, 50);
}

/** Planted for tests: TLS goes on to the upstream proxy unread; the harness's own hosts do not. */
function passThrough(options: EngineOptions, { connectHost }: Opening): Promise<Socket> | undefined {
  if (connectHost === undefined || options.forwards.some(({ host }) => host === connectHost))
    return undefined;
  const upstream = new URL(options.upstreamProxyUrl ?? 'http://127.0.0.1:9');
  return new Promise((resolve, reject) => {
    const socket = connect({ host: upstream.hostname, port: Number(upstream.port), allowHalfOpen: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}
