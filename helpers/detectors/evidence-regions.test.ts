import { describe, expect, it } from 'vitest';
import { evidenceRegions } from './evidence-regions.ts';
import {
  ANNEX_K_TABLES,
  JPEG_HEADER,
  joined,
  jpeg,
  noise,
  PNG_HEADER,
  png,
  renderedPage,
} from './images.fake.ts';

const SCAN = noise(1, 500).map((byte) => byte & 0x7f);
const START = JPEG_HEADER.length;
const SECOND_SCAN = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
const SECOND_START = START + 500 + ANNEX_K_TABLES.length + SECOND_SCAN.length;

describe('where an image’s bytes are its own', () => {
  it.each([
    ['the scan of a JPEG, up to its end marker', jpeg(SCAN), [[START, START + 500]]],
    ['the scan of a JPEG that was cut off', jpeg(SCAN).subarray(0, START + 300), [[START, START + 300]]],
    [
      'each scan of a progressive JPEG, without the tables in between',
      joined(JPEG_HEADER, SCAN, ANNEX_K_TABLES, SECOND_SCAN, SCAN, [0xff, 0xd9]),
      [
        [START, START + 500],
        [SECOND_START, SECOND_START + 500],
      ],
    ],
    [
      'not the preview that a camera appends, whose tables are everybody’s',
      joined(jpeg(SCAN), jpeg(noise(2, 500))),
      [[START, START + 500]],
    ],
    [
      'beyond restart markers, fill bytes and stuffed zeros',
      joined(JPEG_HEADER, SCAN, [0xff, 0xff, 0xd7], SCAN, [0xff, 0], SCAN, [0xff, 0xd9]),
      [[START, START + 1_505]],
    ],
    [
      'every IDAT chunk of a PNG',
      png(SCAN, SCAN),
      [
        [PNG_HEADER.length + 8, PNG_HEADER.length + 508],
        [PNG_HEADER.length + 520, PNG_HEADER.length + 1_020],
      ],
    ],
    [
      'the IDAT chunk of a PNG that was cut off',
      png(SCAN).subarray(0, PNG_HEADER.length + 100),
      [[PNG_HEADER.length + 8, PNG_HEADER.length + 100]],
    ],
    ['all but the header of a format that is not known', noise(3, 600), [[512, 600]]],
  ])('is %s', (_, bytes, regions) => {
    expect(evidenceRegions(bytes).map(({ start, end }) => [start, end])).toEqual(regions);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a format that is not known and shorter than its header may be', noise(4, 512)],
    ['a JPEG without a scan', JPEG_HEADER.subarray(0, 100)],
    ['a JPEG whose scan is empty', jpeg(new Uint8Array())],
    [
      'a JPEG segment that says it is shorter than its own length',
      Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0]),
    ],
    ['a JPEG that goes on with no marker', Uint8Array.from([0xff, 0xd8, 1, 2, 3, 4, 5, 6])],
    ['a PNG without pixels', png()],
    [
      'a PNG whose first chunk claims four gigabytes',
      joined(PNG_HEADER.subarray(0, 8), [255, 255, 255, 255], noise(5, 40)),
    ],
  ])('is nowhere in %s', (_, bytes) => {
    expect(evidenceRegions(bytes)).toEqual([]);
  });

  it('covers most of a picture that was really rendered', () => {
    const page = renderedPage('0123', { seed: 1 });
    const own = evidenceRegions(page).reduce((sum, { start, end }) => sum + end - start, 0);
    expect(own).toBeGreaterThan(page.length * 0.9);
  });
});
