import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import {
  createServer as createHttp,
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Flow } from '../helpers/model/flow.ts';
import { type ProxyOptions, type RunningProxy, startProxy } from './proxy.ts';
import { selfSigned } from './self-signed.ts';

/** The one host behind the proxy, which any other upstream proxy would refuse. */
export const HOST = 'origin.telltale.test';
export let home: string;
export let originAuthorityFile: string;
export let bundle: string;
export let proxy: RunningProxy;
/** What the origin got of each request. */
export let received: { bytes: number; sha256: string }[] = [];
let origin: Server;
let upstream: Server;
let pages: Server;

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

/** The origin, the way there, and a page of the harness; proxies are started by each test. */
export async function openOrigins(): Promise<void> {
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
}

export async function closeOrigins(): Promise<void> {
  for (const server of [origin, upstream, pages]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(home, { recursive: true, force: true });
}

let runs = 0;

/** Every test has a proxy and a bundle of its own. */
export async function start(change: Partial<ProxyOptions> = {}): Promise<void> {
  runs += 1;
  received = [];
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
}

export async function tunnel(host = HOST): Promise<Socket> {
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

export async function secured(
  host = HOST,
  ca: string | undefined = proxy.authority.certificatePem,
): Promise<TLSSocket> {
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

export async function send(options: {
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

export async function flows(): Promise<readonly Flow[]> {
  await proxy.settle(5_000);
  await proxy.stop();
  return (await readFile(path.join(bundle, 'flows.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Flow);
}

export async function exchanges(): Promise<readonly Extract<Flow, { kind: 'exchange' }>[]> {
  return (await flows()).filter((flow) => flow.kind === 'exchange');
}

export async function stored(sha256: string): Promise<Buffer> {
  return await readFile(path.join(bundle, 'objects', sha256.slice(0, 2), sha256.slice(2)));
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
