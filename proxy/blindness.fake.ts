import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createServer as createHttps, type Server } from 'node:https';
import { type AddressInfo, connect as connectTcp, createServer as createTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import type { ConnectionFlow, ExchangeFlow, Flow, UnreadableFlow } from '../helpers/model/flow.ts';
import { type RunningProxy, startProxy } from './proxy.ts';

/** Every host below it leads to the origin, and some of them to something that fails. */
export const DOMAIN = 'blind.test';

export let home: string;
export let bundle: string;
export let proxy: RunningProxy;
let originRoot: string;
const servers: { close(): void }[] = [];

/** The origins, and a proxy whose recording all tests of a file share. */
export async function openSite(): Promise<void> {
  home = await mkdtemp(path.join(tmpdir(), 'blindness-spec-'));
  const trusted = await selfSigned('trusted');
  originRoot = trusted.file;
  const origin = await tlsOrigin(trusted);
  const untrusted = await tlsOrigin(await selfSigned('untrusted'));
  const resetting = await listening(
    createTcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
  );
  const ports: Readonly<Record<string, number>> = {
    [`refused.${DOMAIN}`]: 9,
    [`untrusted.${DOMAIN}`]: untrusted,
    [`reset.${DOMAIN}`]: resetting,
  };
  const upstream = await connectProxy((host) => ports[host] ?? origin);
  ({ proxy, bundle } = await started('all', upstream));
}

export async function closeSite(): Promise<void> {
  await proxy.stop();
  for (const server of servers) server.close();
  await rm(home, { recursive: true, force: true });
}

interface Certificate {
  readonly file: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

export async function selfSigned(name: string): Promise<Certificate> {
  const [file, keyFile] = [path.join(home, `${name}.pem`), path.join(home, `${name}.key`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:*.${DOMAIN}`, '-days', '2'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', file, ...subject], { stdio: 'ignore' });
  return { file, cert: await readFile(file), key: await readFile(keyFile) };
}

async function listening(server: Server | ReturnType<typeof createTcp>): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export async function tlsOrigin(certificate: Certificate): Promise<number> {
  return await listening(
    createHttps(certificate, (request, response) =>
      request.resume().once('end', () => response.end('hello')),
    ),
  );
}

/** Stands for the phone's way to the internet. */
export async function connectProxy(portOf: (host: string) => number): Promise<number> {
  const server = createHttp();
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    const [host = ''] = (request.url ?? '').split(':');
    const onward = connectTcp(portOf(host), '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward.on('error', () => client.destroy());
    client.on('error', () => onward.destroy());
    client.pipe(onward).pipe(client);
  });
  return await listening(server as never);
}

export async function started(
  name: string,
  upstream?: number,
): Promise<{ proxy: RunningProxy; bundle: string }> {
  const directory = path.join(home, name);
  await mkdir(path.join(directory, 'objects'), { recursive: true });
  const running = await startProxy({
    bundleDirectory: directory,
    authorityDirectory: path.join(home, `${name}-authority`),
    ...(upstream === undefined
      ? {}
      : { upstream: { proxyUrl: `http://127.0.0.1:${upstream}`, authorityFile: originRoot } }),
  });
  return { proxy: running, bundle: directory };
}

export async function flowsIn(directory: string): Promise<readonly Flow[]> {
  const text = await readFile(path.join(directory, 'flows.jsonl'), 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Flow]));
}

/** The first of the lines that fits, as soon as it is there. */
async function flowWhere<Wanted extends Flow>(fits: (flow: Flow) => flow is Wanted): Promise<Wanted> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = (await flowsIn(bundle)).find(fits);
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('no such line came');
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** What is said of the connection to a host, with the bytes that it took. */
export async function unread(
  host: string,
): Promise<UnreadableFlow & Pick<ConnectionFlow, 'bytesIn' | 'opening'>> {
  const said = await flowWhere(
    (flow): flow is UnreadableFlow => flow.kind === 'unreadable' && flow.host === host,
  );
  const { bytesIn, opening } = await flowWhere(
    (flow): flow is ConnectionFlow => flow.kind === 'connection' && flow.id === said.connection,
  );
  return { ...said, bytesIn, opening };
}

export async function exchange(host: string): Promise<ExchangeFlow> {
  return await flowWhere((flow): flow is ExchangeFlow => flow.kind === 'exchange' && flow.host === host);
}

export const run = promisify(execFile);

/** How it ends is the client's affair: what counts is what the proxy says of it. */
export async function curl(host: string, ...argv: readonly string[]): Promise<string> {
  const words = [
    '-s',
    '--max-time',
    '20',
    '-x',
    `http://127.0.0.1:${proxy.port}`,
    ...argv,
    `https://${host}/`,
  ];
  return (await run('curl', words).catch((error) => ({ stdout: `curl: ${error.code}` }))).stdout;
}

export async function openssl(host: string, ...argv: readonly string[]): Promise<void> {
  const connection = [
    '-proxy',
    `127.0.0.1:${proxy.port}`,
    '-connect',
    host.includes(':') ? host : `${host}:443`,
  ];
  const name = ['-servername', host.split(':')[0] ?? ''];
  const client = spawn('openssl', ['s_client', ...connection, ...name, ...argv], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  await once(client, 'close');
}

export async function tunnel(host: string, port = 443): Promise<Socket> {
  const socket = connectTcp(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

/** A handshake by somebody who trusts the run's authority. */
export async function secured(
  host: string,
  maxVersion: 'TLSv1.2' | 'TLSv1.3',
  protocols: readonly string[] = ['http/1.1'],
): Promise<TLSSocket> {
  const socket = await tunnel(host);
  const ca = proxy.authority.certificatePem;
  const tls = connectTls({ socket, servername: host, ca, maxVersion, ALPNProtocols: [...protocols] });
  tls.on('error', () => undefined);
  await once(tls, 'secureConnect');
  return tls;
}
