import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { Flow } from '../../helpers/model/flow.ts';
import type { ContractCase } from '../contract.ts';
import { connected, type Ends, heard, over, secured, tunnel } from './client.fake.ts';
import { H2_SPEECHES } from './h2-cases.fake.ts';
import { BODY, of, type Speech, say, whole } from './speech.fake.ts';
import { TUNNEL_SPEECHES } from './tunnel-cases.fake.ts';

/** The harness serves it by itself. */
export const HARNESS_HOST = 'pages.telltale.test';

const ZIPPED = gzipSync('x'.repeat(100_000));
const PING = Buffer.from('a ping may hold 125 bytes');
function post(path: string, ...headers: readonly string[]): string {
  return `${[`POST ${path} HTTP/1.1`, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`;
}

/** Over a TLS connection to the origin, which is then closed. */
function overTls(work: (socket: Socket, ends: Ends) => Promise<unknown>): Speech['speak'] {
  return async (ends) => {
    const socket = await secured(ends, ends.origin.https);
    const port = socket.localPort;
    await work(socket, ends);
    await over(socket);
    return port;
  };
}

function uploadIs(body: Buffer): Speech['holds'] {
  return (flows) => expect(of(flows, 'exchange')).toMatchObject([{ request: whole(body), status: 200 }]);
}

/** What came of it is a beginning of what was sent, and counts as no more than that. */
function brokenOff(flows: readonly Flow[]): void {
  const [request, ...more] = of(flows, 'exchange').map((exchange) => exchange.request);
  expect(more).toEqual([]);
  expect(request).toEqual({ ...whole(BODY.subarray(0, request?.bytes)), complete: false });
}

function unreadIs(reason: string): Speech['holds'] {
  return (flows) => expect(of(flows, 'unreadable')).toMatchObject([{ reason, host: 'localhost' }]);
}

async function webSocket(
  ends: Ends,
  talk: (socket: WebSocket) => Promise<unknown>,
): Promise<number | undefined> {
  const connection = await secured(ends, ends.origin.https);
  const port = connection.localPort;
  const socket = new WebSocket('wss://localhost/socket', { createConnection: () => connection });
  await once(socket, 'open');
  await talk(socket);
  const closed = once(socket, 'close');
  socket.close(1000, 'done');
  await closed;
  return port;
}

export const SPEECHES: Readonly<Record<ContractCase, Speech>> = {
  ...H2_SPEECHES,
  ...TUNNEL_SPEECHES,
  'a request and its answer': {
    speak: overTls((socket) =>
      say(socket, ['GET /x?y=1 HTTP/1.1\r\nHost: localhost\r\n\r\n'], /x\?y=1 [0-9a-f]{64}/),
    ),
    holds: (flows) =>
      expect(of(flows, 'exchange')).toMatchObject([
        {
          scheme: 'https',
          host: 'localhost',
          method: 'GET',
          status: 200,
          response: { bytes: 71, complete: true },
        },
      ]),
  },
  'requests sent without waiting for answers': {
    speak: overTls((socket) =>
      say(
        socket,
        ['/1', '/2', '/3'].map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
        /\/3 [0-9a-f]{64}/,
      ),
    ),
    holds: (flows) => expect(of(flows, 'exchange').map(({ status }) => status)).toEqual([200, 200, 200]),
  },
  'a chunked upload': {
    speak: overTls((socket) =>
      say(
        socket,
        [
          post('/', 'Transfer-Encoding: chunked'),
          ...[BODY.subarray(0, 999), BODY.subarray(999)].flatMap((part) => [
            `${part.length.toString(16)}\r\n`,
            part,
            '\r\n',
          ]),
          '0\r\n\r\n',
        ],
        /\/ [0-9a-f]{64}/,
      ),
    ),
    holds: uploadIs(BODY),
  },
  'an upload that waits to be continued': {
    speak: overTls(async (socket) => {
      await say(socket, [post('/', `Content-Length: ${BODY.length}`, 'Expect: 100-continue')], / 100 /);
      await say(socket, [BODY], /\/ [0-9a-f]{64}/);
    }),
    holds: uploadIs(BODY),
  },
  'a compressed upload, as on the wire': {
    speak: overTls((socket) =>
      say(
        socket,
        [post('/', `Content-Length: ${ZIPPED.length}`, 'Content-Encoding: gzip'), ZIPPED],
        /\/ [0-9a-f]{64}/,
      ),
    ),
    holds: uploadIs(ZIPPED),
  },
  'an upload that is broken off': {
    speak: overTls(async (socket, { origin }) => {
      const reached = origin.reached('/half');
      socket.write(post('/half', `Content-Length: ${BODY.length * 2}`));
      socket.write(BODY);
      await reached;
    }),
    holds(flows) {
      brokenOff(flows);
      expect(of(flows, 'exchange')[0]?.request.bytes).toBeGreaterThan(0);
    },
  },
  'an upload that is broken off at once': {
    speak: overTls((socket) => {
      socket.write(post('/', `Content-Length: ${BODY.length * 2}`));
      return new Promise((resolve) => socket.write(BODY, resolve));
    }),
    holds: brokenOff,
  },
  'an upload that is answered before its end': {
    speak: overTls((socket) =>
      say(socket, [post('/early', `Content-Length: ${BODY.length * 2}`), BODY], /HTTP\/1\.1 (?!100)\d+/),
    ),
    // The origin's answer, or that it closed while more was sent: which of them comes first is chance.
    holds(flows) {
      const [exchange] = of(flows, 'exchange');
      expect(exchange?.request.complete).toBe(false);
      expect(exchange?.status === 413 || exchange?.proxyError !== undefined).toBe(true);
    },
  },
  'an upload to a host that cannot be reached': {
    async speak(ends) {
      const socket = await secured(ends, ends.origin.nobody);
      const port = socket.localPort;
      await say(socket, [post('/', `Content-Length: ${BODY.length}`), BODY], / 502 /);
      await over(socket);
      return port;
    },
    holds: (flows) =>
      expect(of(flows, 'exchange')).toMatchObject([{ request: whole(BODY), proxyError: expect.any(String) }]),
  },
  'trailers over HTTP/1.1': {
    speak: overTls(async (socket) => {
      const body = '5\r\nhello\r\n0\r\nX-Digest: xyz\r\n\r\n';
      const sent = say(
        socket,
        [post('/trailers', 'Transfer-Encoding: chunked', 'Trailer: X-Digest', 'TE: trailers'), body],
        /x-checksum: abc/i,
      );
      // An engine that breaks on it leaves the client waiting.
      await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, 3_000))]);
      sent.catch(() => undefined);
    }),
    holds: (flows) =>
      expect(of(flows, 'exchange')).toMatchObject([
        {
          request: whole(Buffer.from('hello')),
          responseTrailers: [[expect.stringMatching(/x-checksum/i), 'abc']],
        },
      ]),
  },
  'the messages of a WebSocket': {
    speak: (ends) =>
      webSocket(ends, async (socket) => {
        for (const message of [BODY, 'some words']) {
          socket.send(message);
          await once(socket, 'message');
        }
      }),
    holds(flows) {
      const sent = of(flows, 'websocket-message').filter(
        ({ direction, opcode }) => direction === 'sent' && opcode < 8,
      );
      expect(sent.map(({ opcode }) => opcode)).toEqual([2, 1]);
      expect(of(flows, 'websocket')).toMatchObject([{ close: { by: 'sent', code: 1000, reason: 'done' } }]);
    },
  },
  'the pings of a WebSocket': {
    speak: (ends) =>
      webSocket(ends, async (socket) => {
        socket.ping(PING);
        await once(socket, 'pong');
      }),
    holds: (flows) =>
      expect(of(flows, 'websocket-message')).toContainEqual(
        expect.objectContaining({ direction: 'sent', opcode: 9, body: whole(PING) }),
      ),
  },
  'plain HTTP': {
    async speak(ends) {
      const request = httpRequest({
        port: ends.proxyPort,
        host: '127.0.0.1',
        agent: false,
        method: 'POST',
        path: `http://localhost:${ends.origin.http}/plain`,
        headers: { host: `localhost:${ends.origin.http}` },
      });
      request.end(BODY);
      const [response] = await once(request, 'response');
      const port = request.socket?.localPort;
      response.resume();
      await once(response, 'close');
      return port;
    },
    holds: (flows) =>
      expect(of(flows, 'exchange')).toMatchObject([{ scheme: 'http', request: whole(BODY), status: 200 }]),
  },
  SOCKS5: {
    async speak(ends) {
      const socket = await connected(ends);
      const port = socket.localPort;
      // RFC 1928: version 5, one method, none of them; then CONNECT to 127.0.0.1.
      socket.write(Buffer.from([5, 1, 0]));
      const understood = await Promise.race([
        heard(socket, /./s),
        new Promise<string>((resolve) => setTimeout(() => resolve(''), 3_000)),
      ]);
      if (understood !== '') {
        const { http } = ends.origin;
        socket.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, http >> 8, http & 255]));
        await say(socket, ['GET /socks HTTP/1.1\r\nHost: localhost\r\n\r\n'], /\/socks [0-9a-f]{64}/);
      }
      await over(socket);
      return port;
    },
    holds: (flows) => expect(of(flows, 'exchange')).toMatchObject([{ method: 'GET', status: 200 }]),
  },
  'a host of the harness': {
    async speak(ends) {
      const socket = await secured(ends, 443, { host: HARNESS_HOST });
      const port = socket.localPort;
      const words = `GET /page HTTP/1.1\r\nHost: ${HARNESS_HOST}\r\n\r\n`;
      await say(socket, [words], /\/page [0-9a-f]{64}/);
      await over(socket);
      return port;
    },
    holds: (flows) =>
      expect(of(flows, 'exchange')).toMatchObject([
        { scheme: 'https', host: HARNESS_HOST, port: 443, status: 200 },
      ]),
  },
  'a host without a name': {
    async speak(ends) {
      const socket = await tunnel(ends, ends.origin.https, '127.0.0.1');
      const port = socket.localPort;
      const tls = connectTls({ socket, host: '127.0.0.1', ca: ends.authority });
      tls.on('error', () => undefined);
      tls.write('GET /ip HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      await heard(tls, /\/ip [0-9a-f]{64}/);
      await over(socket);
      return port;
    },
    holds: (flows) => expect(of(flows, 'exchange')).toMatchObject([{ host: '127.0.0.1', status: 200 }]),
  },
  'a certificate that is rejected': {
    async speak(ends) {
      const socket = await tunnel(ends, ends.origin.https);
      const port = socket.localPort;
      const tls = connectTls({ socket, servername: 'localhost', ca: ends.origin.certificate });
      await once(tls, 'close').catch(() => undefined);
      return port;
    },
    // Node's client breaks off without an alert.
    holds: (flows) =>
      expect(of(flows, 'unreadable')).toMatchObject([{ reason: expect.stringMatching(/^tls-/) }]),
  },
  'a handshake and no request, as pinning looks': {
    // The proxy's tickets come when it has seen the end of the handshake.
    speak: overTls(async (socket) => await once(socket, 'session')),
    holds: unreadIs('tls-unused'),
  },
  'a request whose lengths contradict each other': {
    speak: overTls((socket) =>
      say(socket, [post('/', 'Content-Length: 5', 'Content-Length: 6'), 'hello!'], /HTTP\/1\.1 400/),
    ),
    holds: (flows) => expect(of(flows, 'unreadable')).toMatchObject([{ reason: 'malformed' }]),
  },
};
