import type { Duplex } from 'node:stream';
import type { FetchRequest, FetchResponse, NetworkIdentity } from '../network-parts.ts';
import { createConnectionPool, type Kept } from './connection-pool.ts';
import { http1Connection } from './http1-client.ts';
import { http2Connection } from './http2-client.ts';
import { asJavaError, javaError } from './java-error.ts';
import { openRoute, proxyFor, type RouteParts } from './route.ts';

/** A connection to one host, of either protocol. */
interface HttpConnection extends Kept {
  exchange(request: FetchRequest): Promise<FetchResponse>;
}

export interface Fetching {
  fetch(request: FetchRequest): Promise<FetchResponse>;
  closeIdle(): void;
}

const LONGEST_WAIT_MS = 30_000;

/** HTTP of one app. `dial` opens a socket of the app's. */
export function createFetching(
  app: NetworkIdentity,
  parts: RouteParts,
  dial: (host: string, port: number) => Promise<Duplex>,
): Fetching {
  const pool = createConnectionPool<HttpConnection>();

  async function connect(request: FetchRequest, opened: (socket: Duplex) => void): Promise<HttpConnection> {
    const url = new URL(request.url);
    const route = await openRoute(app, parts, {
      url,
      protocols: request.http === '2' ? ['h2', 'http/1.1'] : ['http/1.1'],
      tunnels: false,
      async dial(host, port) {
        const socket = await dial(host, port);
        opened(socket);
        return socket;
      },
    });
    if (route.protocol === 'h2') return http2Connection(route.stream, url.origin);
    return overHttp1(route.stream, route.wholeUrl, request.keepAlive === true);
  }

  async function once(request: FetchRequest, opened: (socket: Duplex) => void): Promise<FetchResponse> {
    const key = keyOf(request, proxyFor(app, parts, new URL(request.url).hostname));
    const kept = request.keepAlive === true ? pool.take(key) : undefined;
    if (kept !== undefined) {
      try {
        return await exchange(kept, key, request);
      } catch (error) {
        // The host closed it meanwhile: OkHttp tries once more, if the body can be had again.
        if (!canRepeat(request) || request.signal?.aborted === true) throw error;
      }
    }
    return await exchange(await connect(request, opened), key, request);
  }

  async function exchange(
    connection: HttpConnection,
    key: string,
    request: FetchRequest,
  ): Promise<FetchResponse> {
    const response = await connection.exchange(request).catch((error: unknown) => {
      connection.close();
      throw error;
    });
    const keeps = request.keepAlive === true && !/\bclose\b/i.test(response.headers.connection ?? '');
    response.body.once('close', () => {
      if (keeps && response.body.readableEnded && connection.usable) pool.give(key, connection);
      else connection.close();
    });
    return response;
  }

  return {
    fetch: (request) => limited(request, (opened) => once(request, opened)),
    closeIdle: () => pool.clear(),
  };
}

function keyOf(request: FetchRequest, proxy: ReturnType<typeof proxyFor>): string {
  return `${new URL(request.url).origin} ${request.http ?? '1.1'} ${proxy?.host}:${proxy?.port}`;
}

function canRepeat({ body }: FetchRequest): boolean {
  return body === undefined || body instanceof Uint8Array;
}

function overHttp1(stream: Duplex, wholeUrl: boolean, keepAlive: boolean): HttpConnection {
  const connection = http1Connection(stream, keepAlive);
  return {
    exchange(request) {
      const url = new URL(request.url);
      return connection.exchange(request, wholeUrl ? url.href : `${url.pathname}${url.search}`);
    },
    close: connection.close,
    get usable() {
      return stream.writable && stream.readable;
    },
  };
}

/** Ends the request, and the sockets that it opened, when it takes too long or its caller gives it up. */
async function limited<T>(
  { timeoutMs = LONGEST_WAIT_MS, signal }: FetchRequest,
  work: (opened: (socket: Duplex) => void) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Duplex>();
  let end: (error: Error) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = (error) => {
      reject(error);
      for (const socket of sockets) socket.destroy();
    };
  });
  ended.catch(() => undefined);
  const timer = setTimeout(
    () => end(javaError('java.net.SocketTimeoutException', 'timeout', 'ETIMEDOUT')),
    timeoutMs,
  );
  const cancel = (): void => end(javaError('java.io.IOException', 'Canceled', 'ECANCELED'));
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted === true) cancel();
  try {
    return await Promise.race([ended, work((socket) => void sockets.add(socket))]);
  } catch (error) {
    for (const socket of sockets) socket.destroy();
    throw asJavaError(error);
  } finally {
    clearTimeout(timer);
  }
}
