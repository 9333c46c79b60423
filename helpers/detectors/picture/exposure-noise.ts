import type { GreyPicture } from './grey-picture.ts';
import { RAISED_VARIANCE, raisedAt, UNCUT } from './noise-floor.ts';
import { boxSums } from './residual.ts';
import type { View } from './view.ts';

/** How much of the noise of one exposure a picture shows. */
export interface NoiseScore {
  /** The agreement in standard deviations, which are those of the same two pictures laid over each other elsewhere. */
  readonly z: number;
  /** Of the photo's noise, the part that the picture has, beyond what the scene itself could account for. */
  readonly share: number;
  /** By Student's distribution, as the deviation is itself measured; for one test. */
  readonly log10P: number;
}

/**
 * So much of the noise has to be there. What sensors have of a pattern of their own, in all their photos, is about a hundredth
 * of it; what JPEG made of the scene near by, at most three (measured, second photos of a scene from the same place).
 */
export const LEAST_SHARE = 0.08;

/** In places of the grid: noise that JPEG takes off a picture is left in the mean of many pixels. */
const CELLS: readonly number[] = [1, 2, 4, 8];
/** Of the variance that noise explains: what varies more is the scene's, and another photo of it shows that as well. */
const MOST_VARIANCE = 2;
const AROUND = 2;
/** In pixels of the photo: so far does JPEG carry an edge, in every photo of the scene alike. */
const RINGING = 10;
const LEAST_PLACES = 200;
/** More do not make the deviation better known. */
const MOST_PLACES = 40_000;
/** Where the pictures are laid to measure by how much they agree by chance: everywhere between these distances. */
const SHIFTS = Array.from({ length: 96 }, (_, at) => {
  const turn = at * Math.PI * (3 - Math.sqrt(5));
  const reach = 4 + 12 * Math.sqrt((at + 0.5) / 96);
  return { x: Math.round(reach * Math.cos(turn)), y: Math.round(reach * Math.sin(turn)) };
});
const LEAST_SHIFTED = 50;

/**
 * No two exposures have the same noise, even of a scene that stands still before a camera that does. Looks only where the photo
 * varies no more than by noise, as the rest of the scene is in its other photos too; and asks how much of that noise is in
 * the picture, not only whether: what the scene leaves even there makes a small share that is far from chance.
 */
export function noiseScores(view: View, floor: number): readonly NoiseScore[] {
  const gain = gainOf(view);
  return CELLS.flatMap((cell) => {
    const photo = coarsened({ ...view, values: view.exact }, cell);
    const picture = coarsened({ ...view, values: view.shown }, cell);
    const pixels = (cell * view.region.width) / view.width;
    const expected = (RAISED_VARIANCE * floor) / pixels ** 2;
    const laid = flatPlaces(photo, picture, { expected, pixels });
    return laid.places.length < LEAST_PLACES ? [] : [scoreOf(laid, { gain, expected })];
  });
}

/** By how much the picture has more contrast than the photo; negative when it is inverted. */
function gainOf({ shown, exact }: View): number {
  let [count, a, b, bb, ab] = [0, 0, 0, 0, 0];
  for (let at = 0; at < shown.length; at += 1) {
    const [one, other] = [shown[at] ?? Number.NaN, exact[at] ?? 0];
    if (Number.isNaN(one)) continue;
    count += 1;
    a += one;
    b += other;
    bb += other * other;
    ab += one * other;
  }
  return (count * ab - a * b) / Math.max(1e-6, count * bb - b * b);
}

/** The mean of each cell. */
function coarsened({ width, height, values }: GreyPicture, cell: number): GreyPicture {
  if (cell === 1) return { width, height, values };
  const [wide, high] = [Math.floor(width / cell), Math.floor(height / cell)];
  const means = new Float32Array(wide * high);
  for (let y = 0; y < high * cell; y += 1) {
    const row = Math.floor(y / cell) * wide;
    for (let x = 0; x < wide * cell; x += 1) {
      const to = row + Math.floor(x / cell);
      means[to] = (means[to] ?? 0) + (values[y * width + x] ?? 0) / cell ** 2;
    }
  }
  return { width: wide, height: high, values: means };
}

/** Both without what changes slowly, and where the photo shows nothing but noise. */
interface Laid {
  readonly width: number;
  readonly photo: Float32Array;
  readonly picture: Float32Array;
  /** 1 where only noise is, and 0 elsewhere. */
  readonly flat: Float32Array;
  readonly places: readonly number[];
}

function flatPlaces(
  photo: GreyPicture,
  picture: GreyPicture,
  { expected, pixels }: { readonly expected: number; readonly pixels: number },
): Laid {
  const { width, height } = photo;
  const [own, other] = [raised(photo), raised(picture)];
  const size = { width, height };
  const seen = own.map((value, at) => {
    const level = photo.values[at] ?? 0;
    const uncut = level >= UNCUT.darkest && level <= UNCUT.lightest;
    return uncut && !Number.isNaN(value) && !Number.isNaN(other[at] ?? Number.NaN) ? 1 : 0;
  });
  const squares = own.map((value, at) => (seen[at] === 1 ? Math.min(value * value, 100 * expected) : 0));
  const near = boxSums(squares, size, AROUND);
  const counts = boxSums(seen, size, AROUND);
  const busy = seen.map((_, at) => ((near[at] ?? 0) > MOST_VARIANCE * expected * (counts[at] ?? 0) ? 1 : 0));
  const edges = boxSums(busy, size, Math.max(1, Math.ceil(RINGING / pixels)));
  const flat = seen.map((one, at) => (one === 1 && (edges[at] ?? 0) < 0.5 ? 1 : 0));
  const places: number[] = [];
  for (let at = 0; at < flat.length; at += 1) if (flat[at] === 1) places.push(at);
  return { width, photo: own, picture: other, flat, places };
}

function raised(picture: GreyPicture): Float32Array {
  const { width, height } = picture;
  const above = new Float32Array(width * height).fill(Number.NaN);
  for (let y = 1; y < height - 1; y += 1)
    for (let at = y * width + 1; at < (y + 1) * width - 1; at += 1) above[at] = raisedAt(picture, at);
  return above;
}

function scoreOf(
  { width, photo, picture, flat, places }: Laid,
  { gain, expected }: { readonly gain: number; readonly expected: number },
): NoiseScore {
  // Whatever was laid over the picture has edges there.
  const most = 6 * Math.max(Math.abs(gain) * Math.sqrt(expected), 0.5);
  const clipped = picture.map((value) => Math.min(most, Math.max(-most, value)));
  let [along, squares, others, products] = [0, 0, 0, 0];
  for (const at of places) {
    const [own, other] = [photo[at] ?? 0, clipped[at] ?? 0];
    along += own * other;
    squares += own * own;
    others += other * other;
    products += (own * other) ** 2;
  }
  const every = Math.ceil(places.length / MOST_PLACES);
  const some = places.filter((_, number) => number % every === 0);
  const chances = SHIFTS.flatMap(({ x, y }) => {
    let [sum, count] = [0, 0];
    for (const at of some) {
      const to = at + y * width + x;
      if (flat[to] !== 1) continue;
      sum += (photo[at] ?? 0) * (clipped[to] ?? 0);
      count += 1;
    }
    return count < LEAST_SHIFTED ? [] : [(sum * sum) / count];
  });
  const variance = chances.reduce((sum, one) => sum + one, 0) / Math.max(1, chances.length);
  // Where JPEG has left next to nothing, a few places make the sum: by their own number it is no surprise.
  const spread = Math.sqrt(Math.max(places.length * variance, products));
  if (spread === 0 || gain === 0) return { z: 0, share: 0, log10P: 0 };
  const agreement = Math.sign(gain) * along;
  const z = agreement / spread;
  const scene = Math.max(0, 1 - (expected * places.length) / squares);
  // The picture may have noise of its own, or next to none of any: of the two the larger says more.
  const share =
    agreement / Math.sqrt(squares) / Math.min(Math.abs(gain) * Math.sqrt(squares), Math.sqrt(others));
  return { z, share: share - scene, log10P: chanceOf(z, chances.length) };
}

/**
 * P(T ≥ z) < (1 + z²/ν)^(−(ν + 1)/2) for z above 1.2: the tail of Student's distribution. Shifts overlap, so that a half of them is
 * taken for the degrees of freedom.
 */
function chanceOf(z: number, shifts: number): number {
  const freedom = shifts / 2;
  return z < 1.2 ? 0 : (-(freedom + 1) / 2) * Math.log10(1 + (z * z) / Math.max(1, freedom));
}
