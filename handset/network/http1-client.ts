import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import type { FetchRequest, FetchResponse } from '../network-parts.ts';
import { asJavaError, javaError } from './java-error.ts';

/** A connection that speaks HTTP/1.1, one exchange after the other. */
export interface Http1Connection {
  readonly stream: Duplex;
  /** `target` is what stands in the request line. */
  exchange(request: FetchRequest, target: string): Promise<FetchResponse>;
  close(): void;
}

export function http1Connection(stream: Duplex, keepAlive: boolean): Http1Connection {
  const socket = asSocket(stream);
  // The agent takes the connection back after each exchange, and gives it out for the next.
  const agent = Object.assign(new Agent({ keepAlive, maxSockets: 1 }), { createConnection: () => socket });
  return {
    stream,
    exchange: (request, target) =>
      exchange(request, (headers) =>
        httpRequest({
          agent,
          method: request.method,
          path: target,
          setHost: false,
          headers: {
            host: new URL(request.url).host,
            ...(keepAlive ? {} : { connection: 'close' }),
            ...headers,
          },
        }),
      ),
    close() {
      agent.destroy();
      stream.destroy();
    },
  };
}

async function exchange(
  request: FetchRequest,
  open: (headers: Readonly<Record<string, string>>) => ClientRequest,
): Promise<FetchResponse> {
  const { body, expectContinue = false } = request;
  const outgoing = open({
    ...request.headers,
    ...(body instanceof Uint8Array ? { 'content-length': String(body.length) } : {}),
    ...(expectContinue ? { expect: '100-continue' } : {}),
  });
  return await new Promise((resolve, reject) => {
    outgoing.once('error', (error) => reject(failure(error, request.url)));
    outgoing.once('response', (response) => {
      // An answer before the end of the body is the last word: what is left of the body stays here.
      if (body instanceof Readable && !outgoing.writableEnded) body.unpipe(outgoing);
      resolve(answerOf(response));
    });
    if (expectContinue) {
      outgoing.flushHeaders();
      outgoing.once('continue', () => send(outgoing, body));
    } else send(outgoing, body);
  });
}

function send(outgoing: ClientRequest, body: FetchRequest['body']): void {
  if (!(body instanceof Readable)) return void outgoing.end(body);
  whenGivenUp(body, () => outgoing.destroy(javaError('java.io.IOException', 'Canceled', 'ECANCELED')));
  body.pipe(outgoing);
}

/** The app gave its own stream up half way: so does the request, without an end. */
export function whenGivenUp(body: Readable, giveUp: () => void): void {
  const closed = (): void => {
    if (!body.readableEnded) giveUp();
  };
  body.once('error', () => undefined); // It closes then.
  if (body.destroyed) closed();
  else body.once('close', closed);
}

function answerOf(response: IncomingMessage): FetchResponse {
  response.on('error', () => undefined); // Whoever reads the body is told as well.
  return {
    status: response.statusCode ?? 0,
    headers: flat(response.headers),
    httpVersion: '1.1',
    body: response,
    trailers: () => flat(response.trailers),
  };
}

function failure(error: Error, url: string): unknown {
  if (error.message === 'socket hang up')
    return javaError(
      'java.io.IOException',
      `unexpected end of stream on ${url}`,
      'ERR_EMPTY_RESPONSE',
      error,
    );
  return asJavaError(error);
}

/** Repeated headers in one line, as Node joins them. */
export function flat(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const lines = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(lines.map(([name, value]) => [name, String(value)]));
}

/** What `http.Agent` calls on a TCP socket. */
function asSocket(stream: Duplex): Duplex {
  const nothing = (): Duplex => stream;
  const missing = ['setTimeout', 'setNoDelay', 'setKeepAlive', 'ref', 'unref'].filter(
    (name) => !(name in stream),
  );
  return Object.assign(stream, Object.fromEntries(missing.map((name) => [name, nothing])));
}
