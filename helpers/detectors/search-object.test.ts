import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSha256, parseStimulusId } from '../model/ids.ts';
import { joined, noise, png } from './images.fake.ts';
import { searchObject } from './search-object.ts';
import { sharedIndexesOf, type Target, targetOf, targetWith } from './target.ts';

const sha256 = (bytes: Uint8Array) => parseSha256(createHash('sha256').update(bytes).digest('hex'));
const stimuli = [1, 2].map((seed) => {
  const bytes = png(noise(seed, 60_000));
  return { id: parseStimulusId(`stimulus-${seed}`), bytes, sha256: sha256(bytes) };
});
const [first, second] = stimuli.map(({ bytes }) => bytes) as [Uint8Array, Uint8Array];

describe('the search of an object', () => {
  it.each([
    ['a run', joined(noise(9, 999), first.subarray(10_000, 20_000))],
    [
      'a disguise',
      joined(
        noise(9, 999),
        second.map((byte) => byte ^ 0x5a),
      ),
    ],
    ['neither', noise(9, 50_000)],
  ])('finds %s by indexes that another thread has made as by its own', (_, bytes) => {
    const shared = targetWith(sharedIndexesOf(stimuli), stimuli);
    expect(searchObject(shared, bytes, sha256(bytes))).toEqual(
      searchObject(targetOf(stimuli), bytes, sha256(bytes)),
    );
  });

  it('goes through the bytes once for what stands there plainly, though disguises are looked for as well', () => {
    const target = targetOf(stimuli);
    let times = 0;
    const counting: Target = {
      ...target,
      index: {
        ...target.index,
        likelyPlaces(bytes) {
          times += 1;
          return target.index.likelyPlaces(bytes);
        },
      },
    };
    const bytes = joined(
      noise(9, 999),
      first.subarray(10_000, 20_000),
      second.map((byte) => ~byte),
    );
    const { matches, opaque } = searchObject(counting, bytes, sha256(bytes));
    expect(matches.map(({ detector }) => detector)).toEqual(['literal-run', 'disguised-run']);
    // Of what stands before them those that are no letters.
    expect(opaque).toBeGreaterThan(500);
    expect(opaque).toBeLessThan(1_000);
    expect(times).toBe(1);
  });
});
