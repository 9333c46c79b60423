import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { createServer as createHttps, type Server } from 'node:https';
import { type AddressInfo, connect as connectTcp, createServer as createTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionFlow, ExchangeFlow, Flow, UnreadableFlow } from '../helpers/model/flow.ts';
import { realHello } from './engine/hello.fake.ts';
import { type RunningProxy, startProxy } from './proxy.ts';

/** Every host below it leads to the origin, and some of them to something that fails. */
const DOMAIN = 'blind.test';

let home: string;
let bundle: string;
let proxy: RunningProxy;
let originRoot: string;
const servers: { close(): void }[] = [];

beforeAll(async () => {
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
}, 60_000);

afterAll(async () => {
  await proxy.stop();
  for (const server of servers) server.close();
  await rm(home, { recursive: true, force: true });
});

interface Certificate {
  readonly file: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

async function selfSigned(name: string): Promise<Certificate> {
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

async function tlsOrigin(certificate: Certificate): Promise<number> {
  return await listening(
    createHttps(certificate, (request, response) =>
      request.resume().once('end', () => response.end('hello')),
    ),
  );
}

/** Stands for the phone's way to the internet. */
async function connectProxy(portOf: (host: string) => number): Promise<number> {
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

async function started(name: string, upstream?: number): Promise<{ proxy: RunningProxy; bundle: string }> {
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

async function flowsIn(directory: string): Promise<readonly Flow[]> {
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
async function unread(host: string): Promise<UnreadableFlow & Pick<ConnectionFlow, 'bytesIn' | 'opening'>> {
  const said = await flowWhere(
    (flow): flow is UnreadableFlow => flow.kind === 'unreadable' && flow.host === host,
  );
  const { bytesIn, opening } = await flowWhere(
    (flow): flow is ConnectionFlow => flow.kind === 'connection' && flow.id === said.connection,
  );
  return { ...said, bytesIn, opening };
}

async function exchange(host: string): Promise<ExchangeFlow> {
  return await flowWhere((flow): flow is ExchangeFlow => flow.kind === 'exchange' && flow.host === host);
}

const run = promisify(execFile);

/** How it ends is the client's affair: what counts is what the proxy says of it. */
async function curl(host: string, ...argv: readonly string[]): Promise<string> {
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

async function openssl(host: string, ...argv: readonly string[]): Promise<void> {
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

async function tunnel(host: string): Promise<Socket> {
  const socket = connectTcp(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

/** A handshake by somebody who trusts the run's authority. */
async function secured(
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

describe('a certificate that is rejected', () => {
  const other = (): string => path.join(home, 'trusted.pem');
  it.each([
    ['curl in TLS 1.3', (host: string) => curl(host, '--cacert', other()), 'unknown_ca (48)'],
    [
      'curl in TLS 1.2',
      (host: string) => curl(host, '--cacert', other(), '--tls-max', '1.2'),
      'unknown_ca (48)',
    ],
    [
      'openssl in TLS 1.3',
      (host: string) => openssl(host, '-verify_return_error', '-tls1_3'),
      'unknown_ca (48)',
    ],
    [
      'openssl in TLS 1.2',
      (host: string) => openssl(host, '-verify_return_error', '-tls1_2'),
      'unknown_ca (48)',
    ],
    [
      'openssl in another year',
      (host: string) =>
        openssl(
          host,
          '-verify_return_error',
          '-CAfile',
          proxy.authority.certificateFile,
          '-attime',
          '4102444800',
        ),
      'certificate_expired (45)',
    ],
    [
      'openssl that wants another name',
      (host: string) =>
        openssl(
          host,
          '-verify_return_error',
          '-CAfile',
          proxy.authority.certificateFile,
          '-verify_hostname',
          'a.b',
        ),
      'bad_certificate (42)',
    ],
  ])('by %s is told with its host and the name of the alert', async (what, speak, alert) => {
    const host = `${what.replaceAll(/\W+/g, '-').toLowerCase()}.${DOMAIN}`;
    await speak(host);
    const said = await unread(host);
    expect(said).toMatchObject({ reason: 'tls-rejected', opening: { speaks: 'tls', serverName: host } });
    expect(said.detail).toContain(alert);
    expect(said.bytesIn).toBeGreaterThan(200);
  });
});

describe('a pinned certificate', () => {
  it('is told of curl, which looks at the key after the handshake', async () => {
    const host = `pinned-by-curl.${DOMAIN}`;
    const pin = `sha256//${Buffer.alloc(32, 7).toString('base64')}`;
    await curl(host, '--cacert', proxy.authority.certificateFile, '--pinnedpubkey', pin);
    expect(['tls-unused', 'tls-rejected']).toContain((await unread(host)).reason);
  });

  it.each([
    ['at once', 'TLSv1.3', 0],
    ['at once', 'TLSv1.2', 0],
    ['after 400 ms, when mockttp says nothing any more', 'TLSv1.3', 400],
    ['after 400 ms, when mockttp says nothing any more', 'TLSv1.2', 400],
  ] as const)('is told when the client closes %s in %s', async (_, version, delayMs) => {
    const host = `pinned-${version.replace('.', '-').toLowerCase()}-${delayMs}.${DOMAIN}`;
    const tls = await secured(host, version, ['h2', 'http/1.1']);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    tls.end();
    expect(await unread(host)).toMatchObject({
      reason: 'tls-unused',
      opening: { protocols: ['h2', 'http/1.1'] },
    });
  });

  it('is told when the client cuts the connection', async () => {
    const host = `pinned-and-cut.${DOMAIN}`;
    const socket = await tunnel(host);
    const tls = connectTls({ socket, servername: host, ca: proxy.authority.certificatePem });
    tls.on('error', () => undefined);
    await once(tls, 'secureConnect');
    socket.resetAndDestroy();
    // In TLS 1.3 its last word may be lost with the cut: then it had not finished.
    expect((await unread(host)).reason).toMatch(/^tls-(?:unused|aborted)$/);
  });
});

describe('a connection without a request', () => {
  it('is told with the name in the hello, when the handshake is broken off', async () => {
    const host = `hello-only.${DOMAIN}`;
    (await tunnel(host)).end(await realHello({ servername: host }));
    expect(await unread(host)).toMatchObject({ reason: 'tls-aborted', opening: { serverName: host } });
  });

  it('is told when the hello comes byte by byte', async () => {
    const host = `slow-hello.${DOMAIN}`;
    const socket = await tunnel(host);
    for (const byte of await realHello({ servername: host })) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
    expect(await unread(host)).toMatchObject({ reason: 'tls-aborted', opening: { serverName: host } });
  });

  it('is told when a tunnel was asked for and nothing came', async () => {
    const host = `silent-tunnel.${DOMAIN}`;
    (await tunnel(host)).end();
    expect(await unread(host)).toMatchObject({ reason: 'unused', opening: { speaks: 'nothing' } });
  });

  it('is told when not a byte was sent, each of them', async () => {
    const before = (await flowsIn(bundle)).filter(
      (flow) => flow.kind === 'unreadable' && flow.host === undefined,
    );
    const sockets = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = connectTcp(proxy.port, '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      }),
    );
    for (const socket of sockets) socket.end();
    const unused = (flow: Flow): boolean =>
      flow.kind === 'unreadable' && flow.reason === 'unused' && flow.host === undefined;
    await expect
      .poll(async () => (await flowsIn(bundle)).filter(unused).length, { timeout: 20_000 })
      .toBe(before.length + 20);
  });
});

describe('what is no request', () => {
  it('is told of HTTP/2 that only begins, as a connection does that is opened in advance', async () => {
    const host = `http2-greeting.${DOMAIN}`;
    const socket = await secured(host, 'TLSv1.3', ['h2']);
    const session = connectHttp2(`https://${host}`, { createConnection: () => socket });
    session.on('error', () => undefined);
    await once(session, 'remoteSettings');
    session.close();
    expect(await unread(host)).toMatchObject({ reason: 'tls-unused' });
  });

  it('is told when a name server is asked over TLS', async () => {
    await openssl(`dns.${DOMAIN}:853`, '-CAfile', proxy.authority.certificateFile, '-no_ign_eof');
    expect(await unread(`dns.${DOMAIN}`)).toMatchObject({
      reason: 'dns-over-tls',
      opening: { asked: { port: 853 } },
    });
  });

  it('is told of a request that breaks the rules', async () => {
    const host = `malformed.${DOMAIN}`;
    const tls = await secured(host, 'TLSv1.3');
    tls.end('GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx');
    expect(await unread(host)).toMatchObject({ reason: 'malformed' });
  });
});

describe('a host that is not reached', () => {
  it.each([
    ['that refuses', `refused.${DOMAIN}`],
    ['that resets', `reset.${DOMAIN}`],
    ['whose certificate nobody trusts', `untrusted.${DOMAIN}`],
  ])('%s: is told, with what was sent, and never overridden', async (_, host) => {
    const answer = await curl(host, '--cacert', proxy.authority.certificateFile, '-d', 'a secret');
    const { proxyError, request, status } = await exchange(host);
    expect({ proxyError, status }).toEqual({ proxyError: expect.any(String), status: 502 });
    expect(request).toMatchObject({ bytes: 8, complete: true });
    expect(answer).not.toContain('hello');
  });
});

it('a host whose certificate nobody trusts is told where the proxy dials by itself, as for a real phone', async () => {
  const own = await started('direct');
  const port = await tlsOrigin(await selfSigned('localhost'));
  const words = ['-s', '--max-time', '20', '-x', `http://127.0.0.1:${own.proxy.port}`, '-d', 'a secret'];
  const { stdout } = await run('curl', [
    ...words,
    '--cacert',
    own.proxy.authority.certificateFile,
    `https://localhost:${port}/`,
  ]);
  await own.proxy.stop();
  expect(stdout).not.toContain('hello');
  expect((await flowsIn(own.bundle)).filter(({ kind }) => kind === 'exchange')).toMatchObject([
    { host: 'localhost', proxyError: expect.any(String), status: 502, request: { bytes: 8, complete: true } },
  ]);
});

describe('a body that is cut off by the client', () => {
  it('is told as far as it came', async () => {
    const host = `truncated.${DOMAIN}`;
    const tls = await secured(host, 'TLSv1.2');
    tls.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(3_000)}`);
    tls.end();
    expect((await exchange(host)).request).toMatchObject({ bytes: 3_000, complete: false });
  });
});

describe('the end of the recording', () => {
  it('leaves no connection without a line, whatever it carried', async () => {
    const upstream = await connectProxy(() => 9);
    const own = await started('ended', upstream);
    const hello = await realHello({ servername: 'still-open.test' });
    const sent = [
      Buffer.alloc(0),
      Buffer.from('CONNECT a.test:443 HTTP/1.1\r\n\r\n'),
      hello,
      Buffer.from([0, 1, 2]),
    ];
    const clients = await Promise.all(
      sent.map(async (bytes) => {
        const socket = connectTcp(own.proxy.port, '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        if (bytes.length > 0) socket.write(bytes);
        return socket;
      }),
    );
    await expect
      .poll(() => clients.every((client) => client.bytesWritten >= 0 && client.writableLength === 0))
      .toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await own.proxy.stop();
    const flows = await flowsIn(own.bundle);
    const connections = flows.filter((flow) => flow.kind === 'connection');
    expect(connections.map(({ bytesIn }) => bytesIn).sort((a, b) => a - b)).toEqual(
      sent.map(({ length }) => length).sort((a, b) => a - b),
    );
    const explained = flows.flatMap((flow) => (flow.kind === 'connection' ? [] : [flow.connection]));
    expect(connections.filter(({ id }) => !explained.includes(id))).toEqual([]);
  });

  it('by a crash of the engine is a line of its own', async () => {
    const own = await started('crashed', await connectProxy(() => 9));
    process.kill(own.proxy.pid, 'SIGKILL');
    await own.proxy.lost;
    await own.proxy.stop();
    expect(await flowsIn(own.bundle)).toMatchObject([{ kind: 'unreadable', reason: 'engine-fault' }]);
  });
});
