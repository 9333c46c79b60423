import { PNG } from 'pngjs';
import { parseStimulusId } from '../../model/ids.ts';
import { addKeyedPattern } from '../../stimuli/keyed-pattern.ts';
import { noise } from '../images.fake.ts';
import type { GreyPicture } from './grey-picture.ts';
import type { MarkedStimulus } from './picture-index.ts';

const WIDTH = 360;
const HEIGHT = 480;

/** Boxes of many sizes on a light ground: the template's, and a few of the drawing's own. */
export function drawing(template: number, own: number): GreyPicture {
  const values = new Uint8Array(WIDTH * HEIGHT).fill(240);
  for (const [seed, boxes] of [
    [template, 70],
    [1000 + own, 12],
  ] as const) {
    const random = noise(seed, boxes * 5);
    for (let box = 0; box < boxes; box += 1) fillBox(values, random.subarray(box * 5, box * 5 + 5));
  }
  return { width: WIDTH, height: HEIGHT, values };
}

function fillBox(values: Uint8Array, [x = 0, y = 0, wide = 0, high = 0, level = 0]: Uint8Array): void {
  const [left, top] = [Math.floor((x / 256) * WIDTH), Math.floor((y / 256) * HEIGHT)];
  for (let row = top; row < Math.min(HEIGHT, top + 6 + high / 5); row += 1)
    values.fill(
      10 + (level / 256) * 230,
      row * WIDTH + left,
      row * WIDTH + Math.min(WIDTH, left + 6 + wide / 4),
    );
}

/** The drawing with the pattern of its key. */
export function marked(picture: GreyPicture, key: Uint8Array): GreyPicture {
  const pixels = new Uint8ClampedArray(picture.values.length * 4);
  for (const [at, value] of picture.values.entries()) pixels.fill(value, at * 4, at * 4 + 3);
  addKeyedPattern(pixels, picture.width, key);
  return { ...picture, values: Uint8Array.from(picture.values, (_, at) => pixels[at * 4] ?? 0) };
}

/** A stimulus that is its own drawing, as a saved image is. */
export function stimulus(id: string, template: number, own: number): MarkedStimulus {
  const unmarked = drawing(template, own);
  const key = noise(own + 7, 16);
  return { id: parseStimulusId(id), key, unmarked, image: marked(unmarked, key) };
}

/** As a PNG file. */
export function pngOf({ width, height, values }: GreyPicture): Uint8Array {
  const image = new PNG({ width, height });
  for (const [at, value] of values.entries()) image.data.set([value, value, value, 255], at * 4);
  return PNG.sync.write(image);
}

/** Each pixel the mean of four: what a careful program makes of a picture at half its size. */
export function half(picture: GreyPicture): GreyPicture {
  return remade(picture, { width: picture.width / 2, height: picture.height / 2 }, (at, x, y) => {
    const [left, top] = [2 * x, 2 * y];
    return (at(left, top) + at(left + 1, top) + at(left, top + 1) + at(left + 1, top + 1)) / 4;
  });
}

/** What is done to a picture, pixel by pixel: where each one comes from. */
export function remade(
  picture: GreyPicture,
  { width, height }: { readonly width: number; readonly height: number },
  valueAt: (at: (x: number, y: number) => number, x: number, y: number) => number,
): GreyPicture {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= picture.width || y >= picture.height
      ? 128
      : (picture.values[Math.floor(y) * picture.width + Math.floor(x)] ?? 0);
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) values[y * width + x] = Math.round(valueAt(at, x, y));
  return { width, height, values };
}
