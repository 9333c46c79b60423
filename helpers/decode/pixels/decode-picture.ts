import { Transformer } from '@napi-rs/image';
import { type ImageHeader, readImageHeader } from './image-header.ts';

/** A picture file as grey values, or why there are none. */
export type DecodedPicture =
  | {
      readonly kind: 'pixels';
      readonly type: ImageHeader['type'];
      readonly width: number;
      readonly height: number;
      /** A byte for each pixel, row by row: its luma. */
      readonly values: Uint8Array;
    }
  /** It is larger than what is decoded. */
  | { readonly kind: 'too-large'; readonly because: string }
  /** It begins like a picture, and is none that can be read: cut off, damaged, or of an unusual form. */
  | { readonly kind: 'unreadable'; readonly because: string };

/** No screen and few cameras make larger ones; decoded, it takes up to five bytes a pixel. */
const MOST_PIXELS = 40_000_000;

/**
 * Decodes a picture that is a PNG, JPEG, WebP, AVIF or BMP file by its first bytes; `undefined` for everything else. The
 * header is asked for the size first, as a few kilobytes may declare gigapixels. Never throws. Synchronous, as judging is.
 */
export function decodePicture(bytes: Uint8Array): DecodedPicture | undefined {
  const header = readImageHeader(bytes);
  if (header === undefined) return undefined;
  const { type, width, height } = header;
  if (width * height > MOST_PIXELS) {
    const because = `it declares ${width} × ${height} pixels, more than ${MOST_PIXELS / 1e6} million`;
    return { kind: 'too-large', because };
  }
  try {
    return decoded(bytes, type);
  } catch (error) {
    // The decoder throws for whatever it cannot read.
    return { kind: 'unreadable', because: error instanceof Error ? error.message : String(error) };
  }
}

function decoded(bytes: Uint8Array, type: ImageHeader['type']): DecodedPicture {
  const decoder = new Transformer(bytes);
  const pixels = decoder.rawPixelsSync();
  // The decoder's own account of what it decoded: a header may say otherwise.
  const { width, height, colorType } = decoder.metadataSync();
  const form = FORMS[colorType];
  if (form === undefined || pixels.length !== width * height * form.channels * form.bytes)
    return { kind: 'unreadable', because: 'its pixels are of an unusual form' };
  return { kind: 'pixels', type, width, height, values: luma(pixels, form) };
}

interface PixelForm {
  readonly channels: number;
  /** For each channel. */
  readonly bytes: number;
}

/** By the decoder's number for them: grey, grey with alpha, colour, colour with alpha; of 8 bits, then of 16. */
const FORMS: readonly PixelForm[] = [1, 2].flatMap((bytes) =>
  [1, 2, 3, 4].map((channels) => ({ channels, bytes })),
);

/** Alpha is left out: what a viewer would not see is in the file all the same. */
function luma(pixels: Uint8Array, { channels, bytes }: PixelForm): Uint8Array {
  const stride = channels * bytes;
  const values = new Uint8Array(pixels.length / stride);
  // Of 16 bits the higher byte says enough; it comes last in the order of every machine that Node runs on.
  const red = bytes - 1;
  const [green, blue] = channels < 3 ? [red, red] : [red + bytes, red + 2 * bytes];
  for (let pixel = 0, at = 0; pixel < values.length; pixel += 1, at += stride) {
    const sum =
      77 * (pixels[at + red] ?? 0) + 150 * (pixels[at + green] ?? 0) + 29 * (pixels[at + blue] ?? 0);
    values[pixel] = (sum + 128) >> 8; // ITU-R BT.601, in 256ths.
  }
  return values;
}
