import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Loopback } from '../shell-parts.ts';
import { asServerSocket } from './uiautomator/phone-socket.ts';
import { readBody } from './uiautomator/request-body.ts';
import { type Answer, createRequestHandler } from './uiautomator/request-handler.ts';
import type { ServerParts } from './uiautomator/route.ts';

export interface UiAutomatorServerOptions extends ServerParts {
  readonly loopback: Loopback;
  /** On the phone's loopback; the driver forwards to 6790. */
  readonly port: number;
}

export interface UiAutomatorServer {
  /** Resolves when the server has stopped, whoever asked for it: then `am instrument` returns. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

/** The phone's side of the UiAutomator2 driver: HTTP on the phone's loopback. Rejects when the port is taken. */
export async function startUiAutomatorServer(options: UiAutomatorServerOptions): Promise<UiAutomatorServer> {
  const answer = createRequestHandler(options);
  const server = createServer((request, response) => {
    void respond(answer, request, response, () => void stop());
  });
  // The driver keeps its connections between commands for longer than Node's default of 5 s.
  server.keepAliveTimeout = 0;
  let resolveClosed = (): void => {};
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve;
  });
  const streams = new Set<Duplex>();
  const stopListening = options.loopback.listen(options.port, (stream) => {
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    server.emit('connection', asServerSocket(stream));
  });
  const stop = async (): Promise<void> => {
    stopListening();
    // Not `server.closeAllConnections()`: it knows the connections of a server that listens, and this one never does.
    // Ended, not destroyed: the last answer may still be on its way through adb.
    for (const stream of streams) stream.end(() => stream.destroy());
    resolveClosed();
  };
  return { closed, stop };
}

async function respond(
  answer: ReturnType<typeof createRequestHandler>,
  request: IncomingMessage,
  response: ServerResponse,
  onLast: () => void,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const method = request.method ?? 'GET';
  const given = await answer({ method, path, readBody: () => readBody(request) });
  // Whether the last answer arrives or the client is gone already: the server ends either way.
  if (given.last) response.once('close', onLast);
  const envelope = envelopeOf(given);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(envelope),
  };
  // As text Node writes it together with the head. In two pieces the second would wait on the host until the first was
  // acknowledged (Nagle), which the host puts off by 40 ms.
  response.writeHead(given.status, headers).end(envelope);
}

function envelopeOf({ sessionId, value }: Answer): string {
  return JSON.stringify({ sessionId, value: value ?? null });
}
