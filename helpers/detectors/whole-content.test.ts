import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSha256, parseStimulusId } from '../model/ids.ts';
import { changedAt, joined, noise } from './images.fake.ts';
import { detectWholeContent } from './whole-content.ts';

const hash = (bytes: Uint8Array) => parseSha256(createHash('sha256').update(bytes).digest('hex'));
const BYTES = noise(1, 1_000);
const STIMULI = [
  { id: parseStimulusId('empty'), sha256: hash(new Uint8Array()) },
  { id: parseStimulusId('one'), sha256: hash(BYTES) },
  { id: parseStimulusId('again'), sha256: hash(BYTES) },
  { id: parseStimulusId('other'), sha256: hash(noise(2, 1_000)) },
];

describe('the whole content of a stimulus', () => {
  it.each([
    ['the same bytes', BYTES, 'one'],
    ['the same bytes of a later stimulus', noise(2, 1_000), 'other'],
    ['one bit changed at the start', changedAt(BYTES, 0), undefined],
    ['one bit changed at the end', changedAt(BYTES, 999), undefined],
    ['one byte more', joined(BYTES, [0]), undefined],
    ['one byte less', BYTES.subarray(1), undefined],
    ['nothing, which is no copy of an empty stimulus either', new Uint8Array(), undefined],
  ])('for %s', (_, content, stimulus) => {
    expect(detectWholeContent(STIMULI, hash(content))).toBe(stimulus);
  });

  it('is nothing when no stimulus was delivered', () => {
    expect(detectWholeContent([], hash(BYTES))).toBeUndefined();
  });
});
