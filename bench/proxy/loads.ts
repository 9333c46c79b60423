import { once } from 'node:events';
import { type ClientHttp2Stream, connect as connectH2 } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { readAnswer } from './read-answer.ts';
import { type Route, secured } from './route.ts';
import { ORIGIN_HOST, type Origin } from './start-origin.ts';
import type { UploadBody } from './upload-body.ts';

const GET = `GET / HTTP/1.1\r\nHost: ${ORIGIN_HOST}\r\n\r\n`;

/** The milliseconds of each GET over so many connections that are kept open, each asking as fast as it is answered. */
export async function get(
  route: Route,
  origin: Origin,
  load: { readonly connections: number; readonly seconds: number },
): Promise<readonly number[]> {
  const sockets = await Promise.all(
    Array.from({ length: load.connections }, () => secured(route, origin.http1)),
  );
  const times: number[] = [];
  const until = performance.now() + load.seconds * 1000;
  await Promise.all(
    sockets.map(async (socket) => {
      while (performance.now() < until) {
        const began = performance.now();
        socket.write(GET);
        expect(await readAnswer(socket), 'ok');
        times.push(performance.now() - began);
      }
    }),
  );
  await close(sockets);
  return times;
}

/** Uploads all bodies over HTTP/1.1, `parallel` at a time, each over a connection of its own. */
export async function upload(
  route: Route,
  origin: Origin,
  bodies: readonly UploadBody[],
  parallel: number,
): Promise<void> {
  const waiting = [...bodies];
  const work = async (): Promise<void> => {
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift())
      await uploadOne(await secured(route, origin.http1), body);
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

/** Not timed: the origin hashes what it gets, which shows that nothing was changed on the way. */
export async function uploadHashed(route: Route, origin: Origin, body: UploadBody): Promise<void> {
  await uploadOne(await secured(route, origin.http1), body, { path: '/hashed', sha256: body.sha256 });
}

async function uploadOne(
  socket: TLSSocket,
  body: UploadBody,
  { path, sha256 }: { readonly path: string; readonly sha256?: string } = { path: '/' },
): Promise<void> {
  socket.write(`POST ${path} HTTP/1.1\r\nHost: ${ORIGIN_HOST}\r\nContent-Length: ${body.bytes}\r\n\r\n`);
  const answered = readAnswer(socket);
  await writeAll(socket, body);
  expect(await answered, JSON.stringify({ bytes: body.bytes, sha256 }));
  await close([socket]);
}

/** Uploads all bodies over HTTP/2, one after the other, as streams of one connection. */
export async function uploadH2(route: Route, origin: Origin, bodies: readonly UploadBody[]): Promise<void> {
  const socket = await secured(route, origin.http2, 'h2');
  const client = connectH2(`https://${ORIGIN_HOST}`, { createConnection: () => socket });
  for (const body of bodies) {
    const request = client.request({ ':method': 'POST', ':path': '/' });
    const answered = text(request);
    await writeAll(request, body);
    request.end();
    expect(await answered, JSON.stringify({ bytes: body.bytes }));
  }
  client.close();
  await once(client, 'close');
}

/** Opens so many connections, sends a GET over each when all are open, and closes them when all are answered. */
export async function openAtOnce(route: Route, origin: Origin, count: number): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: count }, () => secured(route, origin.http1)));
  await Promise.all(
    sockets.map(async (socket) => {
      socket.write(GET);
      expect(await readAnswer(socket), 'ok');
    }),
  );
  await close(sockets);
}

async function writeAll(to: TLSSocket | ClientHttp2Stream, body: UploadBody): Promise<void> {
  for (const block of body.blocks()) if (!to.write(block)) await once(to, 'drain');
}

async function text(request: ClientHttp2Stream): Promise<string> {
  let all = '';
  for await (const chunk of request) all += String(chunk);
  return all;
}

async function close(sockets: readonly TLSSocket[]): Promise<void> {
  await Promise.all(
    sockets.map(async (socket) => {
      // On a slow machine the other end may have closed it as idle.
      if (socket.closed) return;
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    }),
  );
}

function expect(answer: string, expected: string): void {
  if (answer !== expected) throw new Error(`the origin answered ${answer}, and not ${expected}`);
}
