import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { buildDisguiseIndex, disguiseIndexOf } from './disguise/disguise-index.ts';
import { undoDisguise } from './disguise/undo-disguise.ts';
import { detectDisguisedRun } from './disguised-run.ts';
import { joined, noise, png } from './images.fake.ts';

const SCREENSHOT = parseStimulusId('screenshot');
const PHOTO = parseStimulusId('photo');
const [screenshot, photo] = [png(noise(1, 60_000)), png(noise(2, 50_000))];
const index = buildDisguiseIndex([
  { id: SCREENSHOT, bytes: screenshot },
  { id: PHOTO, bytes: photo },
]);

const xored = (bytes: Uint8Array, ...key: readonly number[]): Uint8Array =>
  bytes.map((byte, at) => byte ^ (key[at % key.length] ?? 0));
const turned = (bytes: Uint8Array, width: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  for (let at = 0; at + width <= copy.length; at += width) copy.subarray(at, at + width).reverse();
  return copy;
};
const running = (bytes: Uint8Array, step: (before: number, byte: number) => number): Uint8Array => {
  let before = 77;
  return bytes.map((byte) => {
    before = step(before, byte) & 255;
    return before;
  });
};
const lettered = (bytes: Uint8Array, letters: string): Uint8Array => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const text = Buffer.from(bytes).toString('base64').replaceAll('=', '');
  return Buffer.from([...text].map((one) => letters[alphabet.indexOf(one)]).join(''));
};
const OTHER_ALPHABET = 'zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA9876543210_-';

describe('a disguised run', () => {
  it.each([
    ['XORed with one byte', xored(screenshot, 0x5a), 'other bytes|0x5a'],
    ['XORed with three bytes', xored(screenshot, 1, 2, 3), 'repeating key .0x'],
    ['XORed with 37 bytes', xored(screenshot, ...noise(3, 37)), 'repeating key .0x'],
    ['XORed with 64 bytes', xored(screenshot, ...noise(4, 64)), 'repeating key .0x'],
    ['with a key of five bytes added', screenshot.map((byte, at) => byte + (at % 5) * 31 + 1), 'key added'],
    ['inverted', screenshot.map((byte) => ~byte), 'other bytes|0xff'],
    ['with its nibbles swapped', screenshot.map((byte) => (byte << 4) | (byte >> 4)), 'other bytes'],
    ['backwards', Uint8Array.from(screenshot).reverse(), 'backwards'],
    [
      'backwards and inverted',
      Uint8Array.from(screenshot)
        .reverse()
        .map((byte) => ~byte),
      'backwards, with other',
    ],
    ['turned in pairs', turned(screenshot, 2), 'groups of 2'],
    ['turned in fours', turned(screenshot, 4), 'groups of 4'],
    ['XORed with all before', running(screenshot, (before, byte) => before ^ byte), 'everything before'],
    ['added to all before', running(screenshot, (before, byte) => before + byte), 'everything before'],
    [
      'XORed with its neighbour',
      screenshot.map((byte, at) => byte ^ (screenshot[at + 1] ?? 0)),
      'one before',
    ],
    ['in base64 of another alphabet', lettered(screenshot, OTHER_ALPHABET), 'another alphabet'],
    [
      'the same, from the second byte on',
      lettered(screenshot.subarray(1), OTHER_ALPHABET),
      'another alphabet',
    ],
  ])('%s is found, wherever it stands', (_name, hidden, told) => {
    for (const data of [hidden, joined(noise(9, 1_237), hidden, noise(10, 500))]) {
      const [found, ...others] = detectDisguisedRun(index, data);
      expect(others).toEqual([]);
      expect(found).toMatchObject({ stimulus: SCREENSHOT, disguise: expect.stringMatching(told) });
      expect(found?.length).toBeGreaterThan(20_000);
      if (found === undefined) continue;
      const { offset, stimulusOffset, length } = found;
      const open = undoDisguise(data, screenshot, found);
      const from = told.startsWith('backwards') ? stimulusOffset - length + 1 : stimulusOffset;
      const to = from + (told === 'another alphabet' ? Math.floor((length * 3) / 4) - 3 : length);
      expect(Buffer.from(open ?? []).compare(screenshot, from, to, from, to)).toBe(0);
      expect(undoDisguise(data, screenshot, { ...found, offset: offset + 1 })).toBeUndefined();
    }
  });

  it('is found for each image that is there', () => {
    const data = joined(xored(photo, 9, 8), noise(5, 3_000), xored(screenshot, 7, 7, 1));
    expect(detectDisguisedRun(index, data).map(({ stimulus }) => stimulus)).toEqual([SCREENSHOT, PHOTO]);
  });

  it('is not what stands there plainly, nor what is not there', () => {
    for (const data of [screenshot, noise(77, 200_000), new Uint8Array(100_000), png(noise(8, 60_000))])
      expect(detectDisguisedRun(index, data)).toEqual([]);
  });

  it('is told by what no other image has, wherever in the copy that stands', () => {
    const shared = screenshot.subarray(600, 3_000);
    const other = joined(photo.subarray(0, 5_000), shared, photo.subarray(5_000));
    const both = buildDisguiseIndex([
      { id: SCREENSHOT, bytes: screenshot },
      { id: PHOTO, bytes: other },
    ]);
    const backwards = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();
    const named = (data: Uint8Array) => detectDisguisedRun(both, data).map(({ stimulus }) => stimulus);
    for (const disguised of [backwards, (bytes: Uint8Array) => xored(bytes, 1, 2, 3)]) {
      expect(named(disguised(screenshot))).toEqual([SCREENSHOT]);
      expect(named(disguised(other))).toEqual([PHOTO]);
      expect(named(disguised(shared))).toEqual([]);
    }
  });

  it('names the first of two images of the same bytes', () => {
    const both = buildDisguiseIndex([
      { id: PHOTO, bytes: screenshot },
      { id: SCREENSHOT, bytes: screenshot },
    ]);
    expect(detectDisguisedRun(both, xored(screenshot, 1, 2, 3))).toMatchObject([{ stimulus: PHOTO }]);
  });

  it('of any key of up to 64 bytes gives the key away', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 64 }), fc.nat(5_000), (key, skipped) => {
        fc.pre(new Set(key).size > 1);
        const [found] = detectDisguisedRun(index, xored(screenshot, ...key).subarray(skipped));
        expect(found?.stimulus).toBe(SCREENSHOT);
        const told = /0x([0-9a-f]+)/.exec(found?.disguise ?? '')?.[1] ?? '';
        expect(key.length % (told.length / 2)).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  it('is found in every place of a file, as soon as it is longer than a stretch and the step to the next', () => {
    const part = screenshot.subarray(20_000, 20_000 + 396);
    fc.assert(
      fc.property(fc.nat(2_000), (before) => {
        const data = joined(noise(9, before), Uint8Array.from(part).reverse(), noise(10, 700));
        const found = detectDisguisedRun(index, data);
        expect(found).toMatchObject([{ stimulus: SCREENSHOT, disguise: 'backwards' }]);
        expect(found[0]?.length).toBeGreaterThanOrEqual(396);
      }),
      { numRuns: 40 },
    );
  });

  it('is found by whoever is given the memory of an index', () => {
    const shared = disguiseIndexOf(index.stimuli, index.memory);
    const data = joined(noise(9, 1_237), xored(screenshot, 1, 2, 3));
    expect(detectDisguisedRun(shared, data)).toEqual(detectDisguisedRun(index, data));
    expect(detectDisguisedRun(shared, data)).toHaveLength(1);
  });

  it('is none of a cipher', () => {
    const stream = noise(123, screenshot.length);
    expect(
      detectDisguisedRun(
        index,
        screenshot.map((byte, at) => byte ^ (stream[at] ?? 0)),
      ),
    ).toEqual([]);
  });
});
