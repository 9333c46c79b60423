import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Detections } from '../score.ts';
import { carveFiles } from './carve-files.ts';
import { hammingDistance } from './cosine-transform.ts';
import { type KnownImage, type Nearest, nearestOf } from './known-image.ts';
import { type OrbFeatures, openCvReady, orbFeatures, orbInliers } from './orb-match.ts';
import { pdqHash } from './pdq-hash.ts';
import { perceptualHash } from './perceptual-hash.ts';
import { pixelDifference, type SmallPicture, smallPicture } from './pixel-difference.ts';

/** Common detectors, each with the thresholds that are recommended for it and one that reaches further. */
const BASELINES = [
  { name: 'sha256', measure: 'file', most: 0 },
  { name: 'carving, sha256', measure: 'carved', most: 0 },
  { name: 'pHash, 5 bits', measure: 'phash', most: 5 },
  { name: 'pHash, 10 bits', measure: 'phash', most: 10 },
  { name: 'PDQ, 31 bits', measure: 'pdq', most: 31 },
  { name: 'PDQ, 90 bits', measure: 'pdq', most: 90 },
  // Distances are taken from zero down: the more matches agree, the nearer.
  { name: 'ORB, 15 agree', measure: 'orb', most: -15 },
  { name: 'pixelmatch, 5 %', measure: 'pixels', most: 0.05 },
  { name: 'pixelmatch, 20 %', measure: 'pixels', most: 0.2 },
] as const;

type Measure = (typeof BASELINES)[number]['measure'];
type Measured = Readonly<Partial<Record<Measure, Nearest | undefined>>>;

/** A detector that is no part of the project, with what it says of every file. */
interface Baseline {
  readonly name: string;
  readonly detections: Detections;
}

/**
 * What common detectors say of the files of a corpus: of each the image that is nearest, when that is near enough. Those of
 * pictures are given what carving finds, so that they are held against no more than they were made for.
 */
export async function runBaselines(
  known: readonly KnownImage[],
  artifacts: string,
  files: readonly string[],
): Promise<readonly Baseline[]> {
  await openCvReady();
  const references = await Promise.all(known.map(referenceOf));
  const measured: [string, Measured][] = [];
  for (const file of files)
    measured.push([file, await measure(references, await readFile(path.join(artifacts, file)))]);
  for (const { orb } of references) orb.forget();
  return BASELINES.map(({ name, measure: by, most }) => ({
    name,
    detections: Object.fromEntries(
      measured.map(([file, all]) => {
        const nearest = all[by];
        return [file, nearest !== undefined && nearest.distance <= most ? [nearest.id] : []];
      }),
    ),
  }));
}

interface Reference {
  readonly id: string;
  readonly sha256: string;
  readonly phash: Uint8Array;
  readonly pdq: Uint8Array | undefined;
  readonly orb: OrbFeatures;
  readonly pixels: SmallPicture;
}

async function referenceOf({ id, bytes }: KnownImage): Promise<Reference> {
  return {
    id,
    sha256: sha256(bytes),
    phash: await perceptualHash(bytes),
    pdq: await pdqHash(bytes),
    orb: await orbFeatures(bytes),
    pixels: await smallPicture(bytes),
  };
}

async function measure(references: readonly Reference[], bytes: Buffer): Promise<Measured> {
  const carved = carveFiles(bytes);
  const hashes = carved.map(sha256);
  const pictures: Measured[] = [];
  for (const one of carved.filter((_, at) => hashes.indexOf(hashes[at] ?? '') === at))
    if (await isPicture(one)) pictures.push(await measurePicture(references, one));
  const nearest = (by: Measure): Nearest | undefined =>
    nearestOf(pictures.flatMap((one) => (one[by] === undefined ? [] : [one[by]])));
  const copied = (among: readonly string[]): Nearest | undefined => {
    const found = references.find((one) => among.includes(one.sha256));
    return found && { id: found.id, distance: 0 };
  };
  return {
    file: copied(hashes.slice(0, 1)),
    carved: copied(hashes),
    phash: nearest('phash'),
    pdq: nearest('pdq'),
    orb: nearest('orb'),
    pixels: nearest('pixels'),
  };
}

async function measurePicture(references: readonly Reference[], image: Buffer): Promise<Measured> {
  try {
    const [phash, pdq, orb] = [await perceptualHash(image), await pdqHash(image), await orbFeatures(image)];
    const sized = new Map<number, SmallPicture>();
    for (const { pixels } of references)
      sized.set(pixels.height, sized.get(pixels.height) ?? (await smallPicture(image, pixels.height)));
    const nearest = (distance: (reference: Reference) => number | undefined): Nearest | undefined =>
      nearestOf(
        references.flatMap((one) => {
          const measured = distance(one);
          return measured === undefined ? [] : [{ id: one.id, distance: measured }];
        }),
      );
    const all = {
      phash: nearest((one) => hammingDistance(phash, one.phash)),
      pdq: nearest((one) =>
        pdq === undefined || one.pdq === undefined ? undefined : hammingDistance(pdq, one.pdq),
      ),
      orb: nearest((one) => -orbInliers(orb, one.orb)),
      pixels: nearest(({ pixels }) => {
        const same = sized.get(pixels.height);
        return same === undefined ? undefined : pixelDifference(pixels, same);
      }),
    };
    orb.forget();
    return all;
  } catch {
    // It began like a picture and is none: a carver takes much for one.
    return {};
  }
}

async function isPicture(bytes: Buffer): Promise<boolean> {
  return await sharp(bytes)
    .metadata()
    .then(({ width, height }) => width > 8 && height > 8)
    .catch(() => false);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
