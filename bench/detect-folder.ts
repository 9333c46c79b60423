import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CASES, type Case } from './detect-folder/cases.ts';
import { type Measured, measureDetect, measureHashing } from './detect-folder/measure.ts';
import { generateStimuli } from './detect-folder/stimuli.ts';
import { createRandom } from './leaks/random.ts';

/**
 * `npm run bench:detect -- [--scale <share>] [--only mixed,large,small,wide] [--stimuli <count>] [--workers <count>] [--doubling]`:
 * makes folders as the issue names them, or so small a share of them, has `npm run detect` look through each, and prints how
 * long that takes, the memory that it holds at most, and how it stands to `sha256sum` of the same files. With `--doubling`
 * each is measured again with twice the stimuli, and with twice the files. Everything is made in a temporary folder, and goes
 * with it.
 */
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.1' },
    only: { type: 'string' },
    stimuli: { type: 'string', default: '8' },
    workers: { type: 'string' },
    doubling: { type: 'boolean', default: false },
  },
});
const scale = Number(values.scale);
const count = Number(values.stimuli);
if (!(scale > 0 && scale <= 1) || !Number.isInteger(count) || count < 1)
  throw new Error('--scale is above 0, and at most 1; --stimuli is a whole number');
const only = values.only?.split(',');
const cases = CASES.filter(({ name }) => only === undefined || only.includes(name));
if (cases.length === 0) throw new Error(`--only takes some of ${CASES.map(({ name }) => name).join(',')}`);

const directory = await mkdtemp(path.join(tmpdir(), 'telltale-bench-'));
try {
  for (const one of cases) {
    const plain = await look(one, { stimuli: count, scale });
    print(one, `${count} images, scale ${scale}`, plain);
    if (!values.doubling) continue;
    for (const [what, order] of [
      ['twice the images', { stimuli: 2 * count, scale }],
      ['twice the files', { stimuli: count, scale: Math.min(1, 2 * scale) }],
    ] as const) {
      const doubled = await look(one, order);
      print(one, what, doubled);
      const times = doubled.cpuSeconds / plain.cpuSeconds;
      process.stdout.write(`${''.padEnd(8)}${what}: ${times.toFixed(2)} times the processor's time\n`);
    }
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

interface Looked extends Measured {
  readonly files: number;
  readonly megabytes: number;
  readonly hashingSeconds: number;
}

async function look(one: Case, order: { readonly stimuli: number; readonly scale: number }): Promise<Looked> {
  const folder = path.join(directory, 'artifacts');
  try {
    await mkdir(folder, { recursive: true });
    const random = createRandom('detect-folder');
    const stimuli = await generateStimuli(directory, random, order.stimuli);
    const expected = await one.make(folder, { stimuli, random, scale: order.scale });
    const out = path.join(directory, 'found.json');
    const hashed = await measureHashing(folder);
    const measured = await measureDetect({ directory, folder, out, workers: values.workers });
    const found = Object.entries<readonly string[]>(JSON.parse(await readFile(out, 'utf8')));
    const named = found.flatMap(([name, ids]) => (ids.length > 0 ? [name] : []));
    if (named.sort().join() !== [...expected].sort().join())
      throw new Error(
        `found ${named.length} files that hold an image: ${named.slice(0, 5)}, and not ${expected.length}`,
      );
    return { ...measured, ...hashed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print(
  { name, goal }: Case,
  what: string,
  { seconds, cpuSeconds, peakMegabytes, gaps, ...hashed }: Looked,
): void {
  process.stdout.write(
    `${name.padEnd(8)}${what}: ${hashed.files} files, ${hashed.megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU), ` +
      `at most ${peakMegabytes.toFixed(0)} MB of memory, ${gaps} gaps; sha256sum ${hashed.hashingSeconds.toFixed(1)} s. Goal: ${goal}\n`,
  );
}
