import { type Image, loadImage } from '@napi-rs/canvas';
import { imageSize } from './image-size.ts';

/** Skia takes four bytes for a pixel: 40 megapixels, more than a phone of 2019 photographs, are 160 MB. */
const MOST_PIXELS = 40_000_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Decoded images by their bytes: the same picture is drawn many times, and decoding a photo takes 20 to 40 ms. */
const decoded = new WeakMap<Uint8Array, Promise<Image | undefined>>();

/** The image in PNG, JPEG or WebP bytes; `undefined` when they are broken, of another kind, or too large to draw. */
export function decodePicture(bytes: Uint8Array): Promise<Image | undefined> {
  const known = decoded.get(bytes);
  if (known !== undefined) return known;
  const picture = decode(bytes);
  decoded.set(bytes, picture);
  return picture;
}

async function decode(bytes: Uint8Array): Promise<Image | undefined> {
  const size = imageSize(bytes);
  if (size === undefined || size.width * size.height > MOST_PIXELS || bytes.length > MOST_BYTES)
    return undefined;
  try {
    const image = await loadImage(Buffer.from(bytes));
    return image.width > 0 && image.height > 0 ? image : undefined;
  } catch {
    // What page or app gave is not an image; a phone draws nothing then, and so do we.
    return undefined;
  }
}
