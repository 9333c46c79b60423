import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedInternet, startInternet } from '../internet/internet.ts';
import type { Network } from '../network-parts.ts';
import type { NetworkOptions } from './network.ts';
import { networkOn } from './network-tests.fake.ts';
import { openTunnel } from './proxy-tunnel.ts';

let directory: string;
let internet: StartedInternet;
const APP = { uid: 10_077, targetSdk: 23 };
const PROXY = { host: '127.0.0.1', port: 8080, exclusions: [] };

const network = (change: Partial<NetworkOptions> = {}): Network => networkOn(internet, change);

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
    ['through the proxy, uncounted', PROXY, {}, false],
    ['round the proxy, counted, when the app ignores it', PROXY, { ignoresProxy: true }, true],
    ['directly, counted, when the host is excluded', { ...PROXY, exclusions: ['*.jd.com'] }, {}, true],
    ['directly, counted, without a proxy', undefined, {}, true],
  ])('go %s', async (_, proxy, identity, counted) => {
    const one = network({ proxy: () => proxy });
    expect((await one.request({ ...APP, ...identity }, upload)).status).toBe(200);
    const sent = one.counters().get(APP.uid)?.sentBytes ?? 0;
    if (counted) expect(sent).toBeGreaterThanOrEqual(5_000);
    else expect(sent).toBe(0);
  });

  it('fail when the proxy cannot be reached: Android does not fall back', async () => {
    const one = network({ proxy: () => ({ ...PROXY, port: 9 }) });
    await expect(one.request(APP, upload)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringMatching(
        /^java\.net\.ConnectException: failed to connect to \/127\.0\.0\.1 \(port 9\)/,
      ),
    });
  });

  it('fail for a name that is not there', async () => {
    await expect(
      network().request(APP, { ...upload, url: 'https://nowhere.invalid/' }),
    ).rejects.toMatchObject({
      code: 'ENOTFOUND',
      message:
        'java.net.UnknownHostException: Unable to resolve host "nowhere.invalid": No address associated with hostname',
    });
  });

  it('go over plain HTTP with the whole URL when there is a proxy', async () => {
    const one = network({ proxy: () => PROXY });
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
