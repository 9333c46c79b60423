import { createCanvas, loadImage } from '@napi-rs/canvas';
import decodeQR from 'qr/decode.js';

/** Larger than any screenshot: whatever it is, it is not decoded. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PIXELS = 40_000_000;
/** In pixels: enough for our pages' codes, and a quarter of the memory that a phone's whole screen takes. */
const WIDTH_READ = 540;

/** What the QR code on a screenshot says, PNG or JPEG; `undefined` when none can be read, or when it is no picture. */
export async function readCode(picture: Uint8Array): Promise<string | undefined> {
  if (picture.length > MOST_BYTES) return undefined;
  try {
    const image = await loadImage(Buffer.from(picture));
    if (image.width * image.height > MOST_PIXELS) return undefined;
    const scale = Math.min(1, WIDTH_READ / image.width);
    const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
    const context = createCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0, width, height);
    return decodeQR({ width, height, data: context.getImageData(0, 0, width, height).data });
  } catch {
    return undefined; // Both the picture's decoder and the code's throw for whatever they cannot read.
  }
}
