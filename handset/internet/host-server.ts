import { createServer, type Server } from 'node:http';
import { createServer as createServer2, type Http2Server } from 'node:http2';
import type { Duplex } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import { plainDuplex } from '../plain-duplex.ts';
import type { Exchange, HostHandler, InternetHost, StreamService, Upload } from './host.ts';
import { exchangeOf } from './http-exchange.ts';

interface Serving {
  context(): SecureContext;
  handler(): HostHandler | undefined;
  note(upload: Upload): void;
}

/** Takes what connects to a port of a host; `undefined` where nobody listens. */
export type HostServer = (port: number) => StreamService | undefined;

const HTTP = 80;
const HTTPS = 443;
/** As long as nginx keeps an idle connection (keepalive_timeout). */
const IDLE_MS = 75_000;

/** The ports of one host. */
export function createHostServer(host: InternetHost, serving: Serving): HostServer {
  return (port) => {
    const overTls = host.overTls?.[port];
    if (overTls !== undefined) return (wire) => secured(host, serving, wire, overTls);
    const plain = host.tcp?.[port];
    if (plain !== undefined || serving.handler() === undefined) return plain;
    if (port === HTTP) return (wire) => void serveHttp1(host.name, serving, wire, wire);
    if (port !== HTTPS) return undefined;
    return (wire) =>
      secured(host, serving, wire, (socket) =>
        socket.alpnProtocol === 'h2'
          ? serveHttp2(host.name, serving, socket, wire)
          : serveHttp1(host.name, serving, socket, wire),
      );
  };
}

function secured(
  host: InternetHost,
  serving: Serving,
  wire: Duplex,
  serve: (socket: TLSSocket) => void,
): void {
  const socket = new TLSSocket(wire as never, {
    isServer: true,
    secureContext: serving.context(),
    ALPNProtocols: host.tls === 'http/1.1 only' ? ['http/1.1'] : ['h2', 'http/1.1'],
  });
  socket.on('error', () => wire.destroy()); // A client that does not trust us says so by an alert.
  socket.once('secure', () => serve(socket));
}

function serveHttp1(name: string, serving: Serving, socket: Duplex, wire: Duplex): void {
  const server: Server = createServer({ keepAliveTimeout: IDLE_MS }, (request, response) => {
    handled(serving, exchangeOf({ host: name, wire }, request, response));
  });
  // The handler decides by reading the body whether the host asks for it.
  server.on('checkContinue', (request, response) => {
    const exchange = exchangeOf({ host: name, wire }, request, response);
    if (!exchange.path.startsWith('/413')) response.writeContinue();
    handled(serving, exchange);
  });
  server.on('upgrade', (request, upgraded, head) => {
    const sockets = new WebSocketServer({ noServer: true });
    sockets.handleUpgrade(request, upgraded, head, (one) => {
      one.on('message', (message, binary) => one.send(message, { binary }));
      one.on('error', () => upgraded.destroy());
    });
  });
  server.on('clientError', (_error, broken) => broken.destroy());
  server.emit('connection', socket === wire ? asSocket(wire) : socket);
}

function serveHttp2(name: string, serving: Serving, socket: TLSSocket, wire: Duplex): void {
  const server: Http2Server = createServer2((request, response) => {
    response.on('error', () => undefined); // The client gave the stream up.
    handled(serving, exchangeOf({ host: name, wire }, request, response));
  });
  server.on('sessionError', () => wire.destroy());
  server.emit('connection', plainDuplex(socket));
}

function handled(serving: Serving, exchange: Exchange): void {
  const handle = serving.handler();
  if (handle === undefined) return exchange.reset();
  Promise.resolve(handle(exchange, serving.note)).catch(() => exchange.reset());
}

/** `http.Server` calls these on what it takes for a TCP socket. */
function asSocket(stream: Duplex): Duplex {
  const nothing = (): Duplex => stream;
  return Object.assign(stream, {
    setTimeout: nothing,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref: nothing,
    unref: nothing,
  });
}
