import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closeSite,
  curl,
  DOMAIN,
  exchange,
  flowsIn,
  openSite,
  openssl,
  proxy,
  run,
  secured,
  selfSigned,
  started,
  tlsOrigin,
  unread,
} from './blindness.fake.ts';

beforeAll(openSite, 60_000);
afterAll(closeSite);

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
