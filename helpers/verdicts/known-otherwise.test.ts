import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Canary } from '../model/stimulus.ts';
import { bundleOf, type Change, file, gapsOn, stimulus, upload, verdictOn } from './bundle-fixture.fake.ts';
import { hashOf, PAGE, PAGE_BYTES } from './clean-run.fake.ts';
import { judge } from './judge.ts';

const CARD = '6217001234567890123';
const NAME = 'Screenshot_20190216-101500.png';
const CANARIES: readonly Canary[] = [
  { kind: 'digits', value: CARD },
  { kind: 'qr-code', value: 'telltale:00112233aabbccdd' },
  { kind: 'position', value: '38.923711,82.451234' },
  { kind: 'file-name', value: NAME },
];
const page = stimulus(PAGE, { canaries: CANARIES });
const sent = (text: string): Change => upload(Buffer.from(text));
const verdict = (...changes: readonly Change[]) => verdictOn(bundleOf(page, ...changes), 'local-only').kind;

describe('what only an image says', () => {
  it.each([
    ['its number', `{"card":"${CARD}"}`],
    ['its number, packed', gzipSync(`{"card":"${CARD}"}`)],
    ['what its QR code says', 'q=telltale:00112233aabbccdd'],
    ['the place that a page shows', 'at 38.923711, 82.451234'],
    ['the hash of its file', createHash('md5').update(PAGE_BYTES).digest('hex')],
  ])('violates a claim when it is sent: %s', (_, body) => {
    const bundle = bundleOf(page, upload(Buffer.from(body)));
    expect(verdictOn(bundle, 'local-only')).toMatchObject({
      kind: 'violated',
      findings: [{ detector: 'derived-value', stimulus: PAGE, place: { part: 'request-body' } }],
    });
  });

  it('violates a claim when it stands in the address of a request', () => {
    expect(verdict(upload(new Uint8Array(), { url: `https://up.jd.com/?c=${CARD}` }))).toBe('violated');
  });

  it('is none of a copy that could be cleared, and no upload that the user asked for', () => {
    const bundle = bundleOf(page, file(Buffer.from(`card ${CARD}`)));
    expect(verdictOn(bundle, 'no-background-acquisition').kind).toBe('violated');
    expect(verdictOn(bundle, 'cleared-on-exit').kind).not.toBe('violated');
  });

  it('accuses nobody when a server had told it to the app before', () => {
    const answer = Buffer.from(JSON.stringify({ known: CARD }));
    const told: Change = (bundle) => {
      const answered = upload(Buffer.from('hello'), {
        startedMs: 240,
        endedMs: 245,
        status: 200,
        response: { sha256: hashOf(answer), bytes: answer.length, complete: true },
      })(bundle);
      const contentOf: typeof bundle.contentOf = (sha256) =>
        sha256 === hashOf(answer) ? answer : answered.contentOf(sha256);
      return { ...answered, contentOf };
    };
    const bundle = bundleOf(page, told, sent(`{"card":"${CARD}"}`));
    expect(judge(bundle).findings).toEqual([]);
    expect(judge(bundle).hints).toMatchObject([{ why: expect.stringContaining('had told it to the app') }]);
    expect(gapsOn(bundle, 'local-only')).toEqual(['value-known-otherwise']);
  });
});

describe('what may be known without the image', () => {
  it.each([
    ['the name of its file', page, `seen ${NAME}`],
    [
      'the place of a photo',
      stimulus(PAGE, { canaries: CANARIES, kind: 'photo' }),
      'at 38.923711, 82.451234',
    ],
  ])('is no finding, and a gap: %s', (_, image, text) => {
    const bundle = bundleOf(image, sent(text));
    const { findings, hints } = judge(bundle);
    expect(findings).toEqual([]);
    expect(hints).toMatchObject([{ detector: 'derived-value', stimulus: PAGE }]);
    expect(gapsOn(bundle, 'local-only')).toEqual(['value-known-otherwise']);
  });

  it('hides nothing that stands beside it', () => {
    const [finding, ...others] = judge(bundleOf(page, sent(`${NAME}: ${CARD}`))).findings;
    expect(others).toEqual([]);
    expect(finding?.value).toEqual({ kind: 'digits' });
  });
});

describe('what others have as well', () => {
  it.each([
    ['the last four digits', 'card ending in 0123 used'],
    ['a rounded place', 'near 38.92, 82.45'],
  ])('is told of and decides nothing: %s', (_, text) => {
    const bundle = bundleOf(page, sent(text));
    const { findings, hints, gaps } = judge(bundle);
    expect(findings).toEqual([]);
    expect(hints).toMatchObject([{ value: { weak: true } }]);
    expect(gaps.map(({ code }) => code)).not.toContain('value-known-otherwise');
    expect(verdict(sent(text))).toBe('upheld');
  });

  it('is not even told of within another number or word', () => {
    expect(judge(bundleOf(page, sent('id 90123, x0123, 0123.5, 38.92 only'))).hints).toEqual([]);
  });
});
