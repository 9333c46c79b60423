import { createCanvas, loadImage } from '@napi-rs/canvas';
import decodeQR from 'qr/decode.js';

/** Larger than any screenshot: whatever it is, it is not decoded. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PIXELS = 40_000_000;

/** What the QR code on a screenshot says, PNG or JPEG; `undefined` when none can be read, or when it is no picture. */
export async function readCode(picture: Uint8Array): Promise<string | undefined> {
  if (picture.length > MOST_BYTES) return undefined;
  try {
    const image = await loadImage(Buffer.from(picture));
    const { width, height } = image;
    if (width * height > MOST_PIXELS) return undefined;
    const context = createCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0);
    return decodeQR({ width, height, data: context.getImageData(0, 0, width, height).data });
  } catch {
    return undefined; // Both the picture's decoder and the code's throw for whatever they cannot read.
  }
}
