import { type Affine, applied, scaleOf } from './affine.ts';
import { levelFor, type Pyramid } from './pyramid.ts';

/** What the unit square shows, in so few cells that it costs nothing to see what it is not: grey values, `NaN` for none. */
export type Thumb = Float32Array;

const SIDE = 24;
/** In each direction, of each cell. */
const SAMPLES = 4;

/** `fromUnit` leads from the unit square to pixels of the picture, which need not reach everywhere. */
export function thumbOf(picture: Pyramid, fromUnit: Affine): Thumb {
  const level = levelFor(picture, scaleOf(fromUnit) / (SIDE * SAMPLES));
  const thumb = new Float32Array(SIDE * SIDE);
  const fine = SIDE * SAMPLES;
  for (let at = 0; at < fine * fine; at += 1) {
    const [column, row] = [at % fine, Math.floor(at / fine)];
    const { x, y } = applied(fromUnit, { x: (column + 0.5) / fine, y: (row + 0.5) / fine });
    const [left, top] = [Math.floor(x / level.pixels), Math.floor(y / level.pixels)];
    const inside = left >= 0 && top >= 0 && left < level.width && top < level.height;
    const value = inside ? (level.values[top * level.width + left] ?? 0) : Number.NaN;
    const cell = Math.floor(row / SAMPLES) * SIDE + Math.floor(column / SAMPLES);
    thumb[cell] = (thumb[cell] ?? 0) + value / SAMPLES ** 2;
  }
  return thumb;
}

/** From 0 to 1: how much they are alike, in the same light or in the opposite one (Pearson). */
export function thumbLikeness(one: Thumb, other: Thumb): number {
  let [count, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < one.length; at += 1) {
    const [x, y] = [one[at] ?? Number.NaN, other[at] ?? Number.NaN];
    if (Number.isNaN(x + y)) continue;
    count += 1;
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt(Math.max(0, (aa * count - a * a) * (bb * count - b * b)));
  return spread > 1e-6 ? Math.abs(ab * count - a * b) / spread : 0;
}
