import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { changedAt, joined, jpeg, noise } from './images.fake.ts';
import { placeFields } from './place-fields.ts';
import { detectWithoutPlace } from './without-place.ts';

const XMP = '<x:xmpmeta><rdf:Description exif:GPSLatitude="48,8.1N" dc:format="image/jpeg"/></x:xmpmeta>';

/** EXIF with a GPS directory of two fields, one of which stands in its entry: `N` and three fractions. */
function exif(isLittle: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(26 + 2 + 24 + 4 + 24));
  const bytes = new Uint8Array(tiff.buffer);
  bytes.set(Buffer.from(isLittle ? 'II' : 'MM'), 0);
  tiff.setUint16(2, 42, isLittle);
  tiff.setUint32(4, 8, isLittle);
  tiff.setUint16(8, 1, isLittle);
  field(tiff, 10, isLittle, [0x8825, 4, 1, 26]);
  tiff.setUint16(26, 2, isLittle);
  field(tiff, 28, isLittle, [1, 2, 2, 0]);
  bytes.set(Buffer.from('N\0'), 36);
  field(tiff, 40, isLittle, [2, 5, 3, 56]);
  for (let at = 56; at < 80; at += 4) tiff.setUint32(at, at * 7, isLittle);
  return bytes;
}

function field(
  tiff: DataView,
  at: number,
  isLittle: boolean,
  [tag, type, count, value]: readonly [number, number, number, number],
): void {
  tiff.setUint16(at, tag, isLittle);
  tiff.setUint16(at + 2, type, isLittle);
  tiff.setUint32(at + 4, count, isLittle);
  tiff.setUint32(at + 8, value, isLittle);
}

function app1(content: Uint8Array): Uint8Array {
  return joined([0xff, 0xe1, (content.length + 2) >> 8, (content.length + 2) & 0xff], content);
}

/** A photo with a place, in EXIF and in XMP. */
function photo(seed: number, isLittle = true): Uint8Array {
  const picture = jpeg(noise(seed, 400));
  const block = app1(joined(Buffer.from('Exif\0\0'), exif(isLittle)));
  return joined(picture.subarray(0, 2), block, app1(Buffer.from(XMP)), picture.subarray(2));
}

const PHOTO = photo(1);
const STIMULI = [
  { id: parseStimulusId('photo'), bytes: PHOTO },
  { id: parseStimulusId('other'), bytes: photo(2) },
];

/** As Android hands it to others. */
function redacted(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const { start, end } of placeFields(bytes)) copy.fill(0, start, end);
  return copy;
}

describe('the place in a photo', () => {
  it.each([true, false])('is found in EXIF and in XMP, little-endian: %s', (isLittle) => {
    const bytes = photo(1, isLittle);
    const text = placeFields(bytes).map(({ start, end }) => Buffer.from(bytes.subarray(start, end)));
    expect(text.map(({ length }) => length)).toEqual([2, 24, 'exif:GPSLatitude="48,8.1N"'.length]);
    expect(text[0]?.toString()).toBe('N\0');
    expect(text[2]?.toString()).toBe('exif:GPSLatitude="48,8.1N"');
  });

  it('is looked for in any bytes without a failure, and never beyond them', () => {
    fc.assert(
      fc.property(fc.nat(PHOTO.length), fc.uint8Array({ maxLength: 40 }), (at, bytes) => {
        const damaged = joined(PHOTO.subarray(0, at), bytes, PHOTO.subarray(at + bytes.length));
        for (const { start, end } of placeFields(damaged))
          expect(start <= end && end <= damaged.length).toBe(true);
      }),
    );
  });
});

describe('a photo without its place', () => {
  it('is the photo, whole', () => {
    expect(detectWithoutPlace(STIMULI, redacted(PHOTO))).toBe('photo');
  });

  it('is no such copy when any other byte differs, or any byte of the place is neither its own nor zero', () => {
    const copy = redacted(PHOTO);
    fc.assert(
      fc.property(fc.nat(PHOTO.length - 1), fc.integer({ min: 1, max: 255 }), (at, other) => {
        const changed = Uint8Array.from(copy);
        changed[at] = (changed[at] ?? 0) ^ other;
        expect(detectWithoutPlace(STIMULI, changed)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['another photo', photo(3)],
    ['a piece of it', redacted(PHOTO).subarray(0, -1)],
    ['more than it', joined(redacted(PHOTO), [0])],
    [
      'one of which a byte of the place stands',
      changedAt(redacted(PHOTO), (placeFields(PHOTO)[1]?.start ?? 0) + 3),
    ],
    ['nothing', new Uint8Array()],
  ])('is not %s', (_what, bytes) => {
    expect(detectWithoutPlace(STIMULI, bytes)).toBeUndefined();
  });
});
