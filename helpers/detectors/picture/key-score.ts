import { PATTERN_CELLS } from '../../stimuli/keyed-pattern.ts';
import type { KeySigns } from './key-signs.ts';
import { boxSums, type Residual } from './residual.ts';
import { referencePoint, type View } from './view.ts';

/** A residual summed up over the cells of one scale of the pattern. */
export interface CellSums {
  readonly cell: number;
  /** Of the whole drawing, the first cells of the region. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** What each cell speaks for: positive for lighter than its neighbours. */
  readonly values: Float32Array;
}

/** A key counts from here on: by chance, 10⁻¹¹ with a thousand tests. */
export const LEAST_Z = 8;

/** A cell has to be so wide on the grid: what is finer was lost when the picture was made smaller. */
const LEAST_PLACES = 0.8;
/** Cells around each that say what the ground is: their share of the sign is lost, five by five leave nearly all. */
const AROUND = 2;
/** In grey levels; no cell of the pattern differs by more. */
const MOST = 4;
/** The other scales' cells lie over each cell: no number of pixels makes it surer than that. */
const DISTURBANCE = 0.3;

/** For each scale of the pattern that the picture can still show, what its cells say. */
export function cellSums(view: View, residual: Residual): readonly CellSums[] {
  return PATTERN_CELLS.filter((cell) => (cell * view.width) / view.region.width >= LEAST_PLACES).map((cell) =>
    sumsOf(view, residual, cell),
  );
}

function sumsOf(view: View, { values, weights }: Residual, cell: number): CellSums {
  const left = Math.floor(view.region.left / cell);
  const top = Math.floor(view.region.top / cell);
  const width = Math.ceil((view.region.left + view.region.width) / cell) - left;
  const height = Math.ceil((view.region.top + view.region.height) / cell) - top;
  const sums = new Float32Array(width * height);
  const trust = new Float32Array(width * height);
  const columnOf = Int32Array.from(
    { length: view.width },
    (_, x) => Math.floor(referencePoint(view, { x, y: 0 }).x / cell) - left,
  );
  for (let y = 0; y < view.height; y += 1) {
    const row = (Math.floor(referencePoint(view, { x: 0, y }).y / cell) - top) * width;
    for (let x = 0; x < view.width; x += 1) {
      const at = y * view.width + x;
      const to = row + (columnOf[x] ?? 0);
      const weight = weights[at] ?? 0;
      sums[to] = (sums[to] ?? 0) + weight * (values[at] ?? 0);
      trust[to] = (trust[to] ?? 0) + weight;
    }
  }
  const size = { width, height };
  return { cell, left, top, ...size, values: spokenFor(sums, trust, size) };
}

function spokenFor(
  sums: Float32Array,
  trust: Float32Array,
  size: { readonly width: number; readonly height: number },
): Float32Array {
  const ground = boxSums(sums, size, AROUND);
  const groundTrust = boxSums(trust, size, AROUND);
  return sums.map((sum, at) => {
    const own = trust[at] ?? 0;
    if (own <= 0) return 0;
    const above = sum / own - (ground[at] ?? 0) / Math.max(1e-9, groundTrust[at] ?? 0);
    return (Math.min(MOST, Math.max(-MOST, above)) * own) / (1 + DISTURBANCE * own);
  });
}

/** So many statistics `keyScore` looks at, at most. */
export const MOST_STATISTICS = PATTERN_CELLS.length + 2;

/**
 * How strongly a residual agrees with one key: the largest of all statistics, with its sign, which is negative for an inverted picture.
 * z = Σ sign·value / √Σ value², for each scale, for all together and for the coarser half. The signs are independent of
 * whatever does not carry the key, so that P(|z| ≥ t) ≤ 2·exp(−t²/2) for each (Hoeffding 1963), whatever the picture.
 */
export function keyScore(scales: readonly CellSums[], key: KeySigns): number {
  const each = scales.map((sums) => agreement(sums, key));
  const together = (some: readonly number[]): number =>
    some.reduce((sum, z) => sum + z, 0) / Math.sqrt(Math.max(1, some.length));
  const all = [...each, together(each), together(each.slice(-2))];
  return all.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
}

function agreement(sums: CellSums, key: KeySigns): number {
  const { cell, left, top, width, height, values } = sums;
  const signs = key.get(cell);
  if (signs === undefined) return 0;
  let [along, squares] = [0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = values[y * width + x] ?? 0;
      along += (signs.cells[(top + y) * signs.columns + left + x] ?? 0) * value;
      squares += value * value;
    }
  }
  return squares > 0 ? along / Math.sqrt(squares) : 0;
}
