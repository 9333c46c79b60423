import sharp, { type Sharp } from 'sharp';
import type { Derivation, MadeFile, NonEmpty, Source } from './leak.ts';
import { aviOf, bitmapOf, pdfOf, pdfOfPixels, rawDump, withThumbnail } from './picture-files.ts';
import type { Random } from './random.ts';

type Remake = (image: Sharp, about: Picture, random: Random) => Promise<Buffer> | Sharp;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly others: NonEmpty<Source>;
}

/** What apps and people make of a picture. The result is a JPEG of this quality unless the remake says otherwise. */
const REMAKES: Readonly<Record<string, Remake>> = {
  'PNG again': (image) => image.png({ compressionLevel: 9 }),
  'JPEG 90': (image) => image.jpeg({ quality: 90 }),
  'JPEG 60': (image) => image.jpeg({ quality: 60 }),
  'JPEG 30': (image) => image.jpeg({ quality: 30 }),
  'progressive JPEG 80, 4:4:4': (image) =>
    image.jpeg({ quality: 80, progressive: true, chromaSubsampling: '4:4:4' }),
  'WebP 80': (image) => image.webp({ quality: 80, effort: 2 }),
  'WebP 50': (image) => image.webp({ quality: 50, effort: 2 }),
  'lossless WebP': (image) => image.webp({ lossless: true, effort: 0 }),
  'AVIF 60': (image) => image.avif({ quality: 60, effort: 1 }),
  'AVIF behind anything': async (image, _about, random) =>
    Buffer.concat([random.bytes(700), await image.avif({ quality: 60, effort: 1 }).toBuffer()]),
  GIF: (image) => image.gif({ effort: 1 }),
  TIFF: (image) => image.tiff({ compression: 'lzw' }),
  BMP: async (image) => bitmapOf(await pixelsOf(image)),
  'PDF page of a JPEG': async (image, about) => pdfOf(await image.jpeg({ quality: 80 }).toBuffer(), about),
  'PDF page of pixels': async (image) => pdfOfPixels(await pixelsOf(image.resize(900))),
  'frame of an AVI': async (image, about) =>
    aviOf([await grey(about), await image.resize(640).jpeg({ quality: 80 }).toBuffer(), await grey(about)]),
  'raw RGBA': async (image) => rawDump('rgba', await pixelsOf(image)),
  'raw BGRA': async (image) => rawDump('bgra', await pixelsOf(image)),
  'raw RGB 565': async (image) => rawDump('rgb565', await pixelsOf(image)),
  'raw NV21': async (image) => rawDump('nv21', await pixelsOf(image)),
  'to 720 px': (image) => image.resize(720).jpeg({ quality: 80 }),
  'to 360 px': (image) => image.resize(360).jpeg({ quality: 80 }),
  'to 200 px': (image) => image.resize(200).jpeg({ quality: 80 }),
  'to 96 px': (image) => image.resize(96).jpeg({ quality: 85 }),
  'to 48 px': (image) => image.resize(48).png(),
  stretched: (image, { width, height }) =>
    image.resize(Math.round(width * 0.8), height, { fit: 'fill' }).jpeg({ quality: 80 }),
  'rotated by 2 degrees': (image) => image.rotate(2, { background: '#202020' }).jpeg({ quality: 80 }),
  'rotated by 15 degrees': (image) => image.rotate(15, { background: '#fff' }).jpeg({ quality: 80 }),
  'rotated by 90 degrees': (image) => image.rotate(90).jpeg({ quality: 80 }),
  'upside down': (image) => image.rotate(180).jpeg({ quality: 80 }),
  mirrored: (image) => image.flop().jpeg({ quality: 80 }),
  inverted: (image) => image.negate({ alpha: false }).jpeg({ quality: 80 }),
  grey: (image) => image.greyscale().jpeg({ quality: 80 }),
  'other hues': (image) => image.modulate({ hue: 120 }).jpeg({ quality: 80 }),
  brighter: (image) => image.linear(1.3, 0).jpeg({ quality: 80 }),
  darker: (image) => image.linear(0.6, 0).jpeg({ quality: 80 }),
  'little contrast': (image) => image.linear(0.6, 50).jpeg({ quality: 80 }),
  'blurred by 1.5': (image) => image.blur(1.5).jpeg({ quality: 80 }),
  'blurred by 4': (image) => image.blur(4).jpeg({ quality: 80 }),
  'mosaic of 16 px': (image, about) => mosaic(image, about, 16),
  noisy: async (image, _about, random) => noisy(image, random),
  'with a border': (image) =>
    image.extend({ top: 120, bottom: 60, left: 80, right: 80, background: '#123456' }).jpeg({ quality: 80 }),
  'a fifth covered': (image, { width, height }) =>
    image
      .composite([{ input: box(width, Math.round(height / 5)), top: Math.round(height * 0.4), left: 0 }])
      .jpeg({ quality: 80 }),
  'with writing over it': (image, about) =>
    image.composite([{ input: writing(about), top: 0, left: 0 }]).jpeg({ quality: 80 }),
  'the middle half': (image, about) => cropped(image, about, 0.5, 0.5),
  'a quarter': (image, about, random) => cropped(image, about, 0.25, random.below(100) / 100),
  'a tenth': (image, about, random) => cropped(image, about, 0.1, random.below(100) / 100),
  'in a collage of four': (image, about) => collage(image, about),
  'small in another page': (image, about) => inPage(image, about, 0.4),
  '25 % and 2 degrees, JPEG 60': async (image, about) =>
    sharp(await cropped(image, about, 0.25, 0.3).toBuffer())
      .rotate(2)
      .jpeg({ quality: 60 })
      .toBuffer(),
  'to 360 px, JPEG 40': (image) => image.resize(360).jpeg({ quality: 40 }),
};

export const REMADE: readonly Derivation[] = [
  ...Object.entries(REMAKES).map(
    ([name, remake]): Derivation => ({
      name,
      class: 're-made',
      make: async (source, random, others) => [await remade(name, remake, { source, random, others })],
    }),
  ),
  {
    name: 'thumbnail in the EXIF of another photo',
    class: 're-made',
    make: async (source) => [{ name: 'IMG_0001.jpg', bytes: await asThumbnail(source) }],
  },
];

/** Remakes that the combinations start from: each survives alone. */
export const COMBINED_REMAKES = [
  'JPEG 60',
  'WebP 80',
  'to 360 px',
  'the middle half',
  'mirrored',
  'grey',
] as const;

export async function remadeAs(
  name: string,
  source: Source,
  random: Random,
  others: NonEmpty<Source>,
): Promise<Buffer> {
  const remake = REMAKES[name];
  if (remake === undefined) throw new RangeError(`there is no remake called ${name}`);
  return (await remade(name, remake, { source, random, others })).bytes;
}

async function remade(
  name: string,
  remake: Remake,
  {
    source,
    random,
    others,
  }: { readonly source: Source; readonly random: Random; readonly others: NonEmpty<Source> },
): Promise<MadeFile & { readonly bytes: Buffer }> {
  const image = sharp(source.bytes).removeAlpha();
  const { width, height } = await sharp(source.bytes).metadata();
  const made = await remake(image, { width, height, others }, random);
  const bytes = Buffer.isBuffer(made) ? made : await made.toBuffer();
  return { name: `${name.replaceAll(/\W+/g, '-')}.img`, bytes };
}

async function pixelsOf(
  image: Sharp,
): Promise<{ readonly width: number; readonly height: number; readonly rgb: Buffer }> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}

function grey({ width, height }: Picture): Promise<Buffer> {
  return sharp({
    create: { width: 640, height: Math.round((640 * height) / width), channels: 3, background: '#777' },
  })
    .jpeg()
    .toBuffer();
}

function box(width: number, height: number): Buffer {
  return Buffer.from(
    `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#0a5"/></svg>`,
  );
}

/** Half transparent, across the whole image, as who forwards a picture marks it. */
function writing({ width, height }: Picture): Buffer {
  const lines = Array.from(
    { length: 8 },
    (_, at) =>
      `<text x="0" y="${Math.round(((at + 1) * height) / 9)}" font-size="${Math.round(width / 9)}" fill="#fff" fill-opacity="0.5">INTERNAL USE ONLY</text>`,
  );
  return Buffer.from(`<svg width="${width}" height="${height}">${lines.join('')}</svg>`);
}

async function mosaic(image: Sharp, { width, height }: Picture, cell: number): Promise<Buffer> {
  const small = await image
    .resize(Math.ceil(width / cell), Math.ceil(height / cell), { fit: 'fill', kernel: 'cubic' })
    .png()
    .toBuffer();
  return await sharp(small)
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** Up to 24 levels more or less for each value, evenly. */
async function noisy(image: Sharp, random: Random): Promise<Buffer> {
  const { width, height, rgb } = await pixelsOf(image);
  const noise = random.bytes(rgb.length);
  const raw = rgb.map((value, at) => Math.max(0, Math.min(255, value + ((noise[at] ?? 0) % 49) - 24)));
  return await sharp(Buffer.from(raw), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** So much of the area, with the proportions kept, from the left and the top on by this share of the rest. */
function cropped(image: Sharp, { width, height }: Picture, area: number, from: number): Sharp {
  const [w, h] = [Math.round(width * Math.sqrt(area)), Math.round(height * Math.sqrt(area))];
  const [left, top] = [Math.floor((width - w) * from), Math.floor((height - h) * from)];
  return image.extract({ left, top, width: w, height: h }).jpeg({ quality: 80 });
}

/** The image at the top left of four, the others being plain: other images of the run would be right to be named. */
async function collage(image: Sharp, { width, height }: Picture): Promise<Buffer> {
  const [w, h] = [Math.round(width / 2), Math.round(height / 2)];
  const tile = await image.resize(w, h, { fit: 'fill' }).png().toBuffer();
  return await sharp({ create: { width, height, channels: 3, background: '#d9c8a0' } })
    .composite([
      { input: tile, left: 0, top: 0 },
      { input: box(w - 20, h - 20), left: w + 10, top: h + 10 },
    ])
    .jpeg({ quality: 80 })
    .toBuffer();
}

async function inPage(image: Sharp, { width, height }: Picture, share: number): Promise<Buffer> {
  const [w, h] = [Math.round(width * share), Math.round(height * share)];
  const small = await image.resize(w, h, { fit: 'fill' }).png().toBuffer();
  return await sharp({ create: { width: 1080, height: 1920, channels: 3, background: '#fafafa' } })
    .composite([
      { input: box(1000, 120), left: 40, top: 60 },
      { input: small, left: 200, top: 400 },
    ])
    .jpeg({ quality: 80 })
    .toBuffer();
}

async function asThumbnail(hidden: Source): Promise<Buffer> {
  const host = sharp({ create: { width: 800, height: 600, channels: 3, background: '#7a9' } });
  const photo = await host
    .composite([{ input: box(300, 300), left: 90, top: 200 }])
    .jpeg()
    .toBuffer();
  const thumbnail = await sharp(hidden.bytes).removeAlpha().resize(200).jpeg({ quality: 80 }).toBuffer();
  return withThumbnail(photo, thumbnail);
}
