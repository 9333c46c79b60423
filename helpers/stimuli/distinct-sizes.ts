import { MOST_BALLAST_ROWS } from './page-canvas.ts';

/** Sizes that differ by less than this share could be taken for each other once a few headers are added. */
export const LEAST_DIFFERENCE = 0.015;
const STEP_ROWS = 3;

/**
 * Draws a page with ever more ballast until its file has a size that none of `taken` is near to, so that the sizes of what
 * an app keeps or sends can be held against those of the run's images. When even the most ballast does not do, the page
 * is taken as it is: sizes are a hint, and never a finding.
 */
export function drawOfOwnSize(taken: readonly number[], draw: (ballastRows: number) => Buffer): Buffer {
  let page = draw(0);
  for (let rows = STEP_ROWS; rows <= MOST_BALLAST_ROWS && isNear(page.length, taken); rows += STEP_ROWS)
    page = draw(rows);
  return page;
}

function isNear(size: number, taken: readonly number[]): boolean {
  return taken.some((one) => Math.abs(one - size) < LEAST_DIFFERENCE * Math.max(one, size));
}
