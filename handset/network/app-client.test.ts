import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dnsQuery, readDnsAnswer } from '../internet/dns.ts';
import { type StartedInternet, startInternet } from '../internet/internet.ts';
import type { FetchRequest, Network, NetworkIdentity } from '../network-parts.ts';
import { androidNamed } from '../system/android-version.ts';
import type { NetworkOptions } from './network.ts';
import { networkOn } from './network-tests.fake.ts';
import type { FilterRule } from './packet-filter.ts';

let directory: string;
let internet: StartedInternet;
let net: Network;
const APP: NetworkIdentity = { uid: 10_077, targetSdk: 27 };
const PROXY = { host: '127.0.0.1', port: 8080, exclusions: [] };

const network = (change: Partial<NetworkOptions> = {}): Network => networkOn(internet, change);

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'app-client-test-'));
  internet = await startInternet({ directory });
});

afterAll(async () => {
  await internet.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  net = network();
});

const get = (url: string, more: Partial<FetchRequest> = {}): FetchRequest => ({
  method: 'GET',
  url,
  ...more,
});
const remotes = (one: Network): readonly string[] =>
  one
    .sockets()
    .filter(({ state }) => state === 'ESTABLISHED')
    .map(({ remote }) => `${remote.address}:${remote.port}`);

describe.each(['1.1', '2'] as const)('HTTP/%s of an app', (http) => {
  const url = (rest: string): string => `https://behave.telltale.test/${rest}`;

  it('is what host and app agree on', async () => {
    const answer = await net.client(APP).fetch(get(url('chunked'), { http }));
    expect([answer.status, answer.httpVersion, await text(answer.body)]).toEqual([
      200,
      http,
      'one two three',
    ]);
  });

  it('falls back to HTTP/1.1 where the host has nothing else', async () => {
    const answer = await net.client(APP).fetch(get('https://http1.telltale.test/chunked', { http }));
    expect([answer.httpVersion, await text(answer.body)]).toEqual(['1.1', 'one two three']);
  });

  it('carries trailers, and bodies as they were coded', async () => {
    const trailing = await net.client(APP).fetch(get(url('trailers'), { http }));
    expect(await text(trailing.body)).toBe('with a trailer');
    expect(trailing.trailers()).toEqual({ 'x-checksum': '42' });
    const gzip = await buffer((await net.client(APP).fetch(get(url('gzip'), { http }))).body);
    expect(gunzipSync(gzip).toString()).toMatch(/^compressed /);
    const br = await buffer((await net.client(APP).fetch(get(url('br'), { http }))).body);
    expect(brotliDecompressSync(br).toString()).toMatch(/^compressed /);
  });

  it('uploads a stream of 20 MB piece by piece, and the host has every byte', async () => {
    const piece = Buffer.alloc(100_000, 'photo');
    const hash = createHash('sha256');
    let alive = 0;
    let most = 0;
    const body = Readable.from(
      (async function* () {
        for (let count = 0; count < 200; count += 1) {
          hash.update(piece);
          alive = count;
          most = Math.max(most, alive);
          yield piece;
        }
      })(),
    );
    const answer = await net.client(APP).fetch({ method: 'POST', url: url('upload'), body, http });
    expect(JSON.parse(await text(answer.body))).toMatchObject({ received: 20_000_000 });
    expect(internet.uploads().at(-1)).toMatchObject({ bytes: 20_000_000, sha256: hash.digest('hex') });
    expect(net.counters().get(APP.uid)?.sentBytes).toBeGreaterThan(20_000_000);
  });

  it('gives an upload up half way, without an end', async () => {
    const before = internet.uploads().length;
    const body = new Readable({ read: () => undefined });
    const sending = net.client(APP).fetch({ method: 'POST', url: url('upload'), body, http });
    body.push(Buffer.alloc(50_000));
    const failed = expect(sending).rejects.toMatchObject({ message: /Canceled|reset|CANCEL/ });
    setImmediate(() => body.destroy());
    await failed;
    expect(internet.uploads()).toHaveLength(before);
  });

  it('hears 413 before its body was read', async () => {
    const body = Buffer.alloc(3_000_000);
    const answer = await net.client(APP).fetch({ method: 'POST', url: url('413'), body, http });
    expect(answer.status).toBe(413);
  });

  it.each([
    ['reset', /^java\.net\.SocketException: Connection reset|StreamResetException/],
    ['silence', /^java\.net\.SocketTimeoutException: timeout$/],
  ])('fails by %s', async (path, message) => {
    const asked = net.client(APP).fetch(get(url(path), { http, timeoutMs: 300 }));
    await expect(asked).rejects.toMatchObject({ message: expect.stringMatching(message) });
  });

  it('keeps a connection for the next request, if it is told to', async () => {
    const client = net.client(APP);
    for (let count = 0; count < 3; count += 1)
      await text((await client.fetch(get(url('chunked'), { http, keepAlive: true }))).body);
    expect(net.sockets()).toHaveLength(1);
    await text((await client.fetch(get(url('chunked'), { http }))).body);
    expect(net.sockets()).toHaveLength(2);
    client.close();
    await expect.poll(() => remotes(net)).toEqual([]);
  });
});

describe('HTTP/1.1 of an app', () => {
  it('waits with its body until the host asks for it', async () => {
    const body = Buffer.from('asked for');
    const expectContinue = true;
    const url = 'https://behave.telltale.test/upload';
    const answer = await net.client(APP).fetch({ method: 'POST', url, body, expectContinue });
    expect(JSON.parse(await text(answer.body))).toMatchObject({ received: 9 });
    const refused = {
      method: 'POST',
      url: 'https://behave.telltale.test/413',
      body: Buffer.alloc(2_000_000),
      expectContinue,
    };
    const before = net.counters().get(APP.uid)?.sentBytes ?? 0;
    expect((await net.client(APP).fetch(refused)).status).toBe(413);
    expect((net.counters().get(APP.uid)?.sentBytes ?? 0) - before).toBeLessThan(20_000);
  });

  it('tries once more on a new connection when a kept one is dead', async () => {
    const client = net.client(APP);
    const url = 'http://behave.telltale.test/chunked';
    await text((await client.fetch(get(url, { keepAlive: true }))).body);
    internet.behave('behave.telltale.test', 'reset');
    const failing = client.fetch(get(url, { keepAlive: true }));
    internet.behave('behave.telltale.test', undefined);
    expect(await text((await failing).body)).toBe('one two three');
  });

  it('reads half an answer and then an error when the host ends in the middle', async () => {
    const answer = await net.client(APP).fetch(get('http://behave.telltale.test/half-close'));
    await expect(text(answer.body)).rejects.toThrow();
  });
});

describe('a WebSocket of an app', () => {
  it.each([
    ['directly', 'wss', undefined, '198.'],
    ['in the clear', 'ws', undefined, '198.'],
    ['through a tunnel of the proxy', 'wss', PROXY, '127.0.0.1:8080'],
    ['in the clear through a tunnel', 'ws', PROXY, '127.0.0.1:8080'],
  ])('echoes %s (%s)', async (_, scheme, proxy, remote) => {
    const one = network({ proxy: () => proxy });
    const socket = await one.client(APP).webSocket(`${scheme}://echo.telltale.test/ws`);
    expect(remotes(one)[0]?.startsWith(remote)).toBe(true);
    const heard: (string | Buffer)[] = [];
    socket.onMessage((message) => void heard.push(message));
    socket.send('hello');
    socket.send(Buffer.from([1, 2, 3]));
    await expect.poll(() => heard).toEqual(['hello', Buffer.from([1, 2, 3])]);
    const closed = new Promise((resolve) => socket.onClose((code, reason) => resolve([code, reason])));
    socket.close(1000, 'done');
    expect(await closed).toEqual([1000, 'done']);
  });

  it('fails where no host takes it', async () => {
    await expect(net.client(APP).webSocket('wss://nowhere.invalid/')).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
  });
});

describe('sockets of an app', () => {
  it('go round the proxy, raw and with TLS, and are counted', async () => {
    const one = network({ proxy: () => PROXY });
    const client = one.client(APP);
    const plain = await client.tcp('echo.telltale.test', 7);
    const secured = await client.tls('echo.telltale.test', 7443);
    for (const socket of [plain, secured]) {
      socket.write('ping');
      const [heard] = await new Promise<Buffer[]>((resolve) =>
        socket.once('data', (chunk) => resolve([chunk])),
      );
      expect(heard?.toString()).toBe('ping');
    }
    expect(remotes(one).map((remote) => remote.split(':')[1])).toEqual(['7', '7443']);
    expect(one.counters().get(APP.uid)?.sentBytes).toBeGreaterThan(500);
  });

  it('of TLS do not compare the name of the host unless they are told to', async () => {
    const client = net.client(APP);
    await client.tls('other-name.telltale.test', 443);
    await expect(client.tls('other-name.telltale.test', 443, { checksHostName: true })).rejects.toMatchObject(
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    );
  });

  it('send datagrams and hear what comes back; what nobody takes is lost', async () => {
    const socket = net.client(APP).udp();
    expect(net.sockets()).toMatchObject([{ protocol: 'udp', uid: APP.uid, state: 'CLOSE' }]);
    const heard: Buffer[] = [];
    socket.onMessage((bytes) => void heard.push(bytes));
    await socket.send(Buffer.from('lost'), 'echo.telltale.test', 9);
    await socket.send(Buffer.from('ping'), 'echo.telltale.test', 7);
    await socket.send(dnsQuery(7, 'echo.telltale.test'), '198.18.0.53', 53);
    expect(heard[0]?.toString()).toBe('ping');
    expect(readDnsAnswer(heard[1] ?? Buffer.alloc(12))).toEqual(
      await net.client(APP).lookup('echo.telltale.test'),
    );
    const [row] = net.traffic().filter(({ uid }) => uid === APP.uid);
    expect(row?.udp).toMatchObject({ sentPackets: 3, receivedPackets: 2 });
    socket.close();
    expect(net.sockets()).toEqual([]);
  });

  it('listen on the loopback until their process ends', async () => {
    const client = net.client(APP);
    client.listen(9_999, (socket) => void socket.end('served'));
    expect(net.sockets()).toMatchObject([{ state: 'LISTEN', local: { address: '127.0.0.1', port: 9_999 } }]);
    expect((await buffer(await client.tcp('127.0.0.1', 9_999))).toString()).toBe('served');
    client.close();
    await expect(net.client(APP).tcp('127.0.0.1', 9_999)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(net.counters().size).toBe(0);
  });
});

describe('an app without INTERNET', () => {
  const closed = { ...APP, mayUseInternet: false };

  it.each([
    ['9', 'java.net.SocketException: socket failed: EACCES (Permission denied)'],
    ['10', 'java.net.SocketException: socket failed: EPERM (Operation not permitted)'],
  ])('gets no socket on Android %s', async (version, message) => {
    const client = network({ android: androidNamed(version) }).client(closed);
    await expect(client.tcp('198.18.0.53', 53)).rejects.toMatchObject({ message });
    await expect(client.tcp('127.0.0.1', 8080)).rejects.toMatchObject({ message });
    expect(() => client.udp()).toThrow(message);
    expect(() => client.listen(9_998, () => undefined)).toThrow(message);
  });

  it('cannot even ask for an address', async () => {
    const message = 'java.lang.SecurityException: Permission denied (missing INTERNET permission?)';
    for (const act of [
      net.client(closed).lookup('example.com'),
      net.client(closed).fetch(get('https://example.com/')),
    ])
      await expect(act).rejects.toMatchObject({ message });
    expect(net.counters().size).toBe(0);
  });
});

describe('an app that the phone holds back', () => {
  it('gets nothing to the network by any means, and keeps its loopback', async () => {
    const one = network({ blocks: (uid) => uid === APP.uid });
    const client = one.client(APP);
    await expect(client.lookup('example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(client.fetch(get('https://example.com/'))).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(client.tcp('198.18.0.53', 53)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const sent = client.udp().send(dnsQuery(7, 'example.com'), '198.18.0.53', 53);
    await expect(sent).rejects.toMatchObject({ code: 'EPERM' });
    expect(one.counters().size).toBe(0);
    client.listen(9_997, (socket) => void socket.end('served'));
    expect((await buffer(await client.tcp('127.0.0.1', 9_997))).toString()).toBe('served');
    await one.client({ ...APP, uid: APP.uid + 1 }).lookup('example.com');
  });
});

describe('an app that a rule of root’s holds back', () => {
  const place = { family: 4, table: 'filter' } as const;
  const uids = { from: APP.uid, to: APP.uid, not: false };

  it('is told of each datagram to the port, of which none is counted, until the rule is gone', async () => {
    const refusing = (number: number): FilterRule => ({
      ...{ protocol: 'udp', uids, port: { number, not: false } },
      target: { kind: 'REJECT' },
    });
    const echo = refusing(7);
    for (const one of [refusing(443), echo]) net.filter.add(place, one);
    const socket = net.client(APP).udp();
    for (const port of [443, 7])
      await expect(socket.send(Buffer.from('ping'), '198.18.0.53', port)).rejects.toMatchObject({
        message: 'java.net.SocketException: sendto failed: EPERM (Operation not permitted)',
      });
    expect(net.counters().size).toBe(0);
    expect(net.filter.rules(4, 'filter')).toMatchObject([{ packets: 1, bytes: 32 }, { packets: 1 }]);
    net.filter.remove(place, echo);
    await socket.send(Buffer.from('ping'), '198.18.0.53', 7);
    expect(net.counters().get(APP.uid)?.sentBytes).toBe(32);
  });

  it('cannot connect either, and with nat reaches another port of its phone without knowing', async () => {
    net.filter.add(place, {
      protocol: 'tcp',
      uids,
      port: { number: 7, not: false },
      target: { kind: 'REJECT' },
    });
    await expect(net.client(APP).tcp('echo.telltale.test', 7)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    const client = net.client(APP);
    client.listen(9_996, (socket) => void socket.end('elsewhere'));
    const led = {
      destination: { address: '127.0.0.1', not: false },
      uids,
      port: { number: 9_995, not: false },
    };
    const nat = { family: 4, table: 'nat' } as const;
    net.filter.add(nat, { protocol: 'tcp', ...led, target: { kind: 'REDIRECT', toPort: 9_996 } });
    expect((await buffer(await client.tcp('127.0.0.1', 9_995))).toString()).toBe('elsewhere');
    expect(remotes(net)).not.toContain('127.0.0.1:9996');
    net.rebooted();
    await expect(client.tcp('127.0.0.1', 9_995)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('cleartext', () => {
  it.each([
    ['9', 28, {}, false],
    ['9', 27, {}, true],
    ['8.1', 28, {}, true],
    ['14', 34, { permitsCleartext: true }, true],
    ['14', 27, { permitsCleartext: false }, false],
  ])(
    'on Android %s at target SDK %d with %j is permitted: %s',
    async (version, targetSdk, more, permitted) => {
      const one = network({ android: androidNamed(version) });
      const client = one.client({ ...APP, targetSdk, ...more });
      const acts = [client.fetch(get('http://example.com/')), client.webSocket('ws://echo.telltale.test/')];
      if (permitted) await Promise.all(acts);
      else
        for (const act of acts)
          await expect(act).rejects.toMatchObject({
            message: expect.stringMatching(
              /^java\.net\.UnknownServiceException: CLEARTEXT communication to \S+ not permitted by network security policy$/,
            ),
          });
      if (!permitted) expect(one.sockets()).toEqual([]);
    },
  );
});

describe('a network that goes', () => {
  it('cuts what ran over it, and leads nowhere until it is back', async () => {
    const client = net.client(APP);
    const socket = await client.tcp('echo.telltale.test', 7);
    const cut = new Promise((resolve) => socket.once('error', resolve));
    net.interfaces.setReachable(false);
    expect(await cut).toMatchObject({ code: 'ECONNABORTED' });
    await expect(client.lookup('echo.telltale.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(client.tcp('198.18.0.53', 53)).rejects.toMatchObject({ code: 'ENETUNREACH' });
    net.interfaces.setReachable(true);
    await client.tcp('echo.telltale.test', 7);
  });

  it('is followed by mobile data, if that is on, and counted there', async () => {
    net.interfaces.setMobileData(true);
    net.interfaces.setWifi(false);
    await net.client(APP).tcp('echo.telltale.test', 7);
    expect(net.sockets()[0]?.local.address).toBe('10.64.12.34');
    expect(net.traffic().map((row) => row.interface)).not.toContain('wlan0');
    net.interfaces.setAirplaneMode(true);
    expect(net.interfaces.active()).toBeUndefined();
  });
});
