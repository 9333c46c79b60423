import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import {
  createSecureServer as createHttp2,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Socket, type Server as TcpServer } from 'node:net';
import path from 'node:path';
import { createServer as createTls } from 'node:tls';
import { WebSocketServer } from 'ws';
import { selfSigned } from '../self-signed.ts';

/** Ports on 127.0.0.1, whose certificate is for `localhost` and that address. */
export interface ContractOrigin {
  readonly certificate: string;
  readonly certificateFile: string;
  readonly https: number;
  readonly http2: number;
  readonly http: number;
  /** Answers every byte by itself. */
  readonly tcpEcho: number;
  readonly tlsEcho: number;
  /** Says `GREETING` first, and answers then like the echo. */
  readonly tcpGreeter: number;
  readonly tlsGreeter: number;
  /** Nobody listens there. */
  readonly nobody: number;
  /** Resolves when something of an upload to this path came. */
  reached(path: string): Promise<void>;
  close(): void;
}

export const GREETING = Buffer.from('220 ready\r\n');

/** By the path to which the first bytes came. */
const arrivals = new EventEmitter();

/** Servers of Node's own, which answer an upload with the SHA-256 of what came, and at `/back` with the upload itself. */
export async function startContractOrigin(directory: string): Promise<ContractOrigin> {
  const { certificate, key } = selfSigned('localhost');
  const identity = { cert: certificate, key };
  const certificateFile = path.join(directory, 'origin.pem');
  await writeFile(certificateFile, certificate);
  const https = createHttps(identity, answer);
  serveWebSockets(https);
  const http2 = createHttp2(identity);
  http2.on('stream', answerStream);
  const echo = (socket: Socket): void => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  };
  const greet = (socket: Socket): void => {
    socket.write(GREETING);
    echo(socket);
  };
  const servers = {
    https,
    http2,
    http: createHttp(answer),
    tcpEcho: createTcp(echo),
    tlsEcho: createTls(identity, echo),
    tcpGreeter: createTcp(greet),
    tlsGreeter: createTls(identity, greet),
  };
  const nobody = createTcp();
  const closed = await listen(nobody);
  nobody.close();
  return {
    certificate,
    certificateFile,
    nobody: closed,
    https: await listen(servers.https),
    http2: await listen(servers.http2),
    http: await listen(servers.http),
    tcpEcho: await listen(servers.tcpEcho),
    tlsEcho: await listen(servers.tlsEcho),
    tcpGreeter: await listen(servers.tcpGreeter),
    tlsGreeter: await listen(servers.tlsGreeter),
    reached: async (path) => void (await once(arrivals, path)),
    close() {
      for (const server of Object.values(servers)) server.close();
    },
  };
}

async function listen(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  request.once('data', () => arrivals.emit(request.url ?? ''));
  request.on('error', () => undefined);
  if (request.url === '/back') {
    request.pipe(response);
    return;
  }
  if (request.url === '/early') {
    response.writeHead(413, { connection: 'close' }).end('too large');
    return;
  }
  const hash = createHash('sha256');
  request.on('data', (chunk) => hash.update(chunk));
  request.once('end', () => {
    if (request.url !== '/trailers') return response.end(`${request.url} ${hash.digest('hex')}`);
    response.writeHead(200, { trailer: 'x-checksum' });
    response.addTrailers({ 'x-checksum': 'abc' });
    return response.end('with a trailer');
  });
}

/** A gRPC server's way: the status comes behind the messages; and with it what came behind the request. */
function answerStream(stream: ServerHttp2Stream, { ':path': path }: IncomingHttpHeaders): void {
  stream.once('data', () => arrivals.emit(path ?? ''));
  const hash = createHash('sha256');
  let seen: unknown;
  stream.once('trailers', (trailers) => {
    seen = trailers['x-digest'];
  });
  stream.on('error', () => undefined);
  stream.on('data', (chunk) => hash.update(chunk));
  stream.once('end', () => {
    if (stream.destroyed || stream.closed) return;
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.once('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': '0', ...(seen === undefined ? {} : { 'x-seen': String(seen) }) }),
    );
    stream.end(hash.digest('hex'));
  });
}

function serveWebSockets(server: Server): void {
  const webSockets = new WebSocketServer({ server });
  webSockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (message, binary) => socket.send(message, { binary }));
  });
}
