import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

/** What may be done to a picture before it is kept or sent. All by the canvas: nothing of it is the detector's. */
export interface Transform {
  readonly name: string;
  readonly make: (picture: Canvas, other: Canvas) => Promise<Buffer>;
}

type Encode = (canvas: Canvas) => Promise<Buffer>;

const png: Encode = (canvas) => canvas.encode('png');
const jpeg =
  (quality: number): Encode =>
  (canvas) =>
    canvas.encode('jpeg', quality);
const webp =
  (quality: number): Encode =>
  (canvas) =>
    canvas.encode('webp', quality);
const avif: Encode = (canvas) => canvas.encode('avif', { quality: 50, speed: 10 });

/** By facts/image-detection.md, section 3, in its order. */
export const TRANSFORMS: readonly Transform[] = [
  plain('PNG', png),
  ...[90, 60, 30, 10].map((quality) => plain(`JPEG ${quality}`, jpeg(quality))),
  ...[80, 50].map((quality) => plain(`WebP ${quality}`, webp(quality))),
  plain('AVIF 50', avif),
  ...[720, 540, 360, 200, 96, 48].map((width) => changed(`${width} px wide`, (one) => scaled(one, width))),
  ...[2, 15, 90, 180].map((degrees) => changed(`turned ${degrees}°`, (one) => turned(one, degrees))),
  changed('mirrored', mirrored),
  ...[
    ['inverted', 'invert(1)'],
    ['grey', 'grayscale(1)'],
    ['other hue', 'hue-rotate(90deg)'],
    ['140 % bright', 'brightness(1.4)'],
    ['60 % bright', 'brightness(0.6)'],
    ['60 % contrast', 'contrast(0.6)'],
    ['blur 1.5', 'blur(1.5px)'],
    ['blur 4', 'blur(4px)'],
    ['blur 12', 'blur(12px)'],
  ].map(([name = '', filter = '']) => changed(name, (one) => filtered(one, filter))),
  changed('8 levels', (one) => levelled(one, 8)),
  ...[16, 32].map((side) => changed(`mosaic ${side}`, (one) => mosaic(one, side))),
  changed('border', bordered),
  changed('overlay 20 %', overlaid),
  changed('squeezed', (one) => resized(one, one.width * 0.7, one.height)),
  changed('trapezoid', trapezoid),
  changed('collage', (one, other) => collage(one, other)),
  changed('in a dialog, 30 %', (one, other) => inDialog(one, other)),
  ...[0.5, 0.25, 0.1, 0.03].map((share) => changed(`crop ${100 * share} %`, (one) => cropped(one, share))),
  changed('crop 25 %, turned 2°, JPEG 60', (one) => turned(cropped(one, 0.25), 2), jpeg(60)),
  changed('overlay, bright, JPEG 30', (one) => filtered(overlaid(one), 'brightness(1.2)'), jpeg(30)),
  changed('360 px wide, JPEG 40', (one) => scaled(one, 360), jpeg(40)),
  changed('dialog at 720 px, JPEG 60', (one, other) => scaled(inDialog(one, other), 720), jpeg(60)),
  changed('collage at 720 px, JPEG 30', (one, other) => scaled(collage(one, other), 720), jpeg(30)),
  // Not to be found: its grey values are gone.
  changed('black and white only', (one) => levelled(one, 2)),
];

function plain(name: string, encode: Encode): Transform {
  return { name, make: encode };
}

function changed(
  name: string,
  change: (picture: Canvas, other: Canvas) => Canvas,
  encode: Encode = jpeg(80),
): Transform {
  return { name, make: (picture, other) => encode(change(picture, other)) };
}

function drawn(width: number, height: number, draw: (context: SKRSContext2D) => void): Canvas {
  const canvas = createCanvas(Math.round(width), Math.round(height));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#e8e8e8';
  context.fillRect(0, 0, canvas.width, canvas.height);
  draw(context);
  return canvas;
}

function resized(picture: Canvas, width: number, height: number): Canvas {
  // By halves, as careful programs do: one step over many pixels leaves most of them out.
  const half = Math.max(width, picture.width / 2);
  if (half > width) return resized(resized(picture, half, picture.height / 2), width, height);
  return drawn(width, height, (context) =>
    context.drawImage(picture, 0, 0, Math.round(width), Math.round(height)),
  );
}

function scaled(picture: Canvas, width: number): Canvas {
  return resized(picture, width, (picture.height * width) / picture.width);
}

function turned(picture: Canvas, degrees: number): Canvas {
  const turn = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
  const width = picture.width * cos + picture.height * sin;
  return drawn(width, picture.width * sin + picture.height * cos, (context) => {
    context.translate(context.canvas.width / 2, context.canvas.height / 2);
    context.rotate(turn);
    context.drawImage(picture, -picture.width / 2, -picture.height / 2);
  });
}

function mirrored(picture: Canvas): Canvas {
  return drawn(picture.width, picture.height, (context) => {
    context.scale(-1, 1);
    context.drawImage(picture, -picture.width, 0);
  });
}

function filtered(picture: Canvas, filter: string): Canvas {
  return drawn(picture.width, picture.height, (context) => {
    context.filter = filter;
    context.drawImage(picture, 0, 0);
  });
}

function levelled(picture: Canvas, levels: number): Canvas {
  return drawn(picture.width, picture.height, (context) => {
    context.drawImage(picture, 0, 0);
    const pixels = context.getImageData(0, 0, picture.width, picture.height);
    const step = 255 / (levels - 1);
    for (let at = 0; at < pixels.data.length; at += 1)
      pixels.data[at] = Math.round((pixels.data[at] ?? 0) / step) * step;
    context.putImageData(pixels, 0, 0);
  });
}

function mosaic(picture: Canvas, side: number): Canvas {
  const small = scaled(picture, picture.width / side);
  return drawn(picture.width, picture.height, (context) => {
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, picture.width, picture.height);
  });
}

function bordered(picture: Canvas): Canvas {
  return drawn(picture.width + 240, picture.height + 180, (context) => context.drawImage(picture, 80, 60));
}

function overlaid(picture: Canvas): Canvas {
  return drawn(picture.width, picture.height, (context) => {
    context.drawImage(picture, 0, 0);
    context.fillStyle = '#30509f';
    context.fillRect(picture.width * 0.1, picture.height * 0.35, picture.width * 0.8, picture.height * 0.25);
  });
}

/** Narrower above than below, strip by strip. */
function trapezoid(picture: Canvas): Canvas {
  return drawn(picture.width, picture.height, (context) => {
    for (let y = 0; y < picture.height; y += 1) {
      const width = picture.width * (0.88 + (0.12 * y) / picture.height);
      context.drawImage(picture, 0, y, picture.width, 1, (picture.width - width) / 2, y, width, 1);
    }
  });
}

function collage(picture: Canvas, other: Canvas): Canvas {
  const [width, height] = [picture.width / 2, picture.height / 2];
  const [small, beside] = [resized(picture, width, height), resized(other, width, height)];
  return drawn(picture.width, picture.height, (context) => {
    context.drawImage(beside, 0, 0);
    context.drawImage(beside, width, 0);
    context.drawImage(beside, 0, height);
    context.drawImage(small, width, height);
  });
}

function inDialog(picture: Canvas, other: Canvas): Canvas {
  const small = scaled(picture, picture.width * 0.3);
  return drawn(other.width, other.height, (context) => {
    context.drawImage(other, 0, 0);
    context.fillStyle = '#ffffff';
    context.fillRect(other.width * 0.1, other.height * 0.4, other.width * 0.8, small.height + 120);
    context.drawImage(small, other.width * 0.2, other.height * 0.4 + 60);
  });
}

/** About the middle of what a page shows. */
function cropped(picture: Canvas, share: number): Canvas {
  const [width, height] = [picture.width * Math.sqrt(share), picture.height * Math.sqrt(share)];
  const [left, top] = [(picture.width - width) * 0.4, (picture.height - height) * 0.35];
  return drawn(width, height, (context) => context.drawImage(picture, -Math.round(left), -Math.round(top)));
}
