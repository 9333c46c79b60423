import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { type Duplex, Readable } from 'node:stream';
import type { FetchRequest, FetchResponse } from '../network-parts.ts';
import { plainDuplex } from '../plain-duplex.ts';
import { flat, whenGivenUp } from './http1-client.ts';
import { asJavaError, javaError } from './java-error.ts';

/** A connection that speaks HTTP/2: many exchanges at once. */
export interface Http2Connection {
  exchange(request: FetchRequest): Promise<FetchResponse>;
  close(): void;
  readonly usable: boolean;
}

export function http2Connection(stream: Duplex, origin: string): Http2Connection {
  const session = connect(origin, { createConnection: () => plainDuplex(stream) });
  session.on('error', () => undefined); // Each exchange is told of it.
  return {
    exchange: (request) => exchange(session, request),
    close: () => session.destroy(),
    get usable() {
      return !session.closed && !session.destroyed;
    },
  };
}

async function exchange(session: ClientHttp2Session, request: FetchRequest): Promise<FetchResponse> {
  const url = new URL(request.url);
  const { body } = request;
  const headers = Object.entries(request.headers ?? {}).filter(
    ([name]) => !/^(?:connection|host)$/i.test(name),
  );
  const stream = session.request(
    {
      ':method': request.method,
      ':path': `${url.pathname}${url.search}`,
      ':authority': url.host,
      ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      ...(body instanceof Uint8Array ? { 'content-length': String(body.length) } : {}),
    },
    { endStream: body === undefined },
  );
  return await new Promise((resolve, reject) => {
    let trailers: Readonly<Record<string, string>> = {};
    stream.on('trailers', (lines) => {
      trailers = flat(lines);
    });
    stream.on('error', (error) => reject(failure(stream, error)));
    stream.once('close', () => reject(failure(stream)));
    stream.once('response', (lines) => {
      const names = Object.entries(lines).filter(([name]) => !name.startsWith(':'));
      const status = Number(lines[':status']);
      resolve({
        status,
        headers: flat(Object.fromEntries(names)),
        httpVersion: '2',
        body: stream,
        trailers: () => trailers,
      });
    });
    send(stream, body);
  });
}

function send(stream: ClientHttp2Stream, body: FetchRequest['body']): void {
  if (body === undefined) return;
  if (!(body instanceof Readable)) return void stream.end(body);
  whenGivenUp(body, () => stream.close(constants.NGHTTP2_CANCEL));
  body.pipe(stream);
}

/** OkHttp's name for a stream that the host gave up. */
function failure(stream: ClientHttp2Stream, error?: Error): unknown {
  const why = Object.entries(constants).find(
    ([name, value]) =>
      name.startsWith('NGHTTP2_') && !name.startsWith('NGHTTP2_ERR') && value === stream.rstCode,
  );
  if (error !== undefined && stream.rstCode === constants.NGHTTP2_NO_ERROR) return asJavaError(error);
  const name = (why?.[0] ?? 'NGHTTP2_CANCEL').replace('NGHTTP2_', '');
  return javaError(
    'okhttp3.internal.http2.StreamResetException',
    `stream was reset: ${name}`,
    'ECONNRESET',
    error,
  );
}
