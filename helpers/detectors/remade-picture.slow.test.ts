import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSha256, parseStimulusId } from '../model/ids.ts';
import { joined, noise, png } from './images.fake.ts';
import { drawing, half, pngOf, stimulus } from './picture/drawings.fake.ts';
import { type MaybeMarked, preparePictures } from './picture-target.ts';
import { detectRemadePicture, isPictureFile } from './remade-picture.ts';
import { searchObject } from './search-object.ts';
import { targetOf } from './target.ts';

function pageOf(id: string, own: number): MaybeMarked {
  const { key, unmarked, image } = stimulus(id, 1, own);
  return { id: parseStimulusId(id), bytes: pngOf(image), mark: { key, unmarked: pngOf(unmarked) } };
}
const PAGE = pageOf('page', 1);
const PHOTO: MaybeMarked = { id: parseStimulusId('photo'), bytes: pngOf(drawing(9, 9)) };
const TARGET = preparePictures([PAGE]);
const COPY = pngOf(half(stimulus('page', 1, 1).image));
const OTHER = pngOf(drawing(5, 5));

describe('a picture file', () => {
  it('that was made of a marked stimulus is found, with what was done to it and how sure that is', () => {
    const { found, cleared } = detectRemadePicture(TARGET, COPY);
    expect(cleared).toBe(false);
    expect(found).toMatchObject([
      { stimulus: 'page', evidence: { how: 'PNG 180 × 240, scaled ×0.50, rotated 0°' } },
    ]);
    expect(found[0]?.evidence.z).toBeGreaterThan(8);
    expect(found[0]?.evidence.log10P).toBeLessThan(-9);
  });

  it('says where each of its pixels lies in the image of the stimulus', () => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] =
      detectRemadePicture(TARGET, COPY).found[0]?.evidence.toImage ?? [];
    for (const [value, expected] of [
      [a, 2],
      [b, 0],
      [d, 0],
      [e, 2],
    ] as const)
      expect(Math.abs(value - expected)).toBeLessThan(0.01);
    expect(Math.abs(c) + Math.abs(f)).toBeLessThan(1.5);
  });

  it('that shows something else is cleared, when every stimulus of the run is marked', () => {
    expect(detectRemadePicture(TARGET, OTHER)).toEqual({ found: [], cleared: true, tooLarge: false });
    expect(detectRemadePicture(preparePictures([PAGE, PHOTO]), OTHER).cleared).toBe(false);
  });

  it('that looks like a stimulus and carries no key is neither found nor cleared', () => {
    for (const own of [1, 8])
      expect(detectRemadePicture(TARGET, pngOf(drawing(1, own)))).toMatchObject({
        found: [],
        cleared: false,
      });
  });

  it('is not cleared when the key of a stimulus does not show in its own image', () => {
    const blind = { ...PAGE, bytes: pngOf(drawing(1, 1)) };
    expect(preparePictures([blind]).complete).toBe(false);
  });

  it.each([
    ['is larger than what is decoded', withSize(COPY, 60_000), true],
    ['cannot be decoded', COPY.subarray(0, 500), false],
    ['is only pixels of compressed noise', png(noise(1, 300)), false],
  ])('that %s is not cleared', (_, bytes, tooLarge) => {
    expect(isPictureFile(bytes)).toBe(true);
    expect(detectRemadePicture(TARGET, bytes)).toEqual({ found: [], cleared: false, tooLarge });
  });
});

describe('an object that holds a picture', () => {
  it('is opaque no more when the picture was seen to be no copy, but for what is beside its pixels', () => {
    expect(searched(OTHER)).toMatchObject({ matches: [], opaque: 0, reached: [] });
    expect(searched(joined(OTHER, noise(7, 200))).opaque).toBeGreaterThan(64);
  });

  it('stays opaque when the picture looks like a stimulus', () => {
    expect(searched(pngOf(drawing(1, 8))).opaque).toBeGreaterThan(64);
  });

  it('leads to the copy through what it is packed in', () => {
    const [match] = searched(Buffer.from(`{"image":"${Buffer.from(COPY).toString('base64')}"}`)).matches;
    expect(match).toMatchObject({ detector: 'keyed-picture', run: { stimulus: 'page' } });
    expect(match?.chain.join()).toContain('base64');
  });

  it('says of a whole copy that it is one, and of a picture too large that it was not looked at', () => {
    expect(searched(PAGE.bytes).matches).toMatchObject([{ detector: 'whole-content' }]);
    expect(searched(withSize(COPY, 60_000)).reached).toEqual(['pixels']);
  });
});

function searched(bytes: Uint8Array) {
  const sha256 = parseSha256(createHash('sha256').update(bytes).digest('hex'));
  const page = { ...PAGE, sha256: parseSha256(createHash('sha256').update(PAGE.bytes).digest('hex')) };
  return searchObject({ ...targetOf([page]), pictures: () => TARGET }, bytes, sha256);
}

/** The same file, with a header that declares another size. */
function withSize(file: Uint8Array, side: number): Uint8Array {
  const changed = Buffer.from(file);
  changed.writeUInt32BE(side, 16);
  changed.writeUInt32BE(side, 20);
  return changed;
}
