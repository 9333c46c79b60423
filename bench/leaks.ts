import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './leaks/generate.ts';
import { falseHitsByKind, type Score, score } from './leaks/score.ts';

/**
 * `npm run bench:leaks -- --seed <seed> --size small|full`: makes images, leaks of them of every class and what only looks
 * like a leak, has `npm run detect` look for them, and holds what it says against what is there. The detectors are a
 * process of their own, which is given the images and never the manifest.
 */
const PROJECT = path.dirname(import.meta.dirname);
const SIZES = { small: { count: 4, each: 1 }, full: { count: 20, each: 8 } } as const;
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
    mistakes: { type: 'boolean', default: false },
  },
});
if (values.size !== 'small' && values.size !== 'full') throw new Error('--size is small or full');
const directory = path.join(
  PROJECT,
  '.telltale',
  `leaks-${values.seed.replaceAll(/\W/g, '_')}-${values.size}`,
);
const corpus = await generate(directory, { seed: values.seed, ...SIZES[values.size] });
const out = path.join(directory, 'detections.json');
const beganMs = Date.now();
await detect(directory, out);
const seconds = (Date.now() - beganMs) / 1000;
const scored = score(corpus.rows, JSON.parse(await readFile(out, 'utf8')));
print(
  `seed ${values.seed}, ${values.size}: ${corpus.stimuli.length} images, ${corpus.rows.length} derivations, looked through in ${seconds.toFixed(1)} s`,
);
printScore(scored);
if (values.mistakes) {
  for (const { row, named } of scored.mistakes)
    print(
      `${row.class}: ${row.derivation} of ${row.source} (${row.files.join(', ')}): ${named.join(', ') || 'nothing found'}`,
    );
}

function printScore(judged: Score): void {
  print('class           rows  recall   goal  wrong names  false hits');
  for (const { class: name, rows, found, wrongNames, falseHits } of judged.classes) {
    const goal = GOALS[name];
    const recall = goal === undefined ? '      ' : (found / rows).toFixed(3).padStart(6);
    print(
      `${name.padEnd(14)} ${String(rows).padStart(5)}  ${recall} ${goal === undefined ? '      ' : goal.toFixed(2).padStart(6)} ${String(wrongNames).padStart(12)} ${String(falseHits).padStart(11)}`,
    );
  }
  for (const [kind, count] of Object.entries(falseHitsByKind(judged)))
    print(`false hits on ${kind}: ${count}`);
}

function detect(folder: string, file: string): Promise<void> {
  const options = [
    '--stimuli',
    path.join(folder, 'stimuli'),
    '--artifacts',
    path.join(folder, 'artifacts'),
    '--out',
    file,
    '--explain',
  ];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(PROJECT, 'commands/detect.ts'), ...options],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    // 2: some file could not be looked through, which the score shows by what was missed.
    child.once('close', (code) =>
      code === 0 || code === 2 ? resolve() : reject(new Error(`detect exited with ${code}`)),
    );
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
