import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { HttpRequest, HttpResponse } from '../parts.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const LARGEST_BODY = 64 * 1024 * 1024;
const LONGEST_HEAD = 16 * 1024;

/** Asks an HTTP proxy on `socket` for a tunnel to a host; rejects when it does not grant it. */
export async function openTunnel(socket: Duplex, host: string, port: number): Promise<void> {
  socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
  const head = await readHead(socket);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status !== '200')
    throw Object.assign(new Error(`the proxy answered ${status ?? 'nonsense'}`), { code: 'EPROXY' });
}

async function readHead(socket: Duplex): Promise<string> {
  return await new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const done = (finish: () => void): void => {
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.pause();
      finish();
    };
    const onClose = (): void =>
      done(() => reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })));
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end >= 0) {
        const rest = head.subarray(end + 4);
        done(() => resolve(head.toString('latin1', 0, end)));
        if (rest.length > 0) socket.unshift(rest);
      } else if (head.length > LONGEST_HEAD) {
        done(() => reject(new Error('the proxy answered nonsense')));
      }
    };
    socket.on('data', onData);
    socket.on('close', onClose);
  });
}

/** TLS as an app speaks it: the host's name checked, the given authorities trusted and no others. */
export async function secure(socket: Duplex, host: string, authorities: readonly string[]): Promise<Duplex> {
  return await new Promise((resolve, reject) => {
    const tls = connectTls({
      socket,
      servername: host,
      ca: [...authorities],
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: true,
    });
    tls.once('secureConnect', () => resolve(tls));
    tls.once('error', reject);
    tls.once('close', () =>
      reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })),
    );
  });
}

/** One request on a connection that is open already; `target` is what stands in the request line. */
export async function exchange(socket: Duplex, request: HttpRequest, target: string): Promise<HttpResponse> {
  const url = new URL(request.url);
  return await new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      createConnection: () => socket,
      method: request.method,
      path: target,
      setHost: false,
      headers: {
        host: url.host,
        connection: 'close',
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-length': request.body.length }),
      },
    });
    const timer = setTimeout(
      () => outgoing.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      REQUEST_TIMEOUT_MS,
    );
    outgoing.once('error', reject);
    outgoing.once('response', (response) => readResponse(response).then(resolve, reject));
    outgoing.once('close', () => clearTimeout(timer));
    outgoing.end(request.body);
  });
}

async function readResponse(response: IncomingMessage): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY) throw new Error(`the answer is larger than ${LARGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) headers[name] = String(value);
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) };
}
