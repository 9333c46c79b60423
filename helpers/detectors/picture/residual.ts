import { toned } from './tone.ts';
import type { View } from './view.ts';

/** What a picture shows beyond the reference, and how much each place of it can be trusted. */
export interface Residual {
  readonly values: Float32Array;
  /** One over the variance around it: zero where the picture does not reach. */
  readonly weights: Float32Array;
}

/** In pixels of the reference: what changes over longer ways is light, not pattern. */
const LIGHT = 200;
/** Over so many pixels the variance is taken: lettering and edges that do not quite fit have a large one. */
const NEIGHBOURHOOD = 12;
/** In grey levels: larger differences are other content. */
const MOST = 16;
const LEAST_VARIANCE = 1.5;

/** The picture less the reference in its own light, without what changes slowly. */
export function residualOf(view: View): Residual {
  const { width, height, region } = view;
  const template = toned(view);
  const size = { width, height };
  const perPixel = width / region.width;
  const reach = (pixels: number): number => Math.max(1, Math.round((pixels * perPixel) / 2));
  // Loops, as `map` takes several times as long, and this is run for every look at a picture.
  const present = new Float32Array(width * height);
  const values = new Float32Array(width * height);
  for (let at = 0; at < values.length; at += 1) {
    const value = view.shown[at] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    present[at] = 1;
    values[at] = value - (template[at] ?? 0);
  }
  const cover = boxSums(present, size, reach(LIGHT));
  const light = boxSums(values, size, reach(LIGHT));
  for (let at = 0; at < values.length; at += 1) {
    const steady = (values[at] ?? 0) - (light[at] ?? 0) / Math.max(1, cover[at] ?? 0);
    values[at] = present[at] === 0 ? 0 : Math.min(MOST, Math.max(-MOST, steady));
  }
  const near = reach(NEIGHBOURHOOD);
  const counts = boxSums(present, size, near);
  const sums = boxSums(values, size, near);
  const squares = boxSums(squaresOf(values), size, near);
  const weights = new Float32Array(width * height);
  for (let at = 0; at < weights.length; at += 1) {
    if (present[at] === 0) continue;
    const count = Math.max(1, counts[at] ?? 0);
    const mean = (sums[at] ?? 0) / count;
    weights[at] = 1 / (Math.max(0, (squares[at] ?? 0) / count - mean * mean) + LEAST_VARIANCE);
  }
  return { values, weights };
}

function squaresOf(values: Float32Array): Float32Array {
  const squares = new Float32Array(values.length);
  for (let at = 0; at < squares.length; at += 1) squares[at] = (values[at] ?? 0) ** 2;
  return squares;
}

/** The sum over the square that reaches so far to each side, for each place; less at the border. */
export function boxSums(
  values: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  reach: number,
): Float32Array {
  const rows = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) {
    const from = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(reach, width); x += 1) sum += values[from + x] ?? 0;
    for (let x = 0; x < width; x += 1) {
      if (x + reach < width) sum += values[from + x + reach] ?? 0;
      if (x - reach > 0) sum -= values[from + x - reach - 1] ?? 0;
      rows[from + x] = sum;
    }
  }
  const out = new Float32Array(values.length);
  const sums = new Float64Array(width);
  const add = (y: number, sign: number): void => {
    for (let x = 0; x < width; x += 1) sums[x] = (sums[x] ?? 0) + sign * (rows[y * width + x] ?? 0);
  };
  for (let y = 0; y < Math.min(reach, height); y += 1) add(y, 1);
  for (let y = 0; y < height; y += 1) {
    if (y + reach < height) add(y + reach, 1);
    if (y - reach > 0) add(y - reach - 1, -1);
    out.set(sums, y * width);
  }
  return out;
}
