import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import {
  createServer as createHttp,
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { connect as connectH2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Flow } from '../helpers/model/flow.ts';
import type { Authority } from './authority.ts';
import { type ProxyOptions, type RunningProxy, startProxy } from './proxy.ts';
import { selfSigned } from './self-signed.ts';

const HOST = 'origin.telltale.test';
let home: string;
let authority: Authority;
let origin: Server;
let upstream: Server;
let pages: Server;
let originAuthorityFile: string;
let bundle: string;
let proxy: RunningProxy;
let received: { bytes: number; sha256: string }[] = [];

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function onRequest(request: IncomingMessage): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of request) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  received.push({ bytes, sha256: hash.digest('hex') });
}

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'proxy-spec-'));
  const { certificate, key } = selfSigned(HOST);
  originAuthorityFile = path.join(home, 'origin-root.pem');
  await writeFile(originAuthorityFile, certificate);
  origin = createHttps({ key, cert: certificate }, (request, response) => {
    onRequest(request).then(
      () => response.end(`hello ${request.url}`),
      () => response.destroy(),
    );
  });
  const originPort = await listen(origin);
  upstream = createHttp();
  upstream.on('connect', (request: IncomingMessage, client: Socket) => {
    if (!request.url?.startsWith(`${HOST}:`)) return void client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const onward = connectTcp(originPort, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward.on('error', () => client.destroy());
    client.on('error', () => onward.destroy());
    client.pipe(onward).pipe(client);
  });
  await listen(upstream);
  pages = createHttp((_, response) => response.end('a page of the harness'));
  await listen(pages);
});

afterAll(async () => {
  for (const server of [origin, upstream, pages]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(home, { recursive: true, force: true });
});

let runs = 0;

async function start(change: Partial<ProxyOptions> = {}): Promise<void> {
  runs += 1;
  bundle = path.join(home, `bundle-${runs}`);
  await mkdir(path.join(bundle, 'objects'), { recursive: true });
  proxy = await startProxy({
    bundleDirectory: bundle,
    authorityDirectory: path.join(home, `authority-${runs}`),
    upstream: {
      proxyUrl: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
      authorityFile: originAuthorityFile,
    },
    forwards: [
      { host: 'pages.telltale.test', to: `http://127.0.0.1:${(pages.address() as AddressInfo).port}` },
    ],
    ...change,
  });
  authority = proxy.authority;
}

beforeEach(async () => {
  received = [];
});

afterEach(async () => {
  await proxy.stop();
});

async function tunnel(host = HOST): Promise<Socket> {
  const socket = connectTcp(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.once('data', (head) =>
      String(head).startsWith('HTTP/1.1 200') ? resolve() : reject(new Error(String(head))),
    );
    socket.once('close', () => reject(new Error('closed')));
  });
  return socket;
}

async function secured(host = HOST, ca: string | undefined = authority.certificatePem): Promise<TLSSocket> {
  const socket = connectTls({
    socket: await tunnel(host),
    servername: host,
    ...(ca === undefined ? {} : { ca }),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', () => resolve());
    socket.once('error', reject);
  });
  return socket;
}

async function send(options: {
  path?: string;
  host?: string;
  body?: Buffer;
  headers?: Record<string, string>;
  chunked?: boolean;
}): Promise<{ status: number | undefined; text: string }> {
  const host = options.host ?? HOST;
  const socket = await secured(host);
  return await new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      method: options.body === undefined ? 'GET' : 'POST',
      path: options.path ?? '/',
      headers: {
        host,
        connection: 'close',
        ...options.headers,
        ...(options.body === undefined || options.chunked ? {} : { 'content-length': options.body.length }),
      },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.once('end', () => resolve({ status: response.statusCode, text }));
    });
    request.end(options.body);
  });
}

async function flows(): Promise<readonly Flow[]> {
  await proxy.settle(5_000);
  await proxy.stop();
  return (await readFile(path.join(bundle, 'flows.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Flow);
}

async function exchanges(): Promise<readonly Extract<Flow, { kind: 'exchange' }>[]> {
  return (await flows()).filter((flow) => flow.kind === 'exchange');
}

async function unreadable(): Promise<readonly Extract<Flow, { kind: 'unreadable' }>[]> {
  return (await flows()).filter((flow) => flow.kind === 'unreadable');
}

async function stored(sha256: string): Promise<Buffer> {
  return await readFile(path.join(bundle, 'objects', sha256.slice(0, 2), sha256.slice(2)));
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

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
        connectTls({ socket, servername: HOST, ca: authority.certificatePem, ALPNProtocols: ['h2'] }),
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
    const tls = connectTls({ socket, servername: HOST, ca: authority.certificatePem });
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

describe('what the proxy could not read', () => {
  it('names the host of a client that does not trust it', async () => {
    await start();
    const roots = await readFile(originAuthorityFile, 'utf8');
    await expect(secured(HOST, roots)).rejects.toThrow();
    expect((await unreadable())[0]).toMatchObject({ host: HOST, reason: expect.stringMatching(/^tls-/) });
  });

  it('tells of a handshake without a request, as pinning looks', async () => {
    await start();
    const socket = await secured();
    await new Promise((resolve) => setTimeout(resolve, 400));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await unreadable()).toMatchObject([{ host: HOST, reason: 'tls-unused' }]);
  });
});

describe('faults', () => {
  it('says so when the engine is killed, and keeps every line before', async () => {
    await start();
    await send({ path: '/before' });
    await proxy.settle(2_000);
    process.kill(proxy.pid, 'SIGKILL');
    expect(await proxy.lost).toMatchObject({ code: 'PROXY_NOT_READY' });
    expect((await exchanges())[0]?.url).toContain('/before');
  });

  it('says which port is taken, and how to choose another', async () => {
    await start();
    const taken = startProxy({
      bundleDirectory: bundle,
      authorityDirectory: path.join(home, 'authority-of-another'),
      port: proxy.port,
    });
    await expect(taken).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      remedy: expect.stringContaining('--proxy-port'),
    });
  });

  it.each([
    ['tls-passthrough', ['unreadable']],
    ['records-nothing', []],
  ] as const)('planted as %s, leaves no exchange', async (blind, kinds) => {
    await start({ blind });
    if (blind === 'tls-passthrough') {
      const tls = connectTls({
        socket: await tunnel(),
        servername: HOST,
        ca: await readFile(originAuthorityFile, 'utf8'),
      });
      tls.on('error', () => undefined);
      tls.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
      await new Promise<void>((resolve) => tls.resume().once('close', () => resolve()));
    } else await send({});
    await new Promise((resolve) => setTimeout(resolve, 200));
    const seen = new Set((await flows()).map((flow) => flow.kind).filter((kind) => kind !== 'connection'));
    expect([...seen]).toEqual(kinds);
  });
});
