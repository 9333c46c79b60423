import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gap } from '../../helpers/model/gap.ts';
import { bundleOf, verdictOn } from '../../helpers/verdicts/bundle-fixture.fake.ts';
import {
  bundle as bundleDirectory,
  closeSite,
  curl,
  DOMAIN,
  flowsIn,
  home,
  openSite,
  proxy,
  started,
  tunnel,
} from '../../proxy/blindness.fake.ts';
import { realHello } from '../../proxy/engine/hello.fake.ts';

/** Speaks to this host by the proxy until the connection is over; what the client counted of it, where it tells. */
type Client = (host: string) => Promise<number | undefined>;

/** Longer than mockttp tells of a handshake without a request. */
const LATE_MS = 400;
const PAUSE_MS = 100;

async function counted(raw: Socket): Promise<number> {
  if (!raw.closed) await once(raw, 'close');
  return raw.bytesWritten;
}

async function inTls(host: string, speak: (tls: TLSSocket) => void, port?: number): Promise<number> {
  const raw = await tunnel(host, port);
  const tls = connectTls({ socket: raw, servername: host, ca: proxy.authority.certificatePem });
  tls.on('error', () => undefined).resume();
  await once(tls, 'secureConnect');
  speak(tls);
  return await counted(raw);
}

async function inTunnel(host: string, bytes: Uint8Array): Promise<number> {
  const raw = await tunnel(host);
  raw.resume().end(bytes);
  return await counted(raw);
}

/** It is still to be led on when the other half is not sent. */
function halfAnUpload(tls: TLSSocket): void {
  tls.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n${'x '.repeat(1_500)}`);
  setTimeout(() => tls.end(), PAUSE_MS);
}

function wholeUpload(tls: TLSSocket): void {
  tls.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\nConnection: close\r\n\r\na secret');
}

async function distrusting(host: string): Promise<undefined> {
  await curl(host, '--cacert', path.join(home, 'trusted.pem'));
}

/** As no text begins, no TLS and no HTTP. */
const NO_TEXT = Buffer.from(Array.from({ length: 300 }, (_, at) => 0x80 + (at % 0x7f)));

/** Item 6 of the proxy's issue, but for the app that ignores it, which `blind.long.spec.ts` has. */
const BLINDNESSES: readonly (readonly [what: string, code: Gap['code'], client: Client])[] = [
  ['a certificate that is rejected', 'tls-rejected', distrusting],
  ['a pin that is found out at once', 'tls-unused', (host) => inTls(host, (tls) => tls.end())],
  [
    'a pin that is found out late',
    'tls-unused',
    (host) => inTls(host, (tls) => setTimeout(() => tls.end(), LATE_MS)),
  ],
  [
    'a client hello and no more',
    'tls-aborted',
    async (host) => await inTunnel(host, await realHello({ servername: host })),
  ],
  ['a tunnel that is not HTTP', 'opaque-body', (host) => inTunnel(host, NO_TEXT)],
  ['names that are asked for over TLS', 'dns-over-tls', (host) => inTls(host, (tls) => tls.end(), 853)],
  ['a host that is not reached', 'upstream-failed', (host) => inTls(host, wholeUpload)],
  ['a body that the client cuts off', 'flow-incomplete', (host) => inTls(host, halfAnUpload)],
];

interface Met {
  readonly host: string;
  readonly sent: number | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

const met = new Map<string, Met>();
let gaps: readonly Gap[];

beforeAll(async () => {
  await openSite();
  for (const [what, code, client] of BLINDNESSES) {
    const host = `${code === 'upstream-failed' ? 'refused' : what.toLowerCase().replaceAll(' ', '-')}.${DOMAIN}`;
    const fromMs = Date.now();
    const sent = await client(host);
    met.set(what, { host, sent, fromMs, toMs: Date.now() });
  }
  await proxy.settle(5_000);
  await proxy.stop();
  gaps = await gapsIn(bundleDirectory);
}, 60_000);

afterAll(closeSite);

/** What keeps the claim that nothing leaves the phone undecided when this is all that the proxy recorded. */
async function gapsIn(directory: string): Promise<readonly Gap[]> {
  const flows = await flowsIn(directory);
  const verdict = verdictOn(
    bundleOf((clean) => ({
      ...clean,
      flows,
      contentOf: (sha256) => {
        const file = path.join(directory, 'objects', sha256.slice(0, 2), sha256.slice(2));
        return existsSync(file) ? readFileSync(file) : clean.contentOf(sha256);
      },
    })),
    'local-only',
  );
  return verdict.kind === 'inconclusive' ? verdict.gaps : [];
}

describe.each(BLINDNESSES)('%s', (what, code) => {
  it(`is a gap ${code}, with host and time`, () => {
    const { host, fromMs, toMs } = met.get(what) ?? { host: what, fromMs: 0, toMs: 0 };
    const gap = gapOf(code, host);
    expect(gap?.channel).toBe('traffic');
    expect(gap?.during?.fromMs).toBeGreaterThanOrEqual(fromMs);
    // The proxy may tell a little later than the client.
    expect(gap?.during?.toMs).toBeLessThanOrEqual(toMs + 3_000);
  });

  it('has the bytes that the client counted, and the gap tells them where no flow does', async () => {
    const { host, sent } = met.get(what) ?? { host: what, sent: 0 };
    const flows = await flowsIn(bundleDirectory);
    const connection = flows.find(
      (flow) => flow.kind === 'connection' && (flow.opening.asked?.host ?? '') === host,
    );
    const bytesIn = connection?.kind === 'connection' ? connection.bytesIn : -1;
    if (sent === undefined) expect(bytesIn).toBeGreaterThan(200);
    else expect(bytesIn).toBe(sent);
    const because = gapOf(code, host)?.because;
    expect(because).toMatch(
      TOLD_BYTES[code]?.(bytesIn) ?? new RegExp(`over which ${bytesIn} bytes were sent`),
    );
  });
});

/** A connection may be blind in two ways, as one that is cut off in the middle of a request. */
function gapOf(code: Gap['code'], host: string): Gap | undefined {
  const about = gaps.filter((gap) => gap.because.includes(host));
  expect(about.map((gap) => gap.code)).toContain(code);
  return about.find((gap) => gap.code === code);
}

/** Of what was recorded the gap names what is peculiar to it. */
const TOLD_BYTES: Readonly<Partial<Record<Gap['code'], (bytesIn: number) => RegExp>>> = {
  'opaque-body': () => /^300 bytes/,
  'flow-incomplete': () => /after 3000 of 5000 bytes/,
  'upstream-failed': () => /What was sent to it was recorded/,
};

it('an engine that breaks down is a gap from then on, of bytes that nobody knows', async () => {
  const own = await started('broken-down');
  const fromMs = Date.now();
  process.kill(own.proxy.pid, 'SIGKILL');
  await own.proxy.lost;
  await own.proxy.stop();
  const [gap, ...more] = (await gapsIn(own.bundle)).filter(({ because }) => because.includes('broke down'));
  expect(more).toEqual([]);
  expect(gap).toMatchObject({ code: 'traffic-unreadable', channel: 'traffic' });
  expect(gap?.because).toContain('an unknown number of bytes');
  expect(gap?.during?.fromMs).toBeGreaterThanOrEqual(fromMs);
});
