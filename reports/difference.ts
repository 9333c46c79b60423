import { createCanvas, loadImage } from '@napi-rs/canvas';
import pixelmatch from 'pixelmatch';
import { type ImageHeader, readImageHeader } from '../helpers/decode/pixels/image-header.ts';

/** A picture of where two images differ; `note` says when they were not compared as they are. */
export interface DifferencePicture {
  readonly png: Uint8Array;
  readonly differingPixels: number;
  /** Of the picture, which is smaller than the images when `note` says so. */
  readonly totalPixels: number;
  readonly note?: string;
}

/** Above this the header alone refuses the image. */
const MOST_PIXELS = 40_000_000;
/** Above this both are compared smaller: three buffers of four bytes a pixel are held at once. */
const MOST_COMPARED = 4_000_000;
/** How far two colours may lie apart and still count as one, from 0 to 1: pixelmatch's own default. */
const THRESHOLD = 0.1;

/** As a finding gives it: x′ = a·x + b·y + c, y′ = d·x + e·y + f. */
type PixelMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * Shows where the second image differs from the first. With a map from the pixels of the second to those of the first it
 * is laid over it by that, and what it does not reach counts for no difference; else both are scaled to one size. Never
 * throws: what cannot be shown is said.
 */
export async function renderDifference(
  a: Uint8Array,
  b: Uint8Array,
  map?: PixelMap,
): Promise<DifferencePicture | { readonly unavailable: string }> {
  const first = readImageHeader(a);
  const second = readImageHeader(b);
  const refusal = refuse('first', first) ?? refuse('second', second);
  if (refusal !== undefined || first === undefined || second === undefined) {
    return { unavailable: refusal ?? 'one of the two is not an image' };
  }
  try {
    return await compare({ bytes: a, header: first }, { bytes: b, header: second }, map);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { unavailable: `one of the two could not be decoded: ${why}` };
  }
}

function refuse(which: string, header: ImageHeader | undefined): string | undefined {
  if (header === undefined) return `the ${which} is not a PNG, JPEG, WebP, AVIF or BMP image`;
  const { width, height } = header;
  if (width * height <= MOST_PIXELS) return undefined;
  return `the ${which} declares ${width} x ${height} pixels, more than ${MOST_PIXELS / 1e6} million`;
}

interface Shown {
  readonly bytes: Uint8Array;
  readonly header: ImageHeader;
}

async function compare(first: Shown, second: Shown, map: PixelMap | undefined): Promise<DifferencePicture> {
  const shrink = Math.min(1, Math.sqrt(MOST_COMPARED / (first.header.width * first.header.height)));
  const width = Math.max(1, Math.floor(first.header.width * shrink));
  const height = Math.max(1, Math.floor(first.header.height * shrink));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const pixels = (): Uint8ClampedArray => context.getImageData(0, 0, width, height).data;
  context.drawImage(await loadImage(Buffer.from(first.bytes)), 0, 0, width, height);
  const one = pixels();
  const image = await loadImage(Buffer.from(second.bytes));
  if (map === undefined) {
    context.clearRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
  } else {
    // Over the first, so that what it does not reach stays alike.
    const [a, b, c, d, e, f] = map.map((value) => value * shrink) as unknown as PixelMap;
    context.setTransform(a, d, b, e, c, f);
    context.drawImage(image, 0, 0);
    context.resetTransform();
  }
  const other = pixels();
  const picture = context.createImageData(width, height);
  const differingPixels = pixelmatch(one, other, picture.data, width, height, { threshold: THRESHOLD });
  context.putImageData(picture, 0, 0);
  const note =
    map === undefined
      ? noteOn(first.header, second.header, { width, height })
      : 'the second image was laid over the first where its features say that it lies';
  return {
    png: await canvas.encode('png'),
    differingPixels,
    totalPixels: width * height,
    ...(note === undefined ? {} : { note }),
  };
}

function noteOn(
  first: ImageHeader,
  second: ImageHeader,
  compared: { readonly width: number; readonly height: number },
): string | undefined {
  const same = first.width === second.width && first.height === second.height;
  if (same && compared.width === first.width && compared.height === first.height) return undefined;
  const sizes = `${first.width} x ${first.height} and ${second.width} x ${second.height} pixels`;
  return `images of ${sizes}, both scaled to ${compared.width} x ${compared.height} to be compared`;
}
