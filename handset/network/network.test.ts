import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedInternet, startInternet } from '../internet/internet.ts';
import type { Network } from '../parts.ts';
import { createLoopback } from '../shell/loopback.ts';
import { ANDROID_9 } from '../system/android-version.ts';
import { createByteCounter } from './byte-counter.ts';
import { openTunnel } from './http-client.ts';
import { createNetwork } from './network.ts';

let directory: string;
let internet: StartedInternet;
const APP = { uid: 10_077, targetSdk: 23 };

function network(change: Partial<Parameters<typeof createNetwork>[0]> = {}): Network {
  return createNetwork({
    android: ANDROID_9,
    internet,
    loopback: createLoopback(),
    proxySetting: () => undefined,
    userCertificates: async () => [],
    systemCertificates: async () => [internet.authorityPem],
    ...change,
  });
}

/** A loopback whose port 8080 leads to the internet's own gateway: a proxy that reads nothing. */
function proxied(): Parameters<typeof createNetwork>[0]['loopback'] {
  const loopback = createLoopback();
  const [host = '', port = ''] = internet.gateway.split(':');
  loopback.listen(8080, (socket: Duplex) => {
    const onward = connectTcp(Number(port), host);
    socket.pipe(onward).pipe(socket);
    onward.on('error', () => socket.destroy());
  });
  return loopback;
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'internet-test-'));
  internet = await startInternet({ directory });
});

afterAll(async () => {
  await internet.close();
  await rm(directory, { recursive: true, force: true });
});

const upload = {
  method: 'POST',
  url: 'https://ims.jd.com/customer-service/upload',
  headers: {},
  body: Buffer.alloc(5_000, 'x'),
};

describe('requests of apps', () => {
  it('reach a host over real TLS, and the host receives exactly the bytes', async () => {
    const before = internet.uploads().length;
    const answer = await network().request(APP, upload);
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([200, { code: 0, received: 5_000 }]);
    expect(internet.uploads()[before]).toMatchObject({
      host: 'ims.jd.com',
      path: '/customer-service/upload',
      bytes: 5_000,
    });
  });

  it.each([
    ['through the proxy, uncounted', '127.0.0.1:8080', {}, 0],
    ['round the proxy, counted, when the app ignores it', '127.0.0.1:8080', { ignoresProxy: true }, 5_000],
    ['directly, counted, when the setting is :0', ':0', {}, 5_000],
  ])('go %s', async (_, setting, identity, atLeast) => {
    const one = network({ loopback: proxied(), proxySetting: () => setting });
    expect((await one.request({ ...APP, ...identity }, upload)).status).toBe(200);
    const sent = one.counters().get(APP.uid)?.sentBytes ?? 0;
    expect(sent === 0).toBe(atLeast === 0);
    expect(sent).toBeGreaterThanOrEqual(atLeast);
  });

  it('fail when the proxy cannot be reached: Android does not fall back', async () => {
    await expect(network({ proxySetting: () => '127.0.0.1:9' }).request(APP, upload)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('fail for a name that is not there', async () => {
    const nowhere = { ...upload, url: 'https://nowhere.invalid/' };
    await expect(network().request(APP, nowhere)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it.each([
    ['23, by default', { targetSdk: 23 }, true],
    ['24, by default', { targetSdk: 24 }, false],
    ['28, with a declaration', { targetSdk: 28, trustsUserCertificates: true }, true],
    ['23, declared otherwise', { targetSdk: 23, trustsUserCertificates: false }, false],
  ])('trust what the user added at target SDK %s: %j', async (_, identity, trusted) => {
    const one = network({
      systemCertificates: async () => [],
      userCertificates: async () => [internet.authorityPem],
    });
    const asked = one.request({ ...APP, ...identity }, upload);
    if (trusted) expect((await asked).status).toBe(200);
    else await expect(asked).rejects.toThrow(/certificate/);
  });

  it('go over plain HTTP with the whole URL when there is a proxy', async () => {
    const one = network({ loopback: proxied(), proxySetting: () => '127.0.0.1:8080' });
    const answer = await one.request(APP, { method: 'GET', url: 'http://example.com/', headers: {} });
    expect(answer.body.toString()).toContain('Example');
  });
});

describe('the gateway', () => {
  it('lets a program on the host reach the same hosts', async () => {
    const [host = '', port = ''] = internet.gateway.split(':');
    const socket = connectTcp(Number(port), host);
    await openTunnel(socket, 'ms.jr.jd.com', 443);
    const secured = connectTls({ socket, servername: 'ms.jr.jd.com', ca: internet.authorityPem });
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        { createConnection: () => secured, host: 'ms.jr.jd.com', path: '/gw/config' },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.once('error', reject);
      request.end();
    });
    expect(status).toBe(200);
  });

  it('leads nowhere else', async () => {
    const [host = '', port = ''] = internet.gateway.split(':');
    await expect(openTunnel(connectTcp(Number(port), host), 'localhost', 22)).rejects.toMatchObject({
      code: 'EPROXY',
    });
  });
});

describe('counting bytes', () => {
  it.each([
    [1, 53, 52],
    [1448, 1500, 52],
    [1449, 1449 + 104, 52],
    [14_480, 14_480 + 520, 260],
  ])('adds headers to %d bytes of payload', (payload, sent, acknowledged) => {
    const counter = createByteCounter();
    counter.sent(1, payload);
    expect(counter.totals().get(1)).toEqual({ sentBytes: sent, receivedBytes: acknowledged });
  });
});
