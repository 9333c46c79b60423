import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateRawSync, gzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { logAround } from './derived.ts';
import { base64, zip } from './encoders.ts';
import type { Derivation, MadeFile } from './leak.ts';
import type { Random } from './random.ts';
import { photograph } from './scene.ts';
import type { BenchStimulus } from './sources.ts';
import { sqliteWith } from './sqlite.ts';

const require = createRequire(import.meta.url);

type Make = (stimulus: BenchStimulus, random: Random) => readonly MadeFile[] | Promise<readonly MadeFile[]>;

/** What is near to an image and not of it. The kind is the part of the name before the colon. */
export const NEGATIVES: readonly (Omit<Derivation, 'make'> & { readonly make: Make })[] = [
  negative('sibling: as it is', ({ siblings }) => siblings),
  negative('sibling: JPEG 70 at 540 px', ({ siblings }) =>
    eachPicture(siblings, (image) => image.resize(540).jpeg({ quality: 70 })),
  ),
  negative('sibling: 96 px', ({ siblings }) => eachPicture(siblings, (image) => image.resize(96).png())),
  negative('sibling: a quarter', ({ siblings }) =>
    eachPicture(siblings, (image) =>
      image.extract({ left: 100, top: 150, width: 540, height: 780 }).jpeg({ quality: 80 }),
    ),
  ),
  negative('sibling: zipped', ({ siblings }) =>
    siblings.map(({ bytes }) => ({
      name: 'other.zip',
      bytes: zip([{ name: 'a', stored: deflateRawSync(bytes), plain: bytes }]),
    })),
  ),
  negative('sibling: XOR with one byte', ({ siblings }) =>
    siblings.map(({ bytes }) => ({ name: 'other.dat', bytes: bytes.map((byte) => byte ^ 0x5a) })),
  ),
  negative('sibling: JPEG 60, XOR with one byte, gzip', async ({ siblings }) => {
    const remade = await eachPicture(siblings, (image) => image.jpeg({ quality: 60 }));
    return remade.map(({ bytes }) => ({
      name: 'other.gz',
      bytes: gzipSync(bytes.map((byte) => byte ^ 0x5a)),
    }));
  }),
  negative('sibling: small in another page', async ({ siblings }) => {
    const page = sharp({ create: { width: 1080, height: 1920, channels: 3, background: '#fafafa' } });
    return await Promise.all(
      siblings.map(async ({ name, bytes }) => {
        const input = await sharp(bytes).removeAlpha().resize(430).png().toBuffer();
        const shown = page.clone().composite([{ input, left: 200, top: 400 }]);
        return { name, bytes: await shown.jpeg({ quality: 80 }).toBuffer() };
      }),
    );
  }),
  negative('another photo', async (_stimulus, random) => [
    {
      name: 'holiday.jpg',
      bytes: await photograph({ scene: random.fork('scene'), sensor: random.fork('sensor') }),
    },
  ]),
  negative('the app’s own: pictures', async (_stimulus, random) => [
    { name: 'icon.png', bytes: await drawn(96, random) },
    {
      name: 'banner.webp',
      bytes: await sharp(await drawn(720, random))
        .webp()
        .toBuffer(),
    },
    { name: 'white.png', bytes: await plain('#ffffff') },
    {
      name: 'grey.jpg',
      bytes: await sharp(await plain('#f4f5f7'))
        .jpeg()
        .toBuffer(),
    },
  ]),
  negative('the app’s own: database', async (_stimulus, random) => [
    { name: 'app.db', bytes: await sqliteWith(random.bytes(200_000)) },
  ]),
  negative('the app’s own: font', () => [
    { name: 'a.ttf', bytes: readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')) },
  ]),
  negative('the app’s own: log', (_stimulus, random) => [logAround(random.bytes(16), random)]),
  negative('the app’s own: zeros', () => [
    { name: 'sparse.bin', bytes: new Uint8Array(300_000) },
    { name: 'counting.bin', bytes: Uint8Array.from({ length: 300_000 }, (_, at) => at) },
  ]),
  negative('random of the same size: raw', ({ bytes }, random) => [
    { name: 'kept.enc', bytes: random.bytes(bytes.length) },
  ]),
  negative('random of the same size: base64 in JSON', ({ bytes }, random) => [
    { name: 'body.json', bytes: Buffer.from(JSON.stringify({ image: base64(random.bytes(bytes.length)) })) },
  ]),
  negative('weak values: last four digits', ({ facts }, random) => inLog(facts.digits[0]?.slice(-4), random)),
  negative('weak values: other digits of the same form', ({ facts }, random) =>
    inLog(
      facts.digits[0]?.replace(/\d{9}(?=.$)/, () => String(1e8 + random.below(9e8))),
      random,
    ),
  ),
  negative('weak values: rounded place', ({ facts: { position } }, random) =>
    inLog(position && `${position.latitude.toFixed(1)},${position.longitude.toFixed(1)}`, random),
  ),
  negative('weak values: a place 2 km away', ({ facts: { position } }, random) =>
    inLog(position && `${(position.latitude + 0.02).toFixed(6)},${position.longitude.toFixed(6)}`, random),
  ),
  negative('weak values: the time', ({ facts: { time } }, random) => inLog(time, random)),
  negative('weak values: the day', ({ facts: { time } }, random) => inLog(time?.slice(0, 10), random)),
  negative('hash: of a sibling', ({ siblings }, random) =>
    inLog(
      gzipSync(siblings[0]?.bytes ?? '')
        .subarray(-8)
        .toString('hex'),
      random,
    ),
  ),
];

function negative(name: string, make: Make): Omit<Derivation, 'make'> & { readonly make: Make } {
  return { name, class: 'hard-negative', make };
}

function inLog(text: string | undefined, random: Random): readonly MadeFile[] {
  return text === undefined ? [] : [logAround(Buffer.from(text), random)];
}

async function eachPicture(
  files: readonly MadeFile[],
  remake: (image: Sharp) => Sharp,
): Promise<readonly MadeFile[]> {
  return await Promise.all(
    files.map(async ({ name, bytes }) => ({
      name,
      bytes: await remake(sharp(bytes).removeAlpha()).toBuffer(),
    })),
  );
}

async function plain(background: string): Promise<Buffer> {
  return await sharp({ create: { width: 1080, height: 1560, channels: 3, background } })
    .png()
    .toBuffer();
}

async function drawn(side: number, random: Random): Promise<Buffer> {
  const shapes = Array.from({ length: 12 }, () => {
    const [x, y, size] = [random.below(side), random.below(side), random.below(side / 2)];
    return `<circle cx="${x}" cy="${y}" r="${size}" fill="rgb(${random.below(256)},${random.below(256)},${random.below(256)})"/>`;
  }).join('');
  return await sharp(Buffer.from(`<svg width="${side}" height="${side}">${shapes}</svg>`))
    .png()
    .toBuffer();
}
