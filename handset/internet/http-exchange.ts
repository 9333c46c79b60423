import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Answering, Exchange } from './host.ts';

interface Connection {
  readonly host: string;
  /** Below TLS. */
  readonly wire: Duplex;
}

/** One request and its answer, over HTTP/1.1 or on a stream of HTTP/2. */
export function exchangeOf(
  { host, wire }: Connection,
  request: IncomingMessage | Http2ServerRequest,
  response: Responding,
): Exchange {
  const second = request.httpVersionMajor === 2;
  return {
    ...asked(host, request),
    httpVersion: second ? '2' : '1.1',
    ...answers({
      begin: (status, headers) =>
        void response.writeHead(status, second ? withoutConnectionHeaders(headers) : headers),
      write: (piece) => void response.write(piece),
      end(trailers) {
        if (trailers !== undefined) response.addTrailers(trailers);
        response.end();
      },
    }),
    reset: () => reset(wire),
    halfClose: () => void wire.end(),
  };
}

/** What the responses of both of Node's servers have. */
interface Responding {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  write(piece: string | Uint8Array): boolean;
  addTrailers(trailers: Readonly<Record<string, string>>): void;
  end(): unknown;
}

/** HTTP/2 has no headers that are about the connection (RFC 9113, 8.2.2); Node refuses them. */
function withoutConnectionHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(?:connection|transfer-encoding)$/i.test(name)),
  );
}

function asked(
  host: string,
  request: IncomingMessage | Http2ServerRequest,
): Pick<Exchange, 'host' | 'method' | 'path' | 'headers' | 'body'> {
  request.on('error', () => undefined); // A client may go away in the middle of its request.
  return {
    host,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers,
    body: request,
  };
}

interface Writing extends Answering {
  begin(status: number, headers: Readonly<Record<string, string>>): void;
}

function answers(writing: Writing): Pick<Exchange, 'answer' | 'begin'> {
  return {
    answer(status, headers = {}, body = '') {
      writing.begin(status, { 'content-length': String(Buffer.byteLength(body)), ...headers });
      writing.write(body);
      writing.end();
    },
    begin(status, headers = {}) {
      writing.begin(status, headers);
      return { write: writing.write, end: writing.end };
    },
  };
}

function reset(wire: Duplex): void {
  wire.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
}
