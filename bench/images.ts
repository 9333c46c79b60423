import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Canvas } from '@napi-rs/canvas';
import { decodePicture } from '../helpers/decode/pixels/decode-picture.ts';
import { type PictureTarget, preparePictures } from '../helpers/detectors/picture-target.ts';
import { detectRemadePicture, isPictureFile } from '../helpers/detectors/remade-picture.ts';
import { parseStimulusId } from '../helpers/model/ids.ts';
import { PAGE_KINDS } from '../helpers/model/run-plan.ts';
import { photoLike, type ShownPage, showPage } from './images/pages.ts';
import { TRANSFORMS } from './images/transforms.ts';

/**
 * `npm run bench:images [-- <pages> [<directory of pictures>]]`: which pictures made of fresh pages are found, whether
 * others are taken for them, and what a picture costs in processor time against its decoding. Twenty stimuli are looked
 * for; so many of them are transformed. The pictures of the directory, and below it, are none of ours.
 */
const STIMULI = 20;

interface Cost {
  readonly decodeMs: number;
  readonly lookMs: number;
}

interface Looked extends Cost {
  readonly names: readonly string[];
  readonly z: number;
}

/** Processor time of this process, which does not depend on what else the machine does. */
function processorMs<Made>(work: () => Made): readonly [made: Made, ms: number] {
  const before = process.cpuUsage();
  const made = work();
  const { user, system } = process.cpuUsage(before);
  return [made, (user + system) / 1000];
}

function look(target: PictureTarget, file: Uint8Array): Looked {
  const [, decodeMs] = processorMs(() => decodePicture(file));
  const [seen, ms] = processorMs(() => detectRemadePicture(target, file));
  const z = Math.max(0, ...seen.found.map(({ evidence }) => Math.abs(evidence.z)));
  return { names: seen.found.map(({ stimulus }) => stimulus), z, decodeMs, lookMs: ms - decodeMs };
}

function print(...cells: readonly (string | number)[]): void {
  process.stdout.write(`${cells.map((cell, at) => String(cell).padEnd(at === 0 ? 34 : 14)).join('')}\n`);
}

function costText(costs: readonly Cost[]): string {
  const median = (of: (cost: Cost) => number): number =>
    costs.map(of).sort((a, b) => a - b)[Math.floor(costs.length / 2)] ?? 0;
  const [decode, looked] = [median((one) => one.decodeMs), median((one) => one.lookMs)];
  return `${decode.toFixed(0)} + ${looked.toFixed(0)} ms`;
}

interface Named {
  readonly id: string;
  readonly page: ShownPage;
}

async function recall(target: PictureTarget, pages: readonly Named[], other: Canvas): Promise<void> {
  print('transform', 'found', 'wrong names', 'least z', 'decode + look, median');
  let [all, right] = [0, 0];
  for (const { name, make } of TRANSFORMS) {
    const looks: (Looked & { readonly id: string })[] = [];
    for (const { id, page } of pages) looks.push({ id, ...look(target, await make(page.screenshot, other)) });
    const found = looks.filter(({ id, names }) => names.includes(id));
    const wrong = looks.flatMap(({ id, names }) => names.filter((one) => one !== id)).length;
    const least = found.length === 0 ? '-' : Math.min(...found.map(({ z }) => z)).toFixed(1);
    all += looks.length;
    right += found.length;
    print(name, `${found.length}/${looks.length}`, wrong, least, costText(looks));
  }
  print('all', `${right}/${all}`, '', '', '');
}

async function falseHits(
  target: PictureTarget,
  kinds: readonly (readonly [name: string, files: readonly Uint8Array[]])[],
): Promise<void> {
  print('', '', '', '', '');
  print('pictures that are none of ours', 'false hits', '', '', 'decode + look, median');
  for (const [name, files] of kinds) {
    const looks = files.map((file) => look(target, file));
    print(
      name,
      `${looks.filter(({ names }) => names.length > 0).length}/${looks.length}`,
      '',
      '',
      costText(looks),
    );
  }
}

/** The same templates with other digits and other keys: as they are, small, and as pieces. */
async function siblingFiles(count: number, other: Canvas): Promise<readonly Uint8Array[]> {
  const chosen = [
    'PNG',
    'JPEG 60',
    '360 px wide',
    '96 px wide',
    '48 px wide',
    'turned 2°',
    'crop 25 %',
    'in a dialog, 30 %',
  ];
  const files: Uint8Array[] = [];
  for (let at = 0; at < count; at += 1) {
    const { screenshot } = await showPage(PAGE_KINDS[at % PAGE_KINDS.length] ?? 'bank');
    for (const { name, make } of TRANSFORMS)
      if (chosen.includes(name)) files.push(await make(screenshot, other));
  }
  return files;
}

function picturesBelow(directory: string): readonly Uint8Array[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(png|jpe?g|webp)$/i.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)))
    .filter(isPictureFile);
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 4);
  const directory = process.argv[3];
  const shown: Named[] = [];
  for (let at = 0; at < STIMULI; at += 1) {
    const kind = PAGE_KINDS[at % PAGE_KINDS.length] ?? 'bank';
    shown.push({ id: `${kind}-${at}`, page: await showPage(kind) });
  }
  const stimuli: Parameters<typeof preparePictures>[0][number][] = [];
  for (const { id, page } of shown)
    stimuli.push({
      id: parseStimulusId(id),
      bytes: await page.screenshot.encode('png'),
      mark: { key: page.key, unmarked: page.unmarked },
    });
  const [target, ms] = processorMs(() => preparePictures(stimuli));
  print(`${STIMULI} stimuli made ready in ${(ms / 1000).toFixed(1)} s of processor time`);
  const other = photoLike(1080, 2340);
  await recall(target, shown.slice(0, count), other);
  const photos = await Promise.all(
    Array.from({ length: 2 * count }, () => photoLike(1600, 1200).encode('jpeg', 85)),
  );
  await falseHits(target, [
    ['same templates, other digits', await siblingFiles(count, other)],
    ['like photos, 1600 × 1200', photos],
    ...(directory === undefined
      ? []
      : [[`in ${path.basename(directory)}`, picturesBelow(directory)] as const]),
  ]);
}

await main();
