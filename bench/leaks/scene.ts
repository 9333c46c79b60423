import { createCanvas } from '@napi-rs/canvas';
import sharp, { type Exif } from 'sharp';
import type { Place } from './places.ts';
import type { Random } from './random.ts';

const [WIDTH, HEIGHT] = [1600, 1200];

export interface Shot {
  /** What stands before the camera: the same for the same seed. */
  readonly scene: Random;
  /** The sensor's noise, and how the hand shook. */
  readonly sensor: Random;
  readonly place?: Place;
  readonly time?: string;
}

/** A photo of a scene of some two hundred things, as JPEG with what a camera says of place and time. */
export async function photograph({ scene, sensor, place, time }: Shot): Promise<Buffer> {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  const sky = context.createLinearGradient(0, 0, WIDTH * (scene.below(100) / 100), HEIGHT);
  sky.addColorStop(0, colour(scene, 200));
  sky.addColorStop(1, colour(scene, 120));
  context.fillStyle = sky;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  // Nobody stands still: two shots of one scene never fall on the same pixels.
  context.translate(sensor.below(12) - 6, sensor.below(12) - 6);
  for (let at = 0; at < 220; at += 1) drawThing(context, scene);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  const noise = sensor.bytes(data.length);
  const noisy = data.map((value, at) => (at % 4 === 3 ? value : value + ((noise[at] ?? 0) % 9) - 4));
  const picture = sharp(Buffer.from(noisy.buffer), { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
  return await picture.removeAlpha().withExif(exifOf(place, time)).jpeg({ quality: 92 }).toBuffer();
}

function drawThing(context: ReturnType<ReturnType<typeof createCanvas>['getContext']>, scene: Random): void {
  const [x, y, size] = [scene.below(WIDTH), scene.below(HEIGHT), 10 + scene.below(150)];
  context.fillStyle = colour(scene, 60 + scene.below(190));
  context.beginPath();
  if (scene.below(2) === 0) context.arc(x, y, size / 2, 0, 2 * Math.PI);
  else {
    context.moveTo(x, y);
    for (let corner = 0; corner < 3; corner += 1)
      context.lineTo(x + scene.below(size * 2) - size, y + scene.below(size * 2) - size);
  }
  context.fill();
}

function colour(random: Random, most: number): string {
  return `rgb(${random.below(most)}, ${random.below(most)}, ${random.below(most)})`;
}

/** Degrees and ten millionths of them, and the time as EXIF 2.32, 4.6.5, writes it. */
function exifOf(place: Place | undefined, time: string | undefined): Exif {
  const parts = (degrees: number): string => {
    const seconds = Math.round((degrees % 1) * 3600 * 10_000);
    return `${Math.floor(degrees)}/1 ${Math.floor(seconds / 600_000)}/1 ${seconds % 600_000}/10000`;
  };
  return {
    IFD0: { Make: 'LeakBench', Model: 'Camera' },
    ...(time === undefined ? {} : { IFD2: { DateTimeOriginal: time } }),
    ...(place === undefined
      ? {}
      : {
          IFD3: {
            GPSLatitudeRef: 'N',
            GPSLatitude: parts(place.latitude),
            GPSLongitudeRef: 'E',
            GPSLongitude: parts(place.longitude),
          },
        }),
  };
}
