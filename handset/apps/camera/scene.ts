import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

/** What stands before the camera: everything that a picture of it depends on, except the sensor's noise. */
export interface Scene {
  /** Degrees on the colour wheel, of the sky. */
  readonly hue: number;
  /** Where the sun stands, as parts of width and height. */
  readonly sun: { readonly x: number; readonly y: number };
  readonly hills: readonly { readonly height: number; readonly lean: number; readonly lightness: number }[];
  readonly things: readonly Thing[];
}

interface Thing {
  readonly shape: 'ball' | 'box';
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly hue: number;
}

/** A source of numbers from 0 up to 1, like `Math.random`. */
export type Random = () => number;

/** A scene that was never there before. */
export function newScene(random: Random): Scene {
  const between = (least: number, most: number): number => least + random() * (most - least);
  return {
    hue: between(0, 360),
    sun: { x: between(0.1, 0.9), y: between(0.08, 0.35) },
    hills: [0.45, 0.55, 0.65].map((height, index) => ({
      height: height + between(-0.04, 0.04),
      lean: between(-0.12, 0.12),
      lightness: 46 - index * 11,
    })),
    things: Array.from({ length: 9 }, () => ({
      shape: random() < 0.5 ? 'ball' : 'box',
      x: between(0.05, 0.95),
      y: between(0.62, 0.95),
      size: between(0.04, 0.13),
      hue: between(0, 360),
    })),
  };
}

/** A picture of the scene as JPEG, with the noise of a sensor: no two of them are the same. */
export async function photograph(
  scene: Scene,
  picture: {
    readonly width: number;
    readonly height: number;
    readonly quality: number;
    readonly random: Random;
  },
): Promise<Buffer> {
  const { width, height, quality, random } = picture;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  drawSky(context, scene, width, height);
  for (const hill of scene.hills) drawHill(context, scene.hue, hill, { width, height });
  for (const thing of scene.things) drawThing(context, thing, width, height);
  addNoise(context, width, height, random);
  return canvas.encode('jpeg', quality);
}

function drawSky(context: SKRSContext2D, scene: Scene, width: number, height: number): void {
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${scene.hue} 45% 38%)`);
  sky.addColorStop(0.7, `hsl(${scene.hue + 40} 55% 78%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  const x = scene.sun.x * width;
  const y = scene.sun.y * height;
  const glow = context.createRadialGradient(x, y, 0, x, y, width * 0.3);
  glow.addColorStop(0, 'rgba(255, 250, 225, 0.95)');
  glow.addColorStop(0.18, 'rgba(255, 240, 200, 0.5)');
  glow.addColorStop(1, 'rgba(255, 240, 200, 0)');
  context.fillStyle = glow;
  context.fillRect(0, 0, width, height);
}

function drawHill(
  context: SKRSContext2D,
  hue: number,
  hill: Scene['hills'][number],
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const top = hill.height * height;
  const lean = hill.lean * height;
  context.fillStyle = `hsl(${hue + 90} 24% ${hill.lightness}%)`;
  context.beginPath();
  context.moveTo(0, top + lean);
  context.bezierCurveTo(width * 0.3, top - lean, width * 0.7, top + lean, width, top - lean);
  context.lineTo(width, height);
  context.lineTo(0, height);
  context.fill();
}

function drawThing(context: SKRSContext2D, thing: Thing, width: number, height: number): void {
  const x = thing.x * width;
  const y = thing.y * height;
  const size = thing.size * width;
  const shade = context.createRadialGradient(x - size * 0.2, y - size * 0.25, 0, x, y, size * 0.8);
  shade.addColorStop(0, `hsl(${thing.hue} 70% 72%)`);
  shade.addColorStop(1, `hsl(${thing.hue} 60% 26%)`);
  context.fillStyle = shade;
  context.beginPath();
  if (thing.shape === 'ball') context.arc(x, y, size / 2, 0, Math.PI * 2);
  else context.rect(x - size / 2, y - size / 2, size, size);
  context.fill();
}

/** The same amount on all three colours, as the luma noise that survives a phone's processing. */
function addNoise(context: SKRSContext2D, width: number, height: number, random: Random): void {
  const frame = context.getImageData(0, 0, width, height);
  const pixels = frame.data;
  for (let at = 0; at < pixels.length; at += 4) {
    // The mean of two is nearly a bell curve, and cheaper than one.
    const grain = (random() + random() - 1) * 16;
    for (let channel = at; channel < at + 3; channel += 1) pixels[channel] = (pixels[channel] ?? 0) + grain;
  }
  context.putImageData(frame, 0, 0);
}
