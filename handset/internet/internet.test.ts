import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openTunnel } from '../network/proxy-tunnel.ts';
import { plainDuplex } from '../plain-duplex.ts';
import { dnsAnswer, dnsQuery, readDnsAnswer, readDnsQuestion } from './dns.ts';
import { type StartedInternet, startInternet } from './internet.ts';
import { loadInternetModules } from './internet-module.ts';

const running: { directory: string; internet: StartedInternet }[] = [];
async function started(options: Partial<Parameters<typeof startInternet>[0]> = {}): Promise<StartedInternet> {
  const directory = await mkdtemp(path.join(tmpdir(), 'internet-'));
  const internet = await startInternet({ directory, ...options });
  running.push({ directory, internet });
  return internet;
}
afterEach(async () => {
  for (const { directory, internet } of running.splice(0)) {
    await internet.close();
    await rm(directory, { recursive: true, force: true });
  }
});

/** TLS to a host as a program of the machine has it: through the gateway. */
async function throughGateway(
  internet: StartedInternet,
  host: string,
  protocols: string[],
): Promise<TLSSocket> {
  const [gateway = '', port = ''] = internet.gateway.split(':');
  const socket = connect(Number(port), gateway);
  await openTunnel(socket, host, 443);
  const options = { socket, servername: host, ca: internet.authorityPem, ALPNProtocols: protocols };
  return await new Promise((resolve, reject) => {
    const secured = connectTls(options, () => resolve(secured));
    secured.once('error', reject);
  });
}

describe('the gateway', () => {
  it('leads programs of the machine to HTTP/2', async () => {
    const socket = await throughGateway(await started(), 'behave.telltale.test', ['h2']);
    const session = connectHttp2('https://behave.telltale.test', { createConnection: () => socket });
    const stream = session.request({ ':path': '/chunked' });
    expect(await text(stream)).toBe('one two three');
    session.destroy();
  });

  it('leads them to WebSockets', async () => {
    const socket = await throughGateway(await started(), 'echo.telltale.test', ['http/1.1']);
    const one = new WebSocket('ws://echo.telltale.test/', {
      createConnection: () => plainDuplex(socket) as never,
    });
    await new Promise((resolve) => one.once('open', resolve));
    const heard = new Promise((resolve) => one.once('message', (message) => resolve(String(message))));
    one.send('hello');
    expect(await heard).toBe('hello');
    one.terminate();
  });

  it('leads them to bare ports, and to nobody where nobody listens', async () => {
    const internet = await started();
    const [gateway = '', port = ''] = internet.gateway.split(':');
    const socket = connect(Number(port), gateway);
    await openTunnel(socket, 'echo.telltale.test', 7);
    socket.end('ping');
    expect(await text(socket)).toBe('ping');
    await expect(openTunnel(connect(Number(port), gateway), 'echo.telltale.test', 9)).rejects.toMatchObject({
      code: 'EPROXY',
    });
  });
});

describe('a host', () => {
  it('answers as it is told to, until it is told otherwise', async () => {
    const internet = await started();
    internet.behave('ims.jd.com', '413');
    const status = async (): Promise<number | undefined> => {
      const socket = await internet.connect('ims.jd.com', 80);
      socket.write('GET / HTTP/1.1\r\nHost: ims.jd.com\r\nConnection: close\r\n\r\n');
      return Number((await text(socket)).split(' ')[1]);
    };
    expect(await status()).toBe(413);
    internet.behave('ims.jd.com', undefined);
    expect(await status()).toBe(405);
    expect(() => internet.behave('ims.jd.com', 'dance')).toThrow(/do not know how to dance/);
    expect(() => internet.behave('nowhere.test', '413')).toThrow(/no host nowhere\.test/);
  });

  it('can be added by a file, and has its address from the name server', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'hosts-'));
    const file = path.join(directory, 'hosts.mts');
    const source = `export default [{ name: 'api.example.org', handle: (e) => e.answer(200, {}, 'mine') }];`;
    await writeFile(file, source);
    const internet = await started({ hosts: await loadInternetModules([file]) });
    const socket = await internet.connect('api.example.org', 80);
    socket.write('GET / HTTP/1.1\r\nHost: api.example.org\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/mine$/);
    const answer = await internet.datagram('198.18.0.53', 53, dnsQuery(1, 'api.example.org'));
    expect(readDnsAnswer(answer ?? Buffer.alloc(12))).toEqual(internet.resolve('api.example.org'));
    await rm(directory, { recursive: true });
  });

  it('is refused with every mistake in its file', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'hosts-'));
    const file = path.join(directory, 'hosts.mts');
    await writeFile(
      file,
      `export default [{ name: 'UPPER', handle: 1 }, { name: 'a.test', tcp: { x: () => {} } }];`,
    );
    const refused = loadInternetModules([file, path.join(directory, 'missing.ts')]);
    await expect(refused).rejects.toThrow(
      /0\.name: [\s\S]*0\.handle: [\s\S]*1\.tcp[\s\S]*could not be loaded/,
    );
    await rm(directory, { recursive: true });
  });
});

describe('a DNS message', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a header alone', dnsQuery(1, 'a.test').subarray(0, 12)],
    ['a name without an end', dnsQuery(1, 'a.test').subarray(0, 16)],
    [
      'a name that points elsewhere',
      Buffer.concat([dnsQuery(1, 'a').subarray(0, 12), Buffer.from([0xc0, 12, 0, 1, 0, 1])]),
    ],
  ])('is no question if it is %s', (_, bytes) => expect(readDnsQuestion(bytes)).toBeUndefined());

  it('says that there is no such name', () => {
    const question = readDnsQuestion(dnsQuery(5, 'Nowhere.Test'));
    expect(question).toMatchObject({ id: 5, name: 'nowhere.test' });
    if (question === undefined) return;
    const answer = dnsAnswer(question, undefined);
    expect([answer.readUInt16BE(2) & 0xf, readDnsAnswer(answer)]).toEqual([3, []]);
  });
});
