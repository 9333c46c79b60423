import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runBaselines } from './leaks/baselines/run-baselines.ts';
import { detectorTable } from './leaks/detector-table.ts';
import { generate } from './leaks/generate.ts';
import { LEAK_CLASSES } from './leaks/leak.ts';
import { falseHitsByKind, type Score, score } from './leaks/score.ts';
import { memoryOf, type ProcessMemory } from './proxy/process-memory.ts';

/**
 * `npm run bench:leaks -- --seed <seed> --size small|full [--only re-made,combined] [--mistakes] [--without-baselines]`: makes images, leaks of them of every class and what only looks
 * like a leak, has `npm run detect` look for them, and holds what it says against what is there. The detectors are a
 * process of their own, which is given the images and never the manifest. Common detectors are measured on the same files.
 */
const PROJECT = path.dirname(import.meta.dirname);
const SIZES = { small: { count: 4, each: 1 }, full: { count: 20, each: 8 } } as const;
const LOOK_MS = 200;
/** Of the issue: of what is there, so much has to be found. */
const GOALS: Readonly<Record<string, number>> = {
  substring: 1,
  encoded: 1,
  disguised: 1,
  're-made': 0.99,
  combined: 0.99,
  derived: 0.99,
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    size: { type: 'string', default: 'small' },
    only: { type: 'string' },
    mistakes: { type: 'boolean', default: false },
    'without-baselines': { type: 'boolean', default: false },
  },
});
if (values.size !== 'small' && values.size !== 'full') throw new Error('--size is small or full');
const named = values.only?.split(',');
const only = named && LEAK_CLASSES.filter((one) => named.includes(one));
if (only?.length !== named?.length) throw new Error(`--only takes some of ${LEAK_CLASSES.join(',')}`);
const directory = path.join(
  PROJECT,
  '.telltale',
  `leaks-${values.seed.replaceAll(/\W/g, '_')}-${values.size}`,
);
const corpus = await generate(directory, { seed: values.seed, ...SIZES[values.size], ...(only && { only }) });
const out = path.join(directory, 'detections.json');
const cost = await detect(directory, out);
const scored = score(corpus.rows, JSON.parse(await readFile(out, 'utf8')));
print(
  `seed ${values.seed}, ${values.size}: ${corpus.stimuli.length} images, ${corpus.rows.length} derivations, looked through in ${cost.seconds.toFixed(1)} s (${cost.cpuSeconds.toFixed(1)} s of CPU, at most ${cost.megabytes.toFixed(0)} MB)`,
);
printScore(scored);
if (values.mistakes) {
  for (const { row, named } of scored.mistakes)
    print(
      `${row.class}: ${row.derivation} of ${row.source} (${row.files.join(', ')}): ${named.join(', ') || 'nothing found'}`,
    );
}

if (!values['without-baselines']) {
  const files = corpus.rows.flatMap((row) => row.files);
  const baselines = await runBaselines(corpus.stimuli, path.join(directory, 'artifacts'), files);
  const others = baselines.map(({ name, detections }) => ({ name, scored: score(corpus.rows, detections) }));
  for (const line of detectorTable([{ name: 'npm run detect', scored }, ...others])) print(line);
}

function printScore(judged: Score): void {
  print('class           rows  recall  pages photos   goal  wrong names  false hits');
  for (const { class: name, rows, found, ofPages, wrongNames, falseHits } of judged.classes) {
    if (rows === 0) continue;
    const goal = GOALS[name];
    const share = (some: number, all: number): string =>
      (goal === undefined || all === 0 ? '' : (some / all).toFixed(3)).padStart(6);
    const photos = share(found - ofPages.found, rows - ofPages.rows);
    print(
      `${name.padEnd(14)} ${String(rows).padStart(5)}  ${share(found, rows)} ${share(ofPages.found, ofPages.rows)} ${photos} ${(goal?.toFixed(2) ?? '').padStart(6)} ${String(wrongNames).padStart(12)} ${String(falseHits).padStart(11)}`,
    );
  }
  for (const [kind, count] of Object.entries(falseHitsByKind(judged)))
    print(`false hits on ${kind}: ${count}`);
}

interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

async function detect(folder: string, file: string): Promise<Cost> {
  const options = [
    ...['--stimuli', path.join(folder, 'stimuli'), '--artifacts', path.join(folder, 'artifacts')],
    ...['--out', file, '--explain'],
  ];
  const beganMs = Date.now();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(PROJECT, 'commands/detect.ts'), ...options],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  let used = { cpuSeconds: 0, megabytes: 0 };
  const timer = setInterval(() => {
    const now = usedBy(child.pid);
    // On its way out a process has no memory any more.
    if (now !== undefined) used = { ...now, megabytes: Math.max(now.megabytes, used.megabytes) };
  }, LOOK_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      // 2: some file could not be looked through, which the score shows by what was missed.
      child.once('close', (code) =>
        code === 0 || code === 2 ? resolve() : reject(new Error(`detect exited with ${code}`)),
      );
    });
  } finally {
    clearInterval(timer);
  }
  return { seconds: (Date.now() - beganMs) / 1000, ...used };
}

/** `undefined` once it has ended. */
function usedBy(pid: number | undefined): Omit<Cost, 'seconds'> | undefined {
  try {
    const memory: ProcessMemory = memoryOf(pid ?? 0);
    return { cpuSeconds: memory.cpuSeconds(), megabytes: memory.peakMegabytes() };
  } catch {
    return undefined;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
