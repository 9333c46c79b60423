import type { GreyPicture } from './grey-picture.ts';
import type { Pyramid } from './pyramid.ts';

/** Darker and lighter values are cut off by the sensor, and their noise with them. */
export const UNCUT = { darkest: 8, lightest: 247 } as const;
/** A pixel less the mean of the eight around it has so many times a pixel's variance, where all is noise. */
export const RAISED_VARIANCE = 1.125;

const BLOCK = 8;
/** Of the blocks by their variance: the flattest show noise alone, if any place does. */
const QUANTILE = 0.1;
const MOST_BLOCKS = 20_000;
/** Rounding to whole levels alone makes 1/12. Drawings, and what a computer renders, have no noise. */
const LEAST_VARIANCE = 0.2;

/**
 * The variance that the sensor's noise gives a pixel of a photo, where nothing else varies; `undefined` when it shows none. What
 * JPEG has taken off the finest noise is made up for from the next coarser one.
 */
export function noiseFloor({ levels }: Pyramid): number | undefined {
  const floor = Math.max(...levels.slice(0, 2).map((level) => flattest(level) * level.pixels ** 2));
  return floor > LEAST_VARIANCE ? floor : undefined;
}

function flattest(picture: GreyPicture): number {
  const { width, height } = picture;
  const every = Math.max(1, Math.floor(Math.sqrt((width * height) / BLOCK ** 2 / MOST_BLOCKS)));
  const variances: number[] = [];
  for (let top = 1; top + BLOCK < height; top += BLOCK * every) {
    for (let left = 1; left + BLOCK < width; left += BLOCK * every) {
      const variance = blockVariance(picture, left, top);
      if (variance !== undefined) variances.push(variance);
    }
  }
  variances.sort((a, b) => a - b);
  return (variances[Math.floor(variances.length * QUANTILE)] ?? 0) / RAISED_VARIANCE;
}

/** `undefined` where values are cut off. */
function blockVariance(picture: GreyPicture, left: number, top: number): number | undefined {
  let sum = 0;
  for (let y = top; y < top + BLOCK; y += 1) {
    for (let x = left; x < left + BLOCK; x += 1) {
      const at = y * picture.width + x;
      const value = picture.values[at] ?? 0;
      if (value < UNCUT.darkest || value > UNCUT.lightest) return undefined;
      sum += raisedAt(picture, at) ** 2;
    }
  }
  return sum / BLOCK ** 2;
}

/** How much lighter a pixel is than the eight around it. Not for those at the border. */
export function raisedAt({ width, values }: Pick<GreyPicture, 'width' | 'values'>, at: number): number {
  let around = 0;
  for (let row = at - width; row <= at + width; row += width)
    around += (values[row - 1] ?? 0) + (values[row] ?? 0) + (values[row + 1] ?? 0);
  const value = values[at] ?? 0;
  return value - (around - value) / 8;
}
