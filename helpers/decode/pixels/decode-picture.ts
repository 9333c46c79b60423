import { Transformer } from '@napi-rs/image';
import { decompressFrame, parseGIF } from 'gifuct-js';
import { decodeHeif } from './heif.ts';
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
 * Decodes a picture that is a PNG, JPEG, WebP, AVIF, BMP, GIF, TIFF, PNM or HEIC file by its first bytes; `undefined` for everything else. Of several
 * frames or pages the first. The
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
  // Tiles stand out over the edges, and a small picture may lie beside the one that is shown.
  if ((header.work ?? 0) > 2 * MOST_PIXELS)
    return { kind: 'too-large', because: `its tiles declare ${header.work} pixels` };
  try {
    if (type === 'image/heic') return inHeif(bytes);
    if (header.pixels !== undefined) return plain(bytes, header, header.pixels);
    return type === 'image/gif' ? firstFrame(bytes) : decoded(bytes, type);
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

function inHeif(bytes: Uint8Array): DecodedPicture {
  const decoded = decodeHeif(bytes, MOST_PIXELS);
  if ('failed' in decoded) return { kind: 'unreadable', because: decoded.failed };
  const { width, height, rgb } = decoded;
  return { kind: 'pixels', type: 'image/heic', width, height, values: luma(rgb, RGB) };
}

function plain(bytes: Uint8Array, { type, width, height }: ImageHeader, pixels: number): DecodedPicture {
  const channels = bytes[1] === 0x35 ? 1 : 3;
  const samples = bytes.subarray(pixels, pixels + width * height * channels);
  if (samples.length < width * height * channels) return { kind: 'unreadable', because: 'it is cut off' };
  return { kind: 'pixels', type, width, height, values: luma(samples, { channels, bytes: 1 }) };
}

/** GIF89a, appendix F: a longer code has the decoder make a table of gigabytes. */
const MOST_CODE_BITS = 8;

function firstFrame(bytes: Uint8Array): DecodedPicture {
  const { frames, gct } = parseGIF(new Uint8Array(bytes).buffer);
  const frame = frames.find((one) => 'image' in one && one.image !== undefined);
  if (frame === undefined || !('image' in frame)) return { kind: 'unreadable', because: 'it has no frame' };
  // A frame says its own size, which may be larger than the whole.
  const { width, height } = frame.image.descriptor;
  if (width * height > MOST_PIXELS)
    return { kind: 'too-large', because: `its first frame declares ${width} × ${height} pixels` };
  if (frame.image.data.minCodeSize > MOST_CODE_BITS || width * height === 0)
    return { kind: 'unreadable', because: 'its first frame is damaged' };
  const { pixels, colorTable } = decompressFrame(frame, gct, false);
  const levels = Array.from(
    { length: 256 },
    (_, at) => luma(Uint8Array.from(colorTable[at] ?? [0, 0, 0]), RGB)[0] ?? 0,
  );
  return {
    kind: 'pixels',
    type: 'image/gif',
    width,
    height,
    values: Uint8Array.from(pixels, (at) => levels[at] ?? 0),
  };
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

const RGB: PixelForm = { channels: 3, bytes: 1 };

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
