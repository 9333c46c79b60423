import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { COMBINED } from './combined.ts';
import { DERIVED } from './derived.ts';
import { DISGUISED } from './disguised.ts';
import { ENCODED } from './encoded.ts';
import { ENCRYPTED } from './encrypted.ts';
import type { Derivation, LeakClass, MadeFile, ManifestRow, NonEmpty } from './leak.ts';
import { NEGATIVES } from './negatives.ts';
import { createRandom } from './random.ts';
import { REMADE } from './remade.ts';
import { type BenchStimulus, makeSources } from './sources.ts';
import { SUBSTRING } from './substring.ts';

const LEAKS: readonly Derivation[] = [
  ...SUBSTRING,
  ...ENCODED,
  ...DISGUISED,
  ...REMADE,
  ...COMBINED,
  ...DERIVED,
  ...ENCRYPTED,
];

interface Order {
  readonly seed: string;
  readonly count: number;
  readonly each: number;
  readonly only?: readonly LeakClass[];
}

export interface Corpus {
  readonly directory: string;
  readonly seed: string;
  readonly stimuli: NonEmpty<BenchStimulus>;
  readonly rows: readonly ManifestRow[];
}

/**
 * Writes `stimuli/` with `stimuli.json`, `artifacts/`, and `manifest.json`, which only the scorer reads. Each derivation is
 * made of `each` stimuli that have what it needs, drawn by chance. The same seed gives the same files on a machine with the same
 * libraries, whether or not it is for some classes `only`.
 */
export async function generate(directory: string, { seed, count, each, only }: Order): Promise<Corpus> {
  await rm(directory, { recursive: true, force: true });
  const random = createRandom(seed);
  const stimuli = await makeSources(random.fork('sources'), count);
  await writeStimuli(path.join(directory, 'stimuli'), stimuli);
  const rows: ManifestRow[] = [];
  for (const derivation of [...LEAKS, ...NEGATIVES]) {
    if (only !== undefined && !only.includes(derivation.class)) continue;
    let made = 0;
    const name = `${derivation.class} ${derivation.name}`;
    for (const stimulus of shuffled(stimuli, random.fork(name))) {
      if (made === each) break;
      const [other, ...others] = stimuli.filter((one) => one !== stimulus);
      const files = await derivation.make(stimulus, random.fork(`${name} ${stimulus.id}`), [
        other ?? stimulus,
        ...others,
      ]);
      // Not every image says what this one is derived from.
      if (files.length === 0) continue;
      made += 1;
      rows.push({
        files: await writeArtifacts(path.join(directory, 'artifacts'), rows.length, files),
        class: derivation.class,
        derivation: derivation.name,
        source: stimulus.id,
        kind: stimulus.kind,
        expected: expectedOf(derivation, stimulus, other),
      });
    }
    if (made === 0) throw new Error(`no image of this size is one for: ${name}`);
  }
  await writeFile(path.join(directory, 'manifest.json'), JSON.stringify(rows, null, 1));
  return { directory, seed, stimuli, rows };
}

function expectedOf(
  derivation: { readonly class: string; readonly alsoOther?: true },
  stimulus: BenchStimulus,
  other: BenchStimulus | undefined,
): readonly string[] {
  if (derivation.class === 'hard-negative' || derivation.class === 'encrypted') return [];
  return [stimulus.id, ...(derivation.alsoOther && other !== undefined ? [other.id] : [])];
}

function shuffled<One>(from: readonly One[], random: ReturnType<typeof createRandom>): readonly One[] {
  const left = [...from];
  return from.flatMap(() => left.splice(random.below(left.length), 1));
}

export async function writeStimuli(directory: string, stimuli: readonly BenchStimulus[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  const listed: object[] = [];
  for (const { id, name, kind, bytes, unmarked, canaries } of stimuli) {
    const file = `${id}${path.extname(name)}`;
    await writeFile(path.join(directory, file), bytes);
    if (unmarked !== undefined) await writeFile(path.join(directory, `${id}.unmarked.png`), unmarked);
    listed.push({
      id,
      file,
      kind,
      canaries: [...canaries, { kind: 'file-name', value: name }],
      ...(unmarked === undefined ? {} : { unmarked: `${id}.unmarked.png` }),
    });
  }
  await writeFile(path.join(directory, 'stimuli.json'), JSON.stringify(listed, null, 1));
}

/** A directory for each row: names say nothing of what is in them, and numbered pieces lie together. */
async function writeArtifacts(
  directory: string,
  row: number,
  files: readonly MadeFile[],
): Promise<readonly string[]> {
  const folder = String(row).padStart(5, '0');
  await mkdir(path.join(directory, folder), { recursive: true });
  const paths: string[] = [];
  for (const [at, { name, bytes }] of files.entries()) {
    // Only what tells pieces apart is kept of a name.
    const file = `${folder}/${/\.\d{3}$/.test(name) ? name : `${at}${path.extname(name) === '.img' ? '' : path.extname(name)}`}`;
    await writeFile(path.join(directory, file), bytes);
    paths.push(file);
  }
  return paths;
}
