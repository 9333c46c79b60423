import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { realHello } from './engine/hello.fake.ts';
import type { EngineChoice } from './messages.ts';
import { startProxy } from './proxy.ts';

/**
 * To be run where there is no way out but loopback, with an engine on its standard input: visits hosts of every kind through the proxy, tries to leave once itself,
 * and prints what the kernel counted of each.
 */

/** Packets for which the kernel found no way, and datagrams that it sent: both families. */
async function attempts(): Promise<number> {
  const [four, six] = await Promise.all(
    ['snmp', 'snmp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')),
  );
  const lines = (four ?? '').split('\n');
  const of = (protocol: string, name: string): number => {
    const [names = '', values = ''] = lines.filter((line) => line.startsWith(`${protocol}:`));
    return Number(values.split(' ')[names.split(' ').indexOf(name)]);
  };
  const sixes = [...(six ?? '').matchAll(/^(?:Ip6OutNoRoutes|Udp6OutDatagrams)\s+(\d+)$/gm)];
  const ofSix = sixes.reduce((sum, [, value]) => sum + Number(value), 0);
  return of('Ip', 'OutNoRoutes') + of('Udp', 'OutDatagrams') + ofSix;
}

/** The phone's own way to its internet: it leads nowhere, and notes whither it was asked. */
async function upstream(asked: string[]): Promise<string> {
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const tunnelTo = (place: string): string => `CONNECT ${place} HTTP/1.1\r\n\r\n`;
const GET = 'GET / HTTP/1.1\r\nHost: away.example\r\nConnection: close\r\n\r\n';
const UPGRADE =
  'GET / HTTP/1.1\r\nHost: ws.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** What is sent in the clear, piece by piece; after a tunnel's request its answer is waited for. */
const VISITS: readonly (readonly (string | Buffer)[])[] = [
  [GET.replace(' / ', ' http://plain.example/ ')],
  [GET.replace(' / ', ' http://198.51.100.7/ ')],
  [UPGRADE.replace(' / ', ' http://ws.example/ ')],
  [tunnelTo('clear.example:80'), GET],
  [tunnelTo('socket.example:80'), UPGRADE],
  [tunnelTo('binary.example:9000'), Buffer.from([0, 1, 2, 3])],
  [tunnelTo('198.51.100.8:9000'), Buffer.from([0, 1, 2, 3])],
  [tunnelTo('[2001:db8::8]:9000'), Buffer.from([0, 1, 2, 3])],
  [tunnelTo('text.example:25'), 'PING hello\r\n\r\n'],
  [
    Buffer.from([5, 1, 0]),
    Buffer.concat([Buffer.from([5, 1, 0, 3, 13]), Buffer.from('socks.example'), Buffer.from([0, 80])]),
    GET,
  ],
  [Buffer.from([5, 1, 0]), Buffer.from([5, 1, 0, 1, 198, 51, 100, 9, 0, 80]), Buffer.from([0, 1])],
  [tunnelTo('hello.example:443')],
];

async function visit(port: number, pieces: readonly (string | Buffer)[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  for (const piece of pieces) {
    socket.write(piece);
    await Promise.race([
      once(socket, 'data'),
      once(socket, 'close'),
      new Promise((r) => setTimeout(r, 1_000)),
    ]);
  }
  return socket;
}

async function visitInTls(port: number, ca: string, words: string | Buffer): Promise<void> {
  const socket = await visit(port, [tunnelTo('secret.example:443')]);
  const tls = connectTls({ socket, servername: 'secret.example', ca, ALPNProtocols: ['http/1.1'] });
  tls.on('error', () => undefined);
  tls.write(words);
  await Promise.race([once(tls, 'data'), once(tls, 'close'), new Promise((r) => setTimeout(r, 2_000))]);
  tls.destroy();
}

const home = await mkdtemp(path.join(tmpdir(), 'hermetic-'));
await mkdir(path.join(home, 'bundle', 'objects'), { recursive: true });
const asked: string[] = [];
const before = await attempts();
const proxy = await startProxy({
  engine: JSON.parse(await text(process.stdin)) as EngineChoice,
  bundleDirectory: path.join(home, 'bundle'),
  authorityDirectory: path.join(home, 'authority'),
  upstream: { proxyUrl: await upstream(asked) },
});
const sockets = await Promise.all(VISITS.map((pieces) => visit(proxy.port, pieces)));
sockets.push(await visit(proxy.port, [await realHello({ servername: 'straight.example' })]));
for (const words of [GET, UPGRADE, Buffer.from([0, 1, 2, 3]), 'HELO you\r\n'])
  await visitInTls(proxy.port, proxy.authority.certificatePem, words);
for (const socket of sockets) socket.destroy();
await proxy.settle(5_000);
await proxy.stop();
const left = (await attempts()) - before;
await once(connect(80, '198.51.100.1'), 'error').catch(() => undefined);
const seenWhenTried = (await attempts()) - before - left;
await rm(home, { recursive: true, force: true });
process.stdout.write(JSON.stringify({ left, seenWhenTried, asked }));
process.exit(0);
