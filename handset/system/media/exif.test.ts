import { createCanvas } from '@napi-rs/canvas';
import exifr from 'exifr';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HANDSET_CAMERA, withExif } from '../../apps/camera/photo-file.ts';
import { exifValues } from './exif-values.ts';
import { redactPlace } from './redact-exif.ts';
import { writeExif } from './write-exif.ts';

const TAKEN = { takenMs: Date.UTC(2019, 1, 16, 10, 15), width: 8, height: 6 };
const jpeg = createCanvas(8, 6).toBuffer('image/jpeg');
const png = createCanvas(8, 6).toBuffer('image/png');
const photo = (latitude: number, longitude: number): Buffer =>
  withExif(jpeg, { ...HANDSET_CAMERA, position: () => ({ latitude, longitude }) }, TAKEN);

describe('EXIF', () => {
  it.each([
    [31.2304, 121.4737],
    [-33.8688, -70.6693],
    [0, 0],
  ])('of a photo at %d, %d is read', (latitude, longitude) => {
    const values = exifValues(photo(latitude, longitude));
    expect(values).toMatchObject({ taken: '2019:02:16 10:15:00', orientation: 0 });
    expect(values.latitude).toBeCloseTo(latitude, 6);
    expect(values.longitude).toBeCloseTo(longitude, 6);
  });

  it.each([
    ['a JPEG', jpeg],
    ['a PNG', png],
  ])('that is written into %s is read again, by others too', async (_, picture) => {
    const written = writeExif(picture, {
      image: { 305: 'Android handset', 256: 8 },
      exif: { 36867: '2019:02:16 18:15:00', 36881: '+08:00' },
    });
    expect(exifValues(written)).toMatchObject({ taken: '2019:02:16 18:15:00', takenOffset: '+08:00' });
    expect(await exifr.parse(written, { reviveValues: false })).toMatchObject({
      Software: 'Android handset',
    });
  });

  it('loses its place and nothing else', async () => {
    const before = photo(31.2304, 121.4737);
    const after = redactPlace(before);
    expect(after).toHaveLength(before.length);
    expect(exifValues(after)).toMatchObject({
      latitude: undefined,
      longitude: undefined,
      taken: '2019:02:16 10:15:00',
    });
    expect(after.includes(Buffer.from([0, 0, 0, 31, 0, 0, 0, 1]))).toBe(false);
    const changed = [...before.entries()].filter(([at, byte]) => after[at] !== byte).length;
    expect(changed).toBeLessThan(60);
  });

  it('of XMP loses its place too', () => {
    const xmp =
      '<x:xmpmeta><a exif:GPSLatitude="31,13.8N" dc:title="t"/><exif:GPSLongitude>121E</exif:GPSLongitude></x:xmpmeta>';
    const text = redactPlace(Buffer.from(xmp)).toString('latin1');
    expect(text).not.toMatch(/31,13|121E/);
    expect(text).toContain('dc:title="t"');
  });

  it('in bytes of any kind neither throws nor changes their number', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      // A photo with bytes of it overwritten: pointers lead anywhere.
      fc
        .tuple(fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 30 }), fc.nat(700))
        .map(([edits, length]) => {
          const broken = Buffer.from(photo(31, 121)).subarray(0, Math.max(20, length));
          for (const [at, value] of edits) if (at < broken.length) broken[at] = value;
          return broken;
        }),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        const file = Buffer.from(some);
        exifValues(file);
        expect(redactPlace(file)).toHaveLength(file.length);
      }),
      { numRuns: 300 },
    );
  });
});
