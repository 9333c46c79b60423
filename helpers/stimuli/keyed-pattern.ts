import { xoshiro128 } from './random-bytes.ts';

/** Cells of so many pixels, with so many grey levels up or down: invisible together, and found again at any size. */
const SCALES: readonly { readonly cell: number; readonly levels: number }[] = [
  { cell: 3, levels: 0.7 },
  { cell: 8, levels: 0.7 },
  { cell: 20, levels: 0.9 },
  { cell: 40, levels: 1.2 },
  { cell: 80, levels: 1.4 },
];

/** The side of a cell at each scale, in pixels of the picture as it was drawn, the finest first. */
export const PATTERN_CELLS: readonly number[] = SCALES.map(({ cell }) => cell);

/** Backgrounds have to keep this distance from black and from white, so that no sign is cut off. */
export const HEADROOM = 6;

/**
 * Adds a pattern of random signs to a picture, in place: red, green and blue of a cell go up or down together. Two
 * pages of one template then share next to no compressed bytes, and whoever has the key can find the page again after
 * scaling, cropping and compressing it. `pixels` are RGBA rows of `width`; the same key gives the same pattern.
 */
export function addKeyedPattern(pixels: Uint8ClampedArray, width: number, key: Uint8Array): void {
  const height = pixels.length / 4 / width;
  const layers = SCALES.map(({ cell, levels }) => {
    const columns = Math.ceil(width / cell);
    return { cell, levels, columns, signs: patternSigns(key, cell, columns * Math.ceil(height / cell)) };
  });
  const change = new Float32Array(width);
  for (let y = 0; y < height; y += 1) {
    change.fill(0);
    for (const { cell, levels, columns, signs } of layers) {
      const row = Math.floor(y / cell) * columns;
      for (let x = 0; x < width; x += 1)
        change[x] = (change[x] ?? 0) + levels * (signs[row + Math.floor(x / cell)] ?? 0);
    }
    addRow(pixels, y * width * 4, change);
  }
}

function addRow(pixels: Uint8ClampedArray, from: number, change: Float32Array): void {
  for (let x = 0; x < change.length; x += 1) {
    const levels = Math.round(change[x] ?? 0);
    for (let channel = 0; channel < 3; channel += 1) {
      const at = from + x * 4 + channel;
      pixels[at] = (pixels[at] ?? 0) + levels;
    }
  }
}

/** Whether each cell of a scale goes up (1) or down (−1): row by row, from the top left corner on. */
export function patternSigns(key: Uint8Array, cell: number, count: number): Int8Array {
  const next = xoshiro128(key, cell);
  const signs = new Int8Array(count);
  for (let at = 0; at < count; at += 1) signs[at] = next() >>> 31 === 0 ? 1 : -1;
  return signs;
}
