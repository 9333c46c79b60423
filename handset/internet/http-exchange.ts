import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Answering, Exchange } from './host.ts';

interface Connection {
  readonly host: string;
  /** Below TLS. */
  readonly wire: Duplex;
}

/** One request and its answer over HTTP/1.1. */
export function exchange1(
  { host, wire }: Connection,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange {
  return {
    ...asked(host, request),
    httpVersion: '1.1',
    ...answers({
      begin: (status, headers) => void response.writeHead(status, headers),
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

/** One request and its answer on a stream of HTTP/2. */
export function exchange2(
  { host, wire }: Connection,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): Exchange {
  return {
    ...asked(host, request),
    httpVersion: '2',
    ...answers({
      begin: (status, headers) => void response.writeHead(status, withoutConnectionHeaders(headers)),
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
