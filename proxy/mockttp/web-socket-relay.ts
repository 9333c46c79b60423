import { EventEmitter } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { PassThroughWebSocketStep } from 'mockttp/dist/rules/websockets/websocket-step-definitions';
import type { HeaderList } from '../../helpers/model/flow.ts';
import type { Recording } from '../engine/proxy-engine.ts';
import { connectUpstream } from '../engine/upstream.ts';
import type { RecordedWebSocket } from '../engine/web-socket-book.ts';
import { frameReader } from '../engine/web-socket-frames.ts';
import type { OngoingRequest } from './recording-step.ts';

/**
 * A step of mockttp's that leads a WebSocket on as bytes and reads its frames as they pass. mockttp's own takes every
 * message whole into memory and puts it into frames of its own. Steps are told apart by `type` only, and what a step has
 * as its own wins over the class's: undocumented, so that a contract test watches it, and the version is pinned.
 */
export function relayWebSockets(
  recording: Recording,
  upstreamProxyUrl: string | undefined,
): PassThroughWebSocketStep {
  const handle = async (request: OngoingRequest, client: Socket, head: Buffer): Promise<void> => {
    const connection = recording.connectionAt(request.remotePort);
    if (connection === undefined) return void client.destroy();
    const { id, method, url, httpVersion, rawHeaders: headers } = request;
    const exchange = recording.exchanges.begin(id, {
      connection: connection.id,
      method,
      url,
      httpVersion,
      headers,
    });
    recording.exchanges.requestEnded(id, true);
    if (head.length > 0) client.unshift(head);
    try {
      const { host, port, answer } = await ask(request, upstreamProxyUrl);
      passAnswer(answer.response, client);
      recording.exchanges.originAnswered(id);
      const { statusCode = 0, rawHeaders } = answer.response;
      recording.exchanges.answered(id, statusCode, paired(rawHeaders), undefined);
      if (answer.kind === 'refused') return passBody(recording, id, answer.response, client);
      recording.exchanges.responseEnded(id, true);
      relay(
        client,
        answer.origin,
        recording.webSockets.open({ connection: connection.id, exchange, host, port, url }),
      );
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      recording.exchanges.answered(id, 502, [], why);
      recording.exchanges.responseEnded(id, true);
      client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
    }
  };
  return Object.assign(new PassThroughWebSocketStep(), { handle });
}

type Answer =
  | { readonly kind: 'upgraded'; readonly response: IncomingMessage; readonly origin: Duplex }
  | { readonly kind: 'refused'; readonly response: IncomingMessage };

/**
 * Sends the request on over a connection of its own, without the extensions that it offers: so neither side compresses, and each
 * message can be read by itself. What was offered stands in the recorded request.
 */
async function ask(
  { url, method, rawHeaders, destination }: OngoingRequest,
  upstreamProxyUrl: string | undefined,
): Promise<{ readonly host: string; readonly port: number; readonly answer: Answer }> {
  const { hostname: host, port } = destination;
  const target = new URL(url);
  const tls = target.protocol === 'wss:' ? { tls: { serverName: target.hostname } } : {};
  const socket = await connectUpstream({ host, port, ...tls }, upstreamProxyUrl);
  const asking = httpRequest({
    createConnection: () => socket,
    method,
    path: `${target.pathname}${target.search}`,
    // As a list they go out as they came, in their order, with nothing added to them.
    headers: rawHeaders.filter(([name]) => name.toLowerCase() !== 'sec-websocket-extensions').flat(),
  });
  const answer = await new Promise<Answer>((resolve, reject) => {
    asking.once('error', reject);
    asking.once('upgrade', (response, origin, head) => {
      if (head.length > 0) origin.unshift(head);
      resolve({ kind: 'upgraded', response, origin });
    });
    asking.once('response', (response) => resolve({ kind: 'refused', response }));
    asking.end();
  });
  return { host, port, answer };
}

function passAnswer({ statusCode, statusMessage, rawHeaders }: IncomingMessage, client: Socket): void {
  const lines = paired(rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  client.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`, 'latin1');
  // mockttp collects all that is written until this event, to read the answer out of it.
  client.emit('ws-upgrade', Object.assign(new EventEmitter(), { send: () => undefined }));
}

/** No WebSocket came about: what the origin says instead ends the connection. */
function passBody(recording: Recording, id: string, response: IncomingMessage, client: Socket): void {
  response.on('data', (bytes: Buffer) => recording.exchanges.responseBytes(id, bytes));
  response.once('close', () => recording.exchanges.responseEnded(id, response.complete));
  response.pipe(client);
}

function relay(client: Socket, origin: Duplex, recorded: RecordedWebSocket): void {
  let close: Parameters<RecordedWebSocket['end']>[0];
  const closing: Parameters<typeof frameReader>[2] = (one) => {
    close ??= one;
  };
  const sent = frameReader('sent', recorded, closing);
  const received = frameReader('received', recorded, closing);
  client.on('data', (bytes: Buffer) => sent.read(bytes));
  origin.on('data', (bytes: Buffer) => received.read(bytes));
  client.on('error', () => client.destroy());
  origin.on('error', () => origin.destroy());
  origin.once('close', () => client.destroySoon());
  client.once('close', () => {
    origin.destroy();
    recorded.end(close);
  });
  client.pipe(origin).pipe(client);
  // It went away while the origin was asked: nothing more is heard of it.
  if (client.closed) origin.destroy();
}

function paired(flat: readonly string[]): HeaderList {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}
