import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from '../helpers/model/flow.ts';
import {
  bundle,
  closeSite,
  curl,
  DOMAIN,
  flowsIn,
  home,
  openSite,
  openssl,
  proxy,
  secured,
  tunnel,
  unread,
} from './blindness.fake.ts';
import { realHello } from './engine/hello.fake.ts';

beforeAll(openSite, 60_000);
afterAll(closeSite);

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
