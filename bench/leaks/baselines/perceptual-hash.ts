import sharp from 'sharp';
import { aboveMedian, cosineTransform } from './cosine-transform.ts';

const SIDE = 32;

/**
 * pHash, 64 bits: the low frequencies of the grey image at 32 by 32, above or below their median (Zauner, "Implementation and
 * Benchmarking of Perceptual Image Hash Functions", 2010, section 3.2).
 */
export async function perceptualHash(image: Buffer): Promise<Uint8Array> {
  const grey = await sharp(image).flatten().greyscale().resize(SIDE, SIDE, { fit: 'fill' }).raw().toBuffer();
  return aboveMedian(cosineTransform(Float64Array.from(grey), SIDE, { from: 1, count: 8 }));
}
