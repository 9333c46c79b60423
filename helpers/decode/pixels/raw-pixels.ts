/** Bytes taken for rows of pixels without a header, as grey values: what lies in a bitmap's or a camera's buffer. */
export interface RawPixels {
  /** Bytes of a pixel. */
  readonly pixelBytes: number;
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** Fewer show nothing of a page. */
const LEAST_BYTES = 8_192;
const MOST_PIXELS = 40_000_000;
const [NARROWEST, WIDEST] = [40, 8_192];
const SAMPLES = 4_096;
/** Enough to tell that it is no picture, which most bytes are not. */
const FEW_SAMPLES = 1_024;
/** Of the difference of any two values: neighbours of a picture differ by less, compressed and encrypted bytes do not. */
const MOST_DIFFERENCE = 0.35;
/** A width is one when pixels below each other differ by no more than this, likewise. */
const MOST_BELOW = 0.6;
/** Twice the width does nearly as well as the width, and any noise a little better. */
const NEARLY_AS_GOOD = 1.15;

/**
 * Bytes of each pixel: luma alone, which comes first in all camera formats, with the colours as rows below; RGB 565; RGB; RGBA in
 * any order.
 */
const PIXEL_BYTES = [4, 2, 1, 3] as const;
type PixelBytes = (typeof PIXEL_BYTES)[number];

/** Whether neighbouring values are so much alike that the bytes may be pixels. Looks at a few thousand of them. */
export function mayBeRawPixels(bytes: Uint8Array): boolean {
  return bytes.length >= LEAST_BYTES && PIXEL_BYTES.some((size) => isSmooth(bytes, size));
}

/** What the bytes may show: one picture for each size of pixels at which rows of some width fit below each other. */
export function readRawPixels(bytes: Uint8Array): readonly RawPixels[] {
  if (bytes.length < LEAST_BYTES) return [];
  return PIXEL_BYTES.flatMap((pixelBytes) => {
    const count = Math.floor(bytes.length / pixelBytes);
    if (count > MOST_PIXELS || !isSmooth(bytes, pixelBytes)) return [];
    const values = greyOf(bytes, pixelBytes, count);
    const width = widthOf(values);
    if (width === undefined) return [];
    const height = Math.floor(count / width);
    return height < NARROWEST
      ? []
      : [{ pixelBytes, width, height, values: values.subarray(0, width * height) }];
  });
}

function isSmooth(bytes: Uint8Array, pixelBytes: PixelBytes): boolean {
  // Of 16 bits the higher byte, which comes last, says enough.
  const first = pixelBytes === 4 ? colourStart(bytes) : pixelBytes === 2 ? 1 : 0;
  const at = (place: number): number => bytes[place * pixelBytes + first] ?? 0;
  const count = Math.floor(bytes.length / pixelBytes) - 1;
  const places = samplePlaces(count, FEW_SAMPLES);
  const any = spreadOf(places.map(at));
  return (
    any > 0 && meanOf(places.map((place) => Math.abs(at(place) - at(place + 1)))) < MOST_DIFFERENCE * any
  );
}

function greyOf(bytes: Uint8Array, pixelBytes: PixelBytes, count: number): Uint8Array {
  if (pixelBytes === 1) return bytes;
  const values = new Uint8Array(count);
  if (pixelBytes === 2) {
    for (let pixel = 0; pixel < count; pixel += 1) {
      const packed = (bytes[2 * pixel] ?? 0) | ((bytes[2 * pixel + 1] ?? 0) << 8);
      values[pixel] = 2 * (packed >> 11) + 2 * ((packed >> 5) & 63) + 2 * (packed & 31);
    }
    return values;
  }
  const first = pixelBytes === 4 ? colourStart(bytes) : 0;
  for (let pixel = 0, at = first; pixel < count; pixel += 1, at += pixelBytes)
    // Red and blue may be exchanged, so that both count alike.
    values[pixel] = ((bytes[at] ?? 0) + 2 * (bytes[at + 1] ?? 0) + (bytes[at + 2] ?? 0)) >> 2;
  return values;
}

/** Where the three colours of a pixel begin: behind the byte that is the same in all pixels, its opacity. */
function colourStart(bytes: Uint8Array): number {
  const places = samplePlaces(Math.floor(bytes.length / 4) - 1, FEW_SAMPLES);
  const opacity = [0, 1, 2, 3].find((channel) => places.every((place) => bytes[4 * place + channel] === 255));
  return opacity === undefined ? 0 : (opacity + 1) % 4;
}

/** The smallest distance at which values are nearly as alike as at any: that of the pixel below. */
function widthOf(values: Uint8Array): number | undefined {
  const widest = Math.min(WIDEST, Math.floor(values.length / NARROWEST));
  const places = samplePlaces(values.length - widest - 1);
  if (widest <= NARROWEST || places.length === 0) return undefined;
  const own = places.map((place) => values[place] ?? 0);
  const differences = Array.from({ length: widest - NARROWEST }, (_, at) => {
    let sum = 0;
    for (let sample = 0; sample < places.length; sample += 1)
      sum += Math.abs((own[sample] ?? 0) - (values[(places[sample] ?? 0) + NARROWEST + at] ?? 0));
    return sum / places.length;
  });
  const least = Math.min(...differences);
  if (least > MOST_BELOW * spreadOf(own)) return undefined;
  const good = differences.findIndex((one) => one <= NEARLY_AS_GOOD * least);
  // One or two beside the width are nearly as good, and come before it.
  const near = differences.slice(good, good + 4);
  return NARROWEST + good + near.indexOf(Math.min(...near));
}

/** The same places each time, evenly spread, and at no regular distance that a row could share. */
function samplePlaces(count: number, samples = SAMPLES): readonly number[] {
  if (count <= 0) return [];
  const golden = (Math.sqrt(5) - 1) / 2;
  return Array.from({ length: samples }, (_, at) => Math.floor(((at * golden) % 1) * count));
}

/** The mean difference of two values that have nothing to do with each other. */
function spreadOf(values: readonly number[]): number {
  return meanOf(values.map((value, at) => Math.abs(value - (values[(at + 1) % values.length] ?? 0))));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
