import { describe, expect, it } from 'vitest';
import type { Channel } from '../model/claim.ts';
import type { Finding } from '../model/finding.ts';
import { parseArtifactId, parseFlowId } from '../model/ids.ts';
import { hostMatches, ownerOf } from './attribution.ts';
import { CACHE, CLEAN, hashOf, OWN, PAGE, PAGE_BYTES } from './clean-run.fake.ts';
import { covers, type SentConsent } from './consent.ts';

function found(channel: Channel, place: Finding['place'], fromMs = 250): Finding {
  const sha256 = hashOf(PAGE_BYTES);
  const where = {
    offset: 0,
    length: 99,
    stimulusOffset: 0,
    chain: [],
    during: { fromMs, toMs: fromMs + 10 },
  };
  return { detector: 'literal-run', stimulus: PAGE, channel, place, sha256, ...where, why: 'w' };
}
const inFile = (channel: Channel, path: string): Finding =>
  found(channel, { kind: 'artifact', artifact: parseArtifactId('a'), path });
const inBodyTo = (host: string, fromMs?: number): Finding =>
  found('traffic', { kind: 'flow', flow: parseFlowId('f'), part: 'request-body', host }, fromMs);

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
    ['a body to another host', inBodyTo('up.example'), 'unknown'],
    ['a body to a host that only looks like a declared one', inBodyTo('evil-jd.com'), 'unknown'],
    ['a body to the harness’ own pages', inBodyTo('pages.telltale.test'), 'harness'],
  ])('of %s: %s', (_, finding, owner) => {
    expect(ownerOf(CLEAN, finding)).toBe(owner);
  });

  it('of a body to a host that the harness serves and the vendor declares: the harness’', () => {
    const both = { ...CLEAN, run: { ...CLEAN.run, harnessHosts: ['up.jd.com'] } };
    expect(ownerOf(both, inBodyTo('up.jd.com'))).toBe('harness');
  });
});

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
