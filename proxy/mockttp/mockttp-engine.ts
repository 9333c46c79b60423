import { subscribe } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { Mockttp } from 'mockttp';
import { Always } from 'mockttp/dist/rules/completion-checkers';
import { HostnameMatcher, WildcardMatcher } from 'mockttp/dist/rules/matchers';
// Not by the package's front door: that also loads an administration server, which takes a third of the start-up.
import { MockttpServer } from 'mockttp/dist/server/mockttp-server';
import type { Authority } from '../authority.ts';
import type { EngineParts, ProxyEngine, Recording } from '../engine/proxy-engine.ts';
import type { EngineOptions } from '../messages.ts';
import { leadTrailersOn } from './h2-trailers.ts';
import { reportOwnCounts } from './own-counts.ts';
import { takeRawTunnels } from './raw-tunnel.ts';
import { recordingStep } from './recording-step.ts';
import { reportTlsFailures } from './tls-failures.ts';
import { relayWebSockets } from './web-socket-relay.ts';

/** Bodies are never kept by mockttp, but for a request that fits no rule, which there is none. */
const MOCKTTP_BODY_BYTES = 1 << 20;

/** mockttp, set up so that nothing is kept in memory and every body streams to the recording. */
export async function startMockttp({ options, authority, recording }: EngineParts): Promise<ProxyEngine> {
  const loopback = keepToLoopback();
  leadTrailersOn();
  reportTlsFailures(recording);
  const server = await listeningServer(authority);
  loopback.listensAt(server.port);
  reportOwnCounts(server.port, recording);
  takeRawTunnels(server, recording, options.upstreamProxyUrl);
  await listenToFailures(server, recording);
  await addRules(server, options, recording);
  return { port: server.port, stop: () => server.stop() };
}

async function listeningServer(authority: Authority): Promise<Mockttp> {
  const server = new MockttpServer({
    https: {
      cert: await readFile(authority.certificateFile, 'utf8'),
      key: await readFile(authority.keyFile, 'utf8'),
    },
    http2: true,
    socks: true,
    recordTraffic: false,
    suggestChanges: false,
    maxBodySize: MOCKTTP_BODY_BYTES,
  });
  await server.start();
  return server;
}

/**
 * mockttp listens on all interfaces and cannot be told otherwise: whoever comes to its port from elsewhere is cut off at once. The
 * tap in this process accepts the phone's own address when it is asked to; until mockttp's port is known, nobody is.
 */
function keepToLoopback(): { listensAt(port: number): void } {
  let kept: number | undefined;
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    if (kept !== undefined && socket.localPort !== kept) return;
    if (!/^(?:::ffff:)?127\./.test(socket.remoteAddress ?? '') && socket.remoteAddress !== '::1')
      socket.destroy();
  });
  return {
    listensAt: (port) => {
      kept = port;
    },
  };
}

async function addRules(
  server: Mockttp,
  { upstreamProxyUrl, forwards }: EngineOptions,
  recording: Recording,
): Promise<void> {
  const ownHosts = forwards.map(({ host, to }) => {
    const { host: targetHost } = new URL(to);
    const transformRequest = { setProtocol: 'http' as const, replaceHost: { targetHost } };
    return {
      matchers: [new HostnameMatcher(host)],
      steps: [recordingStep(recording, { transformRequest })],
      // mockttp uses a rule only once as long as a later one fits as well.
      completionChecker: new Always(),
    };
  });
  const upstream = upstreamProxyUrl === undefined ? {} : { proxyConfig: { proxyUrl: upstreamProxyUrl } };
  const everything = {
    matchers: [new WildcardMatcher()],
    steps: [recordingStep(recording, upstream)],
  };
  await server.addRequestRules(...ownHosts, everything);
  await server.addWebSocketRules({
    matchers: [new WildcardMatcher()],
    steps: [relayWebSockets(recording, upstreamProxyUrl)],
  });
}

async function listenToFailures(server: Mockttp, recording: Recording): Promise<void> {
  await server.on('client-error', ({ errorCode, request }) => {
    const connection = recording.connectionAt(request.remotePort);
    // A connection that is cut off after the handshake is no request that cannot be read.
    if (connection?.tls()?.dataBytes === 0) return;
    const host = request.destination?.hostname ?? connection?.opening().asked?.host;
    recording.unreadable('malformed', errorCode ?? 'the engine could not read it', {
      connection: connection?.id,
      host,
    });
  });
}
