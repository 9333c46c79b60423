import { createCanvas, loadImage } from '@napi-rs/canvas';
import { readImageHeader } from '../helpers/decode/pixels/image-header.ts';

/** What a stretch of an image's file says of it: these rows, the rest of the image being faint. */
export interface PartOfImage {
  readonly png: Uint8Array;
  /** From the first to the last of them, counted from 0. */
  readonly rows: readonly [first: number, last: number];
  readonly height: number;
}

/** What is found in a report is looked at in a browser: larger screens are rare. */
const MOST_PIXELS = 16_000_000;

/**
 * Shows what the bytes from `start` to before `end` of an image's file say. PNG and baseline JPEG say rows in order, each with what came before it:
 * so a file that is cut off shows the rows above the cut, and two cuts what stands between them. `undefined` where that does not
 * hold, as for progressive JPEG, or where no whole row is told.
 */
export async function renderPart(
  image: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<PartOfImage | undefined> {
  const header = readImageHeader(image);
  if (header === undefined || header.width * header.height > MOST_PIXELS) return undefined;
  const { width, height } = header;
  const first = await rowsShown(image.subarray(0, start), width, height);
  const beyond = await rowsShown(image.subarray(0, end), width, height);
  if (first >= beyond) return undefined;
  try {
    const whole = await loadImage(Buffer.from(image));
    const canvas = createCanvas(width, height);
    const context = canvas.getContext('2d');
    context.globalAlpha = FAINT;
    context.drawImage(whole, 0, 0);
    context.globalAlpha = 1;
    const band = [0, first, width, beyond - first] as const;
    context.drawImage(whole, ...band, ...band);
    return { png: await canvas.encode('png'), rows: [first, beyond - 1], height };
  } catch {
    return undefined; // It is no picture that can be decoded.
  }
}

const FAINT = 0.15;

/** How many rows from the top a file that is cut off shows: the decoder leaves the others transparent. */
async function rowsShown(cut: Uint8Array, width: number, height: number): Promise<number> {
  try {
    const context = createCanvas(width, height).getContext('2d');
    context.drawImage(await loadImage(Buffer.from(cut)), 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let row = height;
    while (row > 0 && data[(row * width - 1) * 4 + 3] === 0) row -= 1;
    return row;
  } catch {
    return 0; // Not even its first row is there.
  }
}
