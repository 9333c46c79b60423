import { subscribe } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { completionCheckers, getLocal, type Mockttp, requestSteps, webSocketSteps } from 'mockttp';
import type { Authority } from '../authority.ts';
import type { EngineParts, ProxyEngine, Recording } from '../engine/proxy-engine.ts';
import type { EngineOptions } from '../messages.ts';
import { recordingMatcher } from './recording-matcher.ts';
import { reportTlsFailures } from './tls-failures.ts';

/** Beyond this mockttp replaces a body that it holds by an empty one; smaller values corrupt uploads (facts, trap 3). */
const MOCKTTP_BODY_BYTES = 1 << 20;

/** mockttp, set up so that nothing is kept in memory and every body streams to the recording. */
export async function startMockttp({ options, authority, recording }: EngineParts): Promise<ProxyEngine> {
  keepToLoopback();
  reportTlsFailures(recording);
  const server = await listeningServer(authority);
  await listenToEvents(server, recording);
  await addRules(server, options, recording);
  return { port: server.port, stop: () => server.stop() };
}

async function listeningServer(authority: Authority): Promise<Mockttp> {
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

async function addRules(server: Mockttp, options: EngineOptions, recording: Recording): Promise<void> {
  const upstream =
    options.upstreamProxyUrl === undefined ? {} : { proxyConfig: { proxyUrl: options.upstreamProxyUrl } };
  const forwards = options.forwards.map(({ host, to }) => {
    const { host: targetHost } = new URL(to);
    const transformRequest = { setProtocol: 'http' as const, replaceHost: { targetHost } };
    return {
      matchers: [recordingMatcher(recording, host)],
      steps: [new requestSteps.PassThroughStep({ transformRequest })],
      // mockttp uses a rule only once as long as a later one fits as well.
      completionChecker: new completionCheckers.Always(),
    };
  });
  const everything = {
    matchers: [recordingMatcher(recording)],
    steps: [new requestSteps.PassThroughStep(upstream)],
  };
  await server.addRequestRules(...forwards, everything);
  await server.addWebSocketRules({
    matchers: [recordingMatcher(recording)],
    steps: [new webSocketSteps.PassThroughWebSocketStep(upstream)],
  });
}

async function listenToEvents(server: Mockttp, recording: Recording): Promise<void> {
  const { exchanges, connectionAt } = recording;
  await server.on('response-initiated', (response) =>
    exchanges.answered(response.id, response.statusCode, response.rawHeaders, proxyError(response.tags)),
  );
  await server.on('rule-event', ({ requestId, eventType }) => {
    if (eventType === 'passthrough-response-head') exchanges.originAnswered(requestId);
  });
  await server.on('response-body-data', (data) => {
    exchanges.responseBytes(data.id, data.content);
  });
  await server.on('response', (response) => {
    exchanges.responseTrailers(response.id, response.rawTrailers);
    exchanges.end(response.id, true, proxyError(response.tags));
  });
  await server.on('abort', (request) => exchanges.end(request.id, false, request.error?.message));
  await server.on('client-error', ({ errorCode, request }) => {
    const connection = connectionAt(request.remotePort);
    // A connection that is cut off after the handshake is no request that cannot be read.
    if (connection?.tls()?.dataBytes === 0) return;
    const host = request.destination?.hostname ?? connection?.opening().asked?.host;
    recording.unreadable('malformed', errorCode ?? 'the engine could not read it', {
      connection: connection?.id,
      host,
    });
  });
  await server.on('websocket-request', (request) => {
    const connection = connectionAt(request.remotePort);
    // Its messages are not recorded yet: what cannot be read must show as that.
    recording.unreadable('opaque-tunnel', 'a WebSocket, whose messages are not recorded', {
      connection: connection?.id,
      host: request.destination.hostname,
    });
  });
}

/** mockttp marks the answers that it made up itself by such a tag. */
function proxyError(tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag.startsWith('passthrough-error:'));
}
