import { describe, expect, it } from 'vitest';
import { pngOf } from '../detectors/picture/drawings.fake.ts';
import type { RecognizeText } from '../model/text-reader.ts';
import { bundleOf, type Change, file, stimulus, upload } from './bundle-fixture.fake.ts';
import { PAGE } from './clean-run.fake.ts';
import { judge } from './judge.ts';

const CARD = '6217001234567890123';
const page = stimulus(PAGE, { canaries: [{ kind: 'digits', value: CARD }] });
const picture = (level = 200): Uint8Array =>
  pngOf({ width: 300, height: 200, values: new Uint8Array(60_000).fill(level) });
const says =
  (line: string): RecognizeText =>
  () =>
    `Cc =\n${line}\n`;
const verdict = (recognizeText: RecognizeText, predicate: string, ...changes: readonly Change[]) => {
  const { claims } = judge(bundleOf(page, ...changes), recognizeText);
  return claims.find(({ claim }) => claim === predicate)?.verdict;
};

describe('a picture that is none of the image and says its number', () => {
  it.each([
    ['was sent', 'local-only', upload(picture())],
    [
      'was sent in JSON',
      'local-only',
      upload(Buffer.from(JSON.stringify({ i: Buffer.from(picture()).toString('base64') }))),
    ],
    ['lies in the target’s directory', 'no-background-acquisition', file(picture())],
  ])('violates a claim when it %s', (_name, predicate, change) => {
    const line = '6217 0012 3456 7890 123';
    const judged = verdict(says(line), predicate, change);
    expect(judged).toMatchObject({
      kind: 'violated',
      findings: [{ detector: 'read-text', stimulus: PAGE, value: { kind: 'digits' }, line }],
    });
    expect(judged?.why).toContain('can be read in a picture');
  });

  it('is no copy that had to be cleared', () => {
    expect(verdict(says(CARD), 'cleared-on-exit', file(picture()))?.kind).not.toBe('violated');
  });

  it('accuses nobody when it was there before the image', () => {
    const before = file(picture(), { seenMs: 60, notBeforeMs: 0 });
    expect(verdict(says(CARD), 'no-background-acquisition', before)?.kind).not.toBe('violated');
  });

  it('accuses nobody of another number', () => {
    const judged = judge(bundleOf(page, upload(picture())), says('6217 0012 3456 7890 124'));
    expect(judged.findings).toEqual([]);
  });
});

describe('a picture that was not read', () => {
  const unread = (...changes: readonly Change[]) =>
    judge(bundleOf(page, ...changes), () => {
      throw new Error('out of memory');
    }).gaps.filter(({ code }) => code === 'decode-limit');

  it('is a gap', () => {
    expect(unread(file(picture()))).toMatchObject([{ because: expect.stringContaining('limit of reading') }]);
  });

  it('is none when it was there before any image', () => {
    expect(unread(file(picture(), { seenMs: 60, notBeforeMs: 0 }))).toEqual([]);
  });
});
