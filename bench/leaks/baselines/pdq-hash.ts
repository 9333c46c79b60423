import sharp from 'sharp';
import { aboveMedian, cosineTransform } from './cosine-transform.ts';

const SIDE = 64;
/** Larger images are made smaller first, as the reference implementation does. */
const LARGEST = 512;
const LEAST_QUALITY = 50;

/**
 * PDQ, 256 bits: luminance smoothed twice by a box, taken at 64 by 64, its cosine transform from 1 to 16 either way, above or
 * below the median (Facebook, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm", 2019). `undefined` for an image
 * with too few gradients: such a hash says nothing.
 */
export async function pdqHash(image: Buffer): Promise<Uint8Array | undefined> {
  const { data, info } = await sharp(image)
    .flatten()
    .greyscale()
    .resize(LARGEST, LARGEST, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  let luminance = Float64Array.from(data);
  for (let pass = 0; pass < 2; pass += 1) luminance = smoothed(luminance, info);
  const small = Float64Array.from({ length: SIDE * SIDE }, (_, at) => {
    const y = Math.floor(((Math.floor(at / SIDE) + 0.5) * info.height) / SIDE);
    const x = Math.floor((((at % SIDE) + 0.5) * info.width) / SIDE);
    return luminance[y * info.width + x] ?? 0;
  });
  if (qualityOf(small) < LEAST_QUALITY) return undefined;
  return aboveMedian(cosineTransform(small, SIDE, { from: 1, count: 16 }));
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function smoothed(values: Float64Array, { width, height }: Size): Float64Array<ArrayBuffer> {
  const across = alongLines(values, { lines: height, length: width, next: 1, line: width });
  return alongLines(across, { lines: width, length: height, next: width, line: 1 });
}

function alongLines(
  values: Float64Array,
  {
    lines,
    length,
    next,
    line,
  }: { readonly lines: number; readonly length: number; readonly next: number; readonly line: number },
): Float64Array<ArrayBuffer> {
  const half = Math.floor(Math.ceil(length / (2 * SIDE)) / 2);
  const made = new Float64Array(values.length);
  for (let at = 0; at < lines * length; at += 1) {
    const [own, step] = [Math.floor(at / length), at % length];
    const [from, to] = [Math.max(0, step - half), Math.min(length - 1, step + half)];
    let sum = 0;
    for (let near = from; near <= to; near += 1) sum += values[own * line + near * next] ?? 0;
    made[own * line + step * next] = sum / (to - from + 1);
  }
  return made;
}

/** Gradients of the small image, from 0 to 100. */
function qualityOf(small: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < small.length; at += 1) {
    const here = small[at] ?? 0;
    if (at % SIDE < SIDE - 1) sum += Math.trunc((Math.abs((small[at + 1] ?? 0) - here) * 100) / 255);
    if (at + SIDE < small.length) sum += Math.trunc((Math.abs((small[at + SIDE] ?? 0) - here) * 100) / 255);
  }
  return Math.min(100, Math.trunc(sum / 90));
}
