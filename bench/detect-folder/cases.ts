import { mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { NonEmpty } from '../leaks/leak.ts';
import type { createRandom } from '../leaks/random.ts';
import { photograph } from '../leaks/scene.ts';
import type { BenchStimulus } from '../leaks/sources.ts';

/** What a folder is made of, and what has to be found in it. */
export interface Case {
  readonly name: string;
  /** What the issue asks of it at scale 1. */
  readonly goal: string;
  /** Writes the files, and says in which of them a stimulus stands. */
  make(folder: string, order: Order): Promise<readonly string[]>;
}

interface Order {
  readonly stimuli: NonEmpty<BenchStimulus>;
  readonly random: ReturnType<typeof createRandom>;
  /** 1 is what the issue asks for. */
  readonly scale: number;
}

const MEGABYTE = 1024 * 1024;

export const CASES: readonly Case[] = [
  { name: 'mixed', goal: '2 GB with 2,000 images in 120 s, under 1 GB of memory', make: mixed },
  { name: 'large', goal: 'one file of 20 GB, under 1 GB of memory', make: large },
  { name: 'small', goal: '100,000 small files', make: small },
  { name: 'wide', goal: 'images of 60,000 × 60,000, each a gap', make: wide },
];

const SCENES = 12;

/**
 * Photos of other scenes, as a memory card has them, and files of other kinds. Of a hundred images one is a copy, behind a
 * header of its own, and four are alike: pages of the same template, another photo of the same scene.
 */
async function mixed(folder: string, { stimuli, random, scale }: Order): Promise<readonly string[]> {
  const alike = stimuli.flatMap(({ siblings }) => siblings.map(({ bytes }) => bytes));
  const others = await otherPhotos(random);
  const named: string[] = [];
  let left = 2_000 * MEGABYTE * scale;
  for (let at = 0; at < 2_000 * scale; at += 1) {
    const isCopy = at % 100 === 0;
    const from = isCopy ? stimuli.map(({ bytes }) => bytes) : at % 25 === 1 ? alike : others;
    const image = from[(from === others ? at : Math.floor(at / 25)) % from.length];
    // No two are the same file.
    const bytes = Buffer.concat([image ?? Buffer.alloc(0), random.bytes(16)]);
    const name = `image ${at}${isCopy ? '.dat' : '.img'}`;
    if (isCopy) named.push(name);
    await writeFile(path.join(folder, name), isCopy ? Buffer.concat([random.bytes(40), bytes]) : bytes);
    left -= bytes.length;
  }
  const kinds = [blob, log, packed];
  for (let at = 0; left > 0; at += 1) {
    const bytes = kinds[at % kinds.length]?.(random) ?? Buffer.alloc(1);
    await writeFile(path.join(folder, `other ${at}`), bytes);
    left -= bytes.length;
  }
  return named;
}

function otherPhotos(random: Order['random']): Promise<readonly Buffer[]> {
  const place = { latitude: 31.2, longitude: 121.5 };
  const shoot = (at: number): Promise<Buffer> =>
    photograph({
      scene: random.fork(`other scene ${at}`),
      sensor: random.fork(`sensor ${at}`),
      place,
      time: '2026:11:20 09:00:00',
    });
  return Promise.all(Array.from({ length: SCENES }, (_, at) => shoot(at)));
}

const blob = (random: Order['random']): Buffer => random.bytes(4 * MEGABYTE);

function log(random: Order['random']): Buffer {
  const line = (): string =>
    `2026-11-24 10:20:30.${random.below(1000)} started ${random.below(1e9)} in /the/folder\n`;
  return Buffer.from(Array.from({ length: 20_000 }, line).join(''));
}

const packed = (random: Order['random']): Buffer => gzipSync(log(random), { level: 1 });

/** A file with holes, and an image near its end. */
async function large(
  folder: string,
  { stimuli: [stimulus], random, scale }: Order,
): Promise<readonly string[]> {
  const bytes = 20_000 * MEGABYTE * scale;
  const file = await open(path.join(folder, 'card.img'), 'w');
  try {
    await file.write(random.bytes(MEGABYTE), 0, MEGABYTE, 0);
    await file.write(stimulus.bytes, 0, stimulus.bytes.length, Math.floor(bytes - 9 * MEGABYTE));
    await file.truncate(bytes);
  } finally {
    await file.close();
  }
  return ['card.img'];
}

/** Settings, thumbnails in form, and bytes that nobody can read. */
async function small(folder: string, { random, scale }: Order): Promise<readonly string[]> {
  const kinds = [
    () => JSON.stringify({ id: random.below(1e9), at: random.below(1e9), on: true }),
    () => `<map><int name="count" value="${random.below(1e6)}" /></map>\n`,
    () => random.bytes(200 + random.below(3_000)),
  ];
  for (let at = 0; at < 100_000 * scale; at += 1) {
    const directory = path.join(folder, String(Math.floor(at / 500)));
    if (at % 500 === 0) await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, `${at}`), kinds[at % kinds.length]?.() ?? '');
  }
  return [];
}

/** Headers that declare gigapixels; each file is some hundred bytes. */
async function wide(folder: string, { scale }: Order): Promise<readonly string[]> {
  const side = 60_000;
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13);
  header.write('IHDR', 4, 'latin1');
  header.writeUInt32BE(side, 8);
  header.writeUInt32BE(side, 12);
  header.set([8, 2, 0, 0, 0], 16);
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), header, Buffer.alloc(200)]);
  for (let at = 0; at < Math.ceil(100 * scale); at += 1) await writeFile(path.join(folder, `${at}.png`), png);
  return [];
}
