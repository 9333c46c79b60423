import { describe, expect, it } from 'vitest';
import type { Bundle } from '../model/bundle.ts';
import type { Channel } from '../model/claim.ts';
import type { Finding } from '../model/finding.ts';
import { parseArtifactId, parseFlowId } from '../model/ids.ts';
import { attributeFlow, hostMatches, misattributed, ownerOf } from './attribution.ts';
import { bundleOf, event, upload } from './bundle-fixture.fake.ts';
import { CACHE, CLEAN, hashOf, OWN, PAGE, PAGE_BYTES, socketOf, UID } from './clean-run.fake.ts';
import { covers, type SentConsent } from './consent.ts';
import { judge } from './judge.ts';

function found(channel: Channel, place: Finding['place'], fromMs = 250): Finding {
  const sha256 = hashOf(PAGE_BYTES);
  const where = {
    offset: 0,
    length: 99,
    stimulusOffset: 0,
    decidedBy: { what: 'bytes', value: 1, least: 1 },
    chain: [],
    during: { fromMs, toMs: fromMs + 10 },
  };
  return { detector: 'literal-run', stimulus: PAGE, channel, place, sha256, ...where, why: 'w' };
}
const inFile = (channel: Channel, path: string): Finding =>
  found(channel, { kind: 'artifact', artifact: parseArtifactId('a'), path });
const inBodyTo = (host: string, fromMs?: number, flow = 'connection-1'): Finding =>
  found('traffic', { kind: 'flow', flow: parseFlowId(flow), part: 'request-body', host }, fromMs);

describe('a host', () => {
  it.each([
    ['up.jd.com', '*.jd.com', true],
    ['a.b.jd.com', '*.jd.com', true],
    ['jd.com', '*.jd.com', true],
    ['UP.JD.com.', '*.jd.com', true],
    ['up.jd.com', '*.JD.com', true],
    ['Api.JD.com', 'api.jd.COM', true],
    ['evil-jd.com', '*.jd.com', false],
    ['jd.com.evil.example', '*.jd.com', false],
    ['up.jd.com', 'jd.com', false],
    ['jd.com', 'up.jd.com', false],
    ['com', '*.jd.com', false],
    ['', '*.jd.com', false],
    ['', '', true],
    ['10.0.0.1', '10.0.0.1', true],
  ])('%s against %s: %s', (host, pattern, matches) => {
    expect(hostMatches(host, [pattern])).toBe(matches);
    expect(hostMatches(host, ['other.example', pattern])).toBe(matches);
    expect(hostMatches(host, [])).toBe(false);
  });
});

describe('whose it is', () => {
  it.each([
    ['a file in the target’s external directory', inFile('app-external-storage', `${CACHE}/1`), 'target'],
    [
      'a file in its internal directory',
      inFile('app-internal-storage', '/data/data/com.jd.jrapp/1'),
      'target',
    ],
    ['a file in storage that all share', inFile('shared-storage', '/sdcard/Download/1'), 'unknown'],
    ['a body to a declared host', inBodyTo('up.jd.com'), 'target'],
    ['a body to another host', inBodyTo('up.example'), 'target'],
    ['a body to a declared host from elsewhere', inBodyTo('up.jd.com', 250, 'connection-2'), 'unknown'],
    ['a body to another host from elsewhere', inBodyTo('up.example', 250, 'connection-2'), 'unknown'],
    ['a body to the harness’ own pages', inBodyTo('pages.telltale.test'), 'harness'],
  ])('of %s: %s', (_, finding, owner) => {
    expect(ownerOf(CLEAN, finding)).toBe(owner);
  });

  it('of a body to a host that the harness serves and the vendor declares: the harness’', () => {
    const both = { ...CLEAN, run: { ...CLEAN.run, harnessHosts: ['up.jd.com'] } };
    expect(ownerOf(both, inBodyTo('up.jd.com'))).toBe('harness');
  });

  it.each([
    ['another app, to the vendor', 10_088, 'up.jd.com', [], 'other'],
    ['another app, to somebody else', 10_088, 'up.example', [], 'other'],
    ['an app that came with the phone, to the vendor', 10_089, 'up.jd.com', [], 'unknown'],
    ['an app that came with the phone, to somebody else', 10_089, 'up.example', [], 'other'],
    ['the media server, to the vendor', 1_013, 'up.jd.com', [], 'unknown'],
    ['an app without a name, to the vendor', 10_090, 'up.jd.com', [], 'unknown'],
    ['the target’s clone for a second user', 999_10_077, 'up.example', [], 'target'],
    ['the sandbox of the target’s libraries', 20_077, 'up.example', [], 'target'],
    ['the target or another app at the same time', UID, 'up.jd.com', [10_088], 'unknown'],
  ])('of what was sent by %s', (_, uid, host, others, owner) => {
    const bundle = withConnection(uid, others);
    expect(ownerOf(bundle, inBodyTo(host, 250, 'connection-2'))).toBe(owner);
    expect(attributeFlow(bundle, { connection: parseFlowId('connection-2') }).owner).toBe(
      owner === 'other' && uid !== 10_088 ? 'unknown' : owner,
    );
  });

  it('is not known of anything where a page of the browser’s was taken for the target’s', () => {
    const detail = 'https://pages.telltale.test/x/page.html';
    const control = { name: 'page', channel: 'traffic', found: true, detail } as const;
    const bundle = bundleOf(
      event({ kind: 'control', at: { hostMs: 90 }, control }),
      upload(Buffer.from('-'), { url: detail, host: 'pages.telltale.test' }),
      upload(PAGE_BYTES),
    );
    expect(misattributed(bundle)).toBe('connection-1');
    expect(ownerOf(bundle, inBodyTo('up.jd.com'))).toBe('unknown');
    expect(judge(bundle).claims[0]?.verdict.kind).toBe('inconclusive');
  });
});

/** A second connection, whose socket came at the same time as those of the others. */
function withConnection(uid: number, others: readonly number[]): Bundle {
  const times = { openedAfterMs: 310, openedByMs: 330, openUntilMs: 460, goneByMs: 500 };
  const packages = (of: number, system: boolean) =>
    ({ kind: 'uid-packages', hostMs: 900, uid: of, packages: [`app.${of}`], system }) as const;
  return {
    ...CLEAN,
    flows: [
      ...CLEAN.flows,
      ...[2, 3].slice(0, others.length + 1).map((number) => ({
        kind: 'connection' as const,
        id: parseFlowId(`connection-${number}`),
        openedMs: 320,
        closedMs: 490,
        clientPort: 50_000,
        bytesIn: 9,
        bytesOut: 9,
        opening: { speaks: 'http' as const },
      })),
    ],
    counters: [
      ...CLEAN.counters,
      ...[uid, ...others].map((one, index) => socketOf(one, times, 42_000 + index)),
      packages(10_088, false),
      packages(10_089, true),
    ],
  };
}

describe('what a consent covers', () => {
  const sent: SentConsent = { kind: 'image-sent', stimulus: PAGE, hosts: ['*.jd.com'], at: { hostMs: 250 } };

  it.each([
    ['its image, to its hosts, from its moment on', sent, inBodyTo('up.jd.com', 250), true],
    ['the same a millisecond earlier', sent, inBodyTo('up.jd.com', 249), false],
    ['the same, hours later', sent, inBodyTo('up.jd.com', 9_999_999), true],
    ['the same to another host', sent, inBodyTo('up.example'), false],
    ['another image', { ...sent, stimulus: OWN }, inBodyTo('up.jd.com'), false],
    ['a copy in a file', sent, inFile('app-external-storage', `${CACHE}/1`), false],
    ['anything at all, when no host was named', { ...sent, hosts: [] }, inBodyTo('up.jd.com'), false],
  ])('%s', (_, consent, finding, covered) => {
    expect(covers(CLEAN, consent, finding)).toBe(covered);
  });
});
