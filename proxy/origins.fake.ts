import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { WebSocketServer } from 'ws';
import { selfSigned } from './self-signed.ts';

/** Whatever its name, it answers at these ports. */
export const ORIGIN_HOST = 'origin.telltale.test';
export const ECHO_PORT = 5222;
export const TLS_ECHO_PORT = 5223;
/** Of an upload to `/abandoned`, when the origin says something. */
export const ABANDONED_BYTES = 12_000;

export interface Origins {
  /** A proxy by which they are reached; others are refused. */
  readonly proxyUrl: string;
  readonly certificate: string;
  /** SHA-256 of each request body that arrived whole, by the request's path. */
  readonly received: ReadonlyMap<string, string>;
  stop(): void;
}

/** Servers of real libraries: HTTPS with HTTP/2 and WebSockets, and an echo with and without TLS. */
export async function startOrigins(): Promise<Origins> {
  const { certificate, key } = selfSigned(ORIGIN_HOST);
  const secret = { key, cert: certificate };
  const received = new Map<string, string>();
  const web = createSecureServer({ ...secret, allowHTTP1: true }, (request, response) =>
    answer(request, response, received),
  );
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 200 } });
  web.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (request.url === '/refused') {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (message, isBinary) => client.send(message, { binary: isBinary }));
    });
  });
  const sockets = new Set<Socket>();
  const echo = (socket: Socket): void => void socket.on('error', () => undefined).pipe(socket);
  const servers: readonly Server[] = [web, createTcp(echo), createTls(secret, echo), createHttp()];
  for (const server of servers) {
    server.on('connection', (socket: Socket) => void sockets.add(socket.on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const [webPort = 0, echoPort = 0, tlsEchoPort = 0, proxyPort = 0] = servers.map(portOf);
  const ports = new Map([
    [443, webPort],
    [ECHO_PORT, echoPort],
    [TLS_ECHO_PORT, tlsEchoPort],
  ]);
  servers.at(-1)?.on('connect', (request: IncomingMessage, client: Socket) => lead(request, client, ports));
  return {
    proxyUrl: `http://127.0.0.1:${proxyPort}`,
    certificate,
    received,
    stop() {
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** CONNECT to one of the origins, by the port that is asked for. */
function lead({ url = '' }: IncomingMessage, client: Socket, ports: ReadonlyMap<number, number>): void {
  const [host, asked] = url.split(':');
  const port = host === ORIGIN_HOST ? ports.get(Number(asked)) : undefined;
  client.on('error', () => client.destroy());
  if (port === undefined) return void client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  const onward = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
  onward.on('error', () => client.destroy());
  client.once('close', () => onward.destroy());
  client.pipe(onward).pipe(client);
}

/** For a client that breaks off: only what it knows to have arrived can be held against what was recorded. */
function sayWhenRead(request: Http2ServerRequest, response: Http2ServerResponse): void {
  let left = ABANDONED_BYTES;
  request.on('data', (bytes: Buffer) => {
    left -= bytes.length;
    if (left === 0) response.write('so far');
  });
}

/** `/early` answers before it reads; `/trailers` ends with a trailer as gRPC does; everything else is read and greeted. */
function answer(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  received: Map<string, string>,
): void {
  const path = request.url;
  request.on('error', () => undefined);
  if (path.startsWith('/early')) {
    response.writeHead(413);
    response.end('too large');
    return;
  }
  if (path.startsWith('/abandoned')) return sayWhenRead(request, response);
  const hash = createHash('sha256');
  request.on('data', (bytes: Buffer) => hash.update(bytes));
  request.once('end', () => {
    if (request.aborted) return;
    received.set(path, hash.digest('hex'));
    if (path.startsWith('/trailers')) response.setHeader('Trailer', 'grpc-status');
    response.write(`hello ${path}`);
    if (path.startsWith('/trailers')) response.addTrailers({ 'grpc-status': '0' });
    response.end();
  });
}
