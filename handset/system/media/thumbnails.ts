import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { PhoneFiles } from '../../shell-parts.ts';
import { imageSize } from '../../ui/image-size.ts';
import { noFile } from './java-exception.ts';
import type { SharedStorage } from './media-path.ts';

/** MediaStore.Images.Thumbnails.MINI_KIND. */
const MINI = { width: 512, height: 384 };
const LARGEST_PIXELS = 100_000_000;
const QUALITY = 90;
const MEDIA_RW = 1023;
const SDCARD_RW = 1015;

export interface ThumbnailParts {
  readonly android: { readonly api: number };
  readonly files: Pick<PhoneFiles, 'write' | 'read' | 'exists'>;
  readonly media: { readonly storage: SharedStorage };
}

/**
 * The small picture of an image, as MediaProvider makes and keeps it when somebody asks: until 9 for all in
 * `DCIM/.thumbnails`, from 10 on for images in `Pictures/.thumbnails` (MediaProvider.ensureThumbnail, Thumbnailer).
 */
export async function thumbnailOf(
  { android, files, media }: ThumbnailParts,
  id: number,
  image: Buffer,
): Promise<Buffer> {
  const path = thumbnailPath(id, android.api, media.storage);
  if (await files.exists(path)) return await files.read(path);
  const made = await shrink(image);
  await files.write(path, made, { uid: MEDIA_RW, gid: SDCARD_RW, mode: 0o660 });
  return made;
}

export function thumbnailPath(id: number, api: number, storage: SharedStorage): string {
  return `${storage.path}/${api < 29 ? 'DCIM' : 'Pictures'}/.thumbnails/${id}.jpg`;
}

async function shrink(image: Buffer): Promise<Buffer> {
  const size = imageSize(image);
  if (size === undefined || size.width * size.height > LARGEST_PIXELS)
    throw noFile('Failed to create thumbnail: unsupported image');
  const picture = await loadImage(image);
  const scale = Math.min(1, Math.max(MINI.width / picture.width, MINI.height / picture.height));
  const [width, height] = [picture.width, picture.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = createCanvas(width ?? 1, height ?? 1);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  return await canvas.encode('jpeg', QUALITY);
}
