import pixelmatch from 'pixelmatch';
import sharp from 'sharp';

/** Held against each other at this width: at full size twenty images would take two seconds. */
const WIDTH = 270;

/** An image at the size at which it is compared, or at a given one. */
export interface SmallPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Buffer;
}

export async function smallPicture(image: Buffer, height?: number): Promise<SmallPicture> {
  const { data, info } = await sharp(image)
    .flatten()
    .ensureAlpha()
    .resize(WIDTH, height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}

/** What share of the pixels pixelmatch takes for different, by its own threshold. */
export function pixelDifference(one: SmallPicture, other: SmallPicture): number {
  const { width, height } = one;
  return pixelmatch(one.rgba, other.rgba, undefined, width, height) / (width * height);
}
