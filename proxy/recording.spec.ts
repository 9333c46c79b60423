import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect as connectH2 } from 'node:http2';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  bundle,
  closeOrigins,
  exchanges,
  flows,
  HOST,
  openOrigins,
  proxy,
  received,
  secured,
  send,
  sha256,
  start,
  stored,
  tunnel,
} from './recorded-run.fake.ts';

beforeAll(openOrigins);
afterEach(async () => void (await proxy.stop()));
afterAll(closeOrigins);

describe('what the proxy records', () => {
  it('records an exchange over TLS with both bodies', async () => {
    await start();
    expect(await send({ path: '/x?y=1' })).toEqual({ status: 200, text: 'hello /x?y=1' });
    const [exchange, ...more] = await exchanges();
    expect(more).toEqual([]);
    expect(exchange).toMatchObject({
      scheme: 'https',
      host: HOST,
      port: 443,
      method: 'GET',
      url: `https://${HOST}/x?y=1`,
      status: 200,
    });
    expect((await stored(exchange?.response?.sha256 ?? '')).toString()).toBe('hello /x?y=1');
    expect(JSON.parse(await readFile(path.join(bundle, 'flows.har'), 'utf8')).log.entries).toHaveLength(1);
  });

  it('records an upload byte by byte, and the origin gets the same bytes', async () => {
    await start();
    const body = randomBytes(5_000_000);
    await send({ body });
    const [exchange] = await exchanges();
    expect(exchange?.request).toEqual({ sha256: sha256(body), bytes: body.length, complete: true });
    expect(received).toEqual([{ bytes: body.length, sha256: sha256(body) }]);
    expect((await stored(sha256(body))).equals(body)).toBe(true);
  });

  it.each([
    ['chunked', { chunked: true }],
    ['one packet', {}],
    ['compressed, as on the wire', { headers: { 'content-encoding': 'gzip' } }],
  ])('records a small body that is %s', async (_, options) => {
    await start();
    const body = 'headers' in options ? gzipSync('x'.repeat(1_000)) : randomBytes(700);
    await send({ body, ...options });
    expect((await exchanges())[0]?.request).toEqual({
      sha256: sha256(body),
      bytes: body.length,
      complete: true,
    });
    expect(received[0]?.sha256).toBe(sha256(body));
  });

  it('keeps what arrived of an upload that was cut off, and says so', async () => {
    await start();
    const socket = await secured();
    const part = randomBytes(300_000);
    socket.on('error', () => undefined);
    socket.write(`POST / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 900000\r\n\r\n`);
    socket.write(part);
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [exchange] = await exchanges();
    expect(exchange?.request).toEqual({ sha256: sha256(part), bytes: part.length, complete: false });
  });

  it('serves the hosts of the harness itself', async () => {
    await start();
    for (const path of ['/', '/image.png', '/'])
      expect(await send({ host: 'pages.telltale.test', path })).toMatchObject({
        status: 200,
        text: 'a page of the harness',
      });
    expect((await exchanges())[0]).toMatchObject({
      host: 'pages.telltale.test',
      scheme: 'https',
      status: 200,
    });
  });

  it('records HTTP/2', async () => {
    await start();
    const socket = await tunnel();
    const client = connectH2(`https://${HOST}`, {
      createConnection: () =>
        connectTls({ socket, servername: HOST, ca: proxy.authority.certificatePem, ALPNProtocols: ['h2'] }),
    });
    const body = randomBytes(200_000);
    const request = client.request({ ':method': 'POST', ':path': '/h2' });
    request.end(body);
    await new Promise<void>((resolve, reject) => {
      request.once('error', reject);
      request.resume().once('end', () => resolve());
    });
    client.close();
    expect((await exchanges())[0]).toMatchObject({
      method: 'POST',
      request: { sha256: sha256(body), complete: true },
    });
  });

  it('counts the bytes of each connection as the client does', async () => {
    await start();
    const socket = await tunnel();
    const tls = connectTls({ socket, servername: HOST, ca: proxy.authority.certificatePem });
    tls.write(`GET /count HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
    await new Promise<void>((resolve) => tls.resume().once('close', () => resolve()));
    const { bytesRead, bytesWritten } = socket;
    const [connection] = (await flows()).filter((flow) => flow.kind === 'connection');
    expect(connection).toMatchObject({ bytesIn: bytesWritten, bytesOut: bytesRead });
  });

  it('says that an answer came from the proxy when the origin cannot be reached', async () => {
    await start({ upstream: { proxyUrl: 'http://127.0.0.1:9' } });
    expect((await send({ body: Buffer.from('still seen') })).status).toBe(502);
    const [exchange] = await exchanges();
    expect(exchange?.proxyError).toBeDefined();
    expect((await stored(exchange?.request.sha256 ?? '')).toString()).toBe('still seen');
  });
});
