import { describe, expect, it } from 'vitest';
import { geohashOf, inEachDatum, webMercator } from './datums.ts';

describe('a place', () => {
  it('in GCJ-02 and BD-09 is where the package coordtransform puts it', () => {
    const [, mars, baidu] = inEachDatum({ latitude: 39.915, longitude: 116.404 });
    expect(mars?.latitude).toBeCloseTo(39.91640428150164, 9);
    expect(mars?.longitude).toBeCloseTo(116.41024449916938, 9);
    // Its example for BD-09 starts from GCJ-02, so the shift is compared: it varies by less than a metre so near.
    expect((baidu?.latitude ?? 0) - (mars?.latitude ?? 0)).toBeCloseTo(39.92133699351022 - 39.915, 4);
    expect((baidu?.longitude ?? 0) - (mars?.longitude ?? 0)).toBeCloseTo(116.41036949371029 - 116.404, 4);
  });

  it('has the geohash of the example in Wikipedia', () => {
    expect(geohashOf({ latitude: 57.64911, longitude: 10.40744 }, 11)).toBe('u4pruydqqvj');
  });

  it('is on the web’s map where EPSG:3857 has its corner', () => {
    const { x, y } = webMercator({ latitude: 85.0511287798066, longitude: 180 });
    expect(x).toBeCloseTo(20_037_508.342789, 4);
    expect(y).toBeCloseTo(20_037_508.342789, 4);
  });
});
