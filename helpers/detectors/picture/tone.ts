import type { View } from './view.ts';

const LEVELS = 256;

/**
 * What the reference would look like in the picture's light: each of its grey levels becomes the mean of what the picture
 * shows there. That takes up brightness, contrast, inversion, a night filter and a few colours alike.
 */
export function toned({ shown, expected }: View): Float32Array {
  const sums = new Float64Array(LEVELS);
  const counts = new Uint32Array(LEVELS);
  for (let at = 0; at < shown.length; at += 1) {
    const value = shown[at] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const level = expected[at] ?? 0;
    sums[level] = (sums[level] ?? 0) + value;
    counts[level] = (counts[level] ?? 0) + 1;
  }
  const tones = sums.map((sum, level) => sum / Math.max(1, counts[level] ?? 0));
  // A loop: `from` with a function takes many times as long, and this is run for each view.
  const out = new Float32Array(expected.length);
  for (let at = 0; at < out.length; at += 1) out[at] = tones[expected[at] ?? 0] ?? 0;
  return out;
}

/** Of the grey values where the picture reaches, from −1 to 1 (Pearson): how much it looks like the reference at all. */
export function likeness({ shown, expected }: View): number {
  let [count, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < shown.length; at += 1) {
    const [one, other] = [shown[at] ?? Number.NaN, expected[at] ?? 0];
    if (Number.isNaN(one)) continue;
    count += 1;
    a += one;
    b += other;
    aa += one * one;
    bb += other * other;
    ab += one * other;
  }
  const spread = Math.sqrt((aa * count - a * a) * (bb * count - b * b));
  return spread > 1e-6 ? (ab * count - a * b) / spread : 0;
}
