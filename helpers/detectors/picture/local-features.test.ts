import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawing, remade } from './drawings.fake.ts';
import { buildFeatureIndex } from './feature-index.ts';
import { featureVariant } from './feature-variants.ts';
import type { GreyPicture } from './grey-picture.ts';
import { findLocalFeatures } from './local-features.ts';
import { SOURCE_SHA256 } from './local-features.wasm.ts';

const PICTURE = drawing(3, 3);
const SIZE = { width: 360, height: 480 };
const INDEX = buildFeatureIndex([findLocalFeatures(PICTURE, 800)]);

/** The share of a picture's features that lead to where they come from. */
function shareFound(
  picture: GreyPicture,
  {
    variant = { mirrored: false, inverted: false },
    from,
  }: {
    readonly variant?: { readonly mirrored: boolean; readonly inverted: boolean };
    readonly from: (x: number, y: number) => readonly [x: number, y: number];
  },
): number {
  const features = findLocalFeatures(picture, 200);
  const matches = INDEX.match(featureVariant(features, variant));
  const right = matches.filter(({ query, reference }) => {
    const [x, y] = from(Math.abs(query.x), query.y);
    return Math.hypot(reference.x - x, reference.y - y) < 3;
  });
  expect(features.places.length).toBeGreaterThan(50);
  return right.length / features.places.length;
}

describe('local features', () => {
  it('are those of the source: after a change to local-features.c, run build-wasm.sh', () => {
    const source = readFileSync(path.join(import.meta.dirname, 'local-features.c'));
    expect(createHash('sha256').update(source).digest('hex')).toBe(SOURCE_SHA256);
  });

  it('lead back to themselves', () => {
    expect(shareFound(PICTURE, { from: (x, y) => [x, y] })).toBeGreaterThan(0.7);
  });

  it('lead back from a picture that was made smaller', () => {
    const small = remade(PICTURE, { width: 180, height: 240 }, (at, x, y) => at(2 * x, 2 * y));
    expect(shareFound(small, { from: (x, y) => [2 * x, 2 * y] })).toBeGreaterThan(0.4);
  });

  it('lead back from a picture that was turned', () => {
    const turned = remade(PICTURE, { width: 480, height: 360 }, (at, x, y) => at(y, 479 - x));
    expect(shareFound(turned, { from: (x, y) => [y, 480 - x] })).toBeGreaterThan(0.6);
  });

  it('of a mirrored or an inverted picture are its own with their values exchanged', () => {
    const mirrored = remade(PICTURE, SIZE, (at, x, y) => at(359 - x, y));
    const inverted = remade(PICTURE, SIZE, (at, x, y) => 255 - at(x, y));
    const mirror = { mirrored: true, inverted: false };
    const invert = { mirrored: false, inverted: true };
    expect(shareFound(mirrored, { variant: mirror, from: (x, y) => [360 - x, y] })).toBeGreaterThan(0.6);
    expect(shareFound(inverted, { variant: invert, from: (x, y) => [x, y] })).toBeGreaterThan(0.6);
    expect(shareFound(mirrored, { from: (x, y) => [360 - x, y] })).toBeLessThan(0.2);
    expect(shareFound(inverted, { from: (x, y) => [x, y] })).toBeLessThan(0.2);
  });

  it.each([
    ['no pixel', 0, 0],
    ['one pixel', 1, 1],
    ['one row', 5_000, 1],
    ['nothing to see', 100, 100],
  ])('are none in a picture of %s', (_, width, height) => {
    expect(findLocalFeatures({ width, height, values: new Uint8Array(width * height) }, 10).places).toEqual(
      [],
    );
  });

  it('are at most as many as asked for', () => {
    expect(findLocalFeatures(PICTURE, 40).places.length).toBeLessThanOrEqual(40);
    expect(findLocalFeatures(PICTURE, 40).places.length).toBeGreaterThan(20);
  });
});
