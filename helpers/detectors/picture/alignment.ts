import { type Affine, composed } from './affine.ts';
import type { Pyramid } from './pyramid.ts';
import { toned } from './tone.ts';
import { referencePoint, type View, viewOf } from './view.ts';

/** Places of the grids on which a map is refined, in turn: the last is fine enough for a tenth of a pixel of a page. */
const ROUNDS: readonly number[] = [15_000, 40_000, 100_000];
/** Differences above it are other content, not a shift: they count for little. */
const USUAL_DIFFERENCE = 20;

/**
 * Refines a map by the picture's own grey values, after Lucas and Kanade (IJCAI 1981) with an affine motion. Looks at
 * the unmarked reference only, so that what is found of the key later is not of our own making.
 */
export function aligned(picture: Pyramid, reference: Pyramid, crude: Affine): Affine {
  let map = crude;
  for (const mostPlaces of ROUNDS) {
    const view = viewOf(picture, reference, { toReference: map, mostPlaces });
    const motion = view === undefined ? undefined : motionOf(view);
    if (motion === undefined) return map;
    map = composed(motion, map);
  }
  return map;
}

/** In the reference's pixels: from where the picture's content is taken to be, to where it is. */
function motionOf(view: View): Affine | undefined {
  const template = toned(view);
  const { width, height, region } = view;
  const normal = new Float64Array(36);
  const right = new Float64Array(6);
  const row = new Float64Array(6);
  const centre = { x: region.left + region.width / 2, y: region.top + region.height / 2 };
  const unit = region.width / 2; // So that the six unknowns are of one size.
  const perPlace = width / region.width;
  const start = referencePoint(view, { x: 0, y: 0 });
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const difference = (view.shown[at] ?? Number.NaN) - (template[at] ?? 0);
      const gx = ((template[at + 1] ?? 0) - (template[at - 1] ?? 0)) * 0.5 * perPlace;
      const gy = ((template[at + width] ?? 0) - (template[at - width] ?? 0)) * 0.5 * perPlace;
      if (Number.isNaN(difference) || gx * gx + gy * gy < 1e-3) continue;
      const weight = 1 / (1 + (difference / USUAL_DIFFERENCE) ** 2);
      const px = (start.x + (x * region.width) / width - centre.x) / unit;
      const py = (start.y + (y * region.height) / height - centre.y) / unit;
      row[0] = gx * px;
      row[1] = gx * py;
      row[2] = gx;
      row[3] = gy * px;
      row[4] = gy * py;
      row[5] = gy;
      accumulate(row, { normal, right, weight, difference });
    }
  }
  mirrorUpper(normal);
  const solution = solved(normal, right);
  if (solution === undefined) return undefined;
  const [ax, ay, a0, bx, by, b0] = solution as [number, number, number, number, number, number];
  if (Math.hypot(a0, b0) > region.width / 8) return undefined;
  // Back from the centred unknowns: x′ = x + ax·(x − cx)/unit + ay·(y − cy)/unit + a0.
  return {
    a: 1 + ax / unit,
    b: ay / unit,
    c: a0 - (ax * centre.x + ay * centre.y) / unit,
    d: bx / unit,
    e: 1 + by / unit,
    f: b0 - (bx * centre.x + by * centre.y) / unit,
  };
}

interface Sums {
  readonly normal: Float64Array;
  readonly right: Float64Array;
  readonly weight: number;
  readonly difference: number;
}

/** The upper half only: the other one is the same. */
function accumulate(row: Float64Array, { normal, right, weight, difference }: Sums): void {
  for (let i = 0; i < 6; i += 1) {
    const one = (row[i] ?? 0) * weight;
    right[i] = (right[i] ?? 0) + one * difference;
    for (let j = i; j < 6; j += 1) normal[i * 6 + j] = (normal[i * 6 + j] ?? 0) + one * (row[j] ?? 0);
  }
}

function mirrorUpper(normal: Float64Array): void {
  for (let i = 0; i < 6; i += 1) for (let j = 0; j < i; j += 1) normal[i * 6 + j] = normal[j * 6 + i] ?? 0;
}

/** Gauss and Jordan, with a little on the diagonal: a picture without edges in one direction says nothing of it. */
function solved(normal: Float64Array, right: Float64Array): readonly number[] | undefined {
  const size = right.length;
  const trace = right.reduce((sum, _, at) => sum + (normal[at * size + at] ?? 0), 0);
  if (!(trace > 0)) return undefined;
  const rows = Array.from({ length: size }, (_, i) => {
    const row = [...normal.subarray(i * size, (i + 1) * size), right[i] ?? 0];
    row[i] = (row[i] ?? 0) + 1e-4 * (trace / size);
    return row;
  });
  for (const [i, pivot] of rows.entries()) {
    const lead = pivot[i] ?? 0;
    if (Math.abs(lead) < 1e-12 * trace) return undefined;
    for (const [j, row] of rows.entries()) {
      if (j === i) continue;
      const factor = (row[i] ?? 0) / lead;
      for (let k = i; k <= size; k += 1) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}
