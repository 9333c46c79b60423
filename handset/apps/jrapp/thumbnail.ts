import { createCanvas } from '@napi-rs/canvas';
import { decodePicture } from '../../ui/pictures.ts';

const WIDTH = 288;
const HEIGHT = 336;

/** A small picture of an image, its proportions kept; a grey one when it cannot be drawn. */
export async function thumbnailOf(bytes: Uint8Array): Promise<Buffer> {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = '#e0e0e0';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const image = await decodePicture(bytes);
  if (image !== undefined) {
    const scale = Math.min(WIDTH / image.width, HEIGHT / image.height);
    const width = image.width * scale;
    const height = image.height * scale;
    context.drawImage(image, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  }
  return canvas.encode('png');
}
