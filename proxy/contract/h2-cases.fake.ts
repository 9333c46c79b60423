import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectH2 } from 'node:http2';
import { expect } from 'vitest';
import type { Flow } from '../../helpers/model/flow.ts';
import { over, secured } from './client.fake.ts';
import { H2, h2Frame, h2Opening } from './h2-frames.fake.ts';
import { BODY, of, type Speech, say, sha256, whole } from './speech.fake.ts';

const STREAMS = [randomBytes(50_000), randomBytes(60_000), randomBytes(70_000)];

function overH2(work: (client: ClientHttp2Session) => Promise<unknown>): Speech['speak'] {
  return async (ends) => {
    const socket = await secured(ends, ends.origin.http2, { protocol: 'h2' });
    const port = socket.localPort;
    const client = connectH2('https://localhost', { createConnection: () => socket });
    await work(client);
    const closed = once(client, 'close');
    client.close();
    await closed;
    return port;
  };
}

async function upload(client: ClientHttp2Session, body: Buffer, path = '/'): Promise<string> {
  const request = client.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' });
  request.end(body);
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function halfOfIt(flows: readonly Flow[]): void {
  expect(of(flows, 'exchange')).toMatchObject([
    { request: { ...whole(BODY.subarray(0, 10_000)), complete: false } },
  ]);
}

export const H2_SPEECHES = {
  'several streams of HTTP/2 at once': {
    speak: overH2((client) => Promise.all(STREAMS.map((body) => upload(client, body)))),
    holds: (flows) =>
      expect(
        of(flows, 'exchange')
          .map(({ request }) => request.sha256 as string)
          .sort(),
      ).toEqual(STREAMS.map(sha256).sort()),
  },
  'a stream of HTTP/2 that is reset': {
    async speak(ends) {
      const socket = await secured(ends, ends.origin.http2, { protocol: 'h2' });
      const port = socket.localPort;
      const reached = ends.origin.reached('/half');
      socket.write(h2Opening('/half'));
      socket.write(h2Frame(H2.data, BODY.subarray(0, 10_000)));
      await reached;
      socket.write(h2Frame(H2.reset, Buffer.from([0, 0, 0, 8])));
      // Whoever answers this has seen the reset before it.
      const ping = h2Frame(H2.ping, Buffer.alloc(8, 'p'), 0);
      await say(socket, [ping], /pppppppp/);
      await over(socket);
      return port;
    },
    holds: halfOfIt,
  },
  gRPC: {
    speak: overH2((client) => upload(client, BODY, '/telltale.Echo/Send')),
    holds: (flows) =>
      expect(of(flows, 'exchange')).toMatchObject([
        { request: whole(BODY), response: { bytes: 64 }, responseTrailers: [['grpc-status', '0']] },
      ]),
  },
  'a stream of HTTP/2 that is reset at once': {
    async speak(ends) {
      const socket = await secured(ends, ends.origin.http2, { protocol: 'h2' });
      const port = socket.localPort;
      const reset = h2Frame(H2.reset, Buffer.from([0, 0, 0, 8]));
      const ping = h2Frame(H2.ping, Buffer.alloc(8, 'p'), 0);
      const data = h2Frame(H2.data, BODY.subarray(0, 10_000));
      await say(socket, [Buffer.concat([h2Opening('/gone'), data, reset, ping])], /pppppppp/);
      await over(socket);
      return port;
    },
    holds: halfOfIt,
  },
  'trailers of a request over HTTP/2': {
    speak: overH2(async (client) => {
      const fields = { ':method': 'POST', ':path': '/', te: 'trailers' };
      const request = client.request(fields, { waitForTrailers: true });
      request.once('wantTrailers', () => request.sendTrailers({ 'x-digest': 'abc' }));
      request.end(BODY);
      request.resume();
      await once(request, 'close');
    }),
    // The origin gives back what of them reached it.
    holds: (flows) =>
      expect(of(flows, 'exchange')).toMatchObject([
        {
          request: whole(BODY),
          requestTrailers: [['x-digest', 'abc']],
          responseTrailers: expect.arrayContaining([['x-seen', 'abc']]),
        },
      ]),
  },
} satisfies Readonly<Record<string, Speech>>;
