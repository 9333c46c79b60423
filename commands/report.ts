import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { generateReport } from '../reports/allure-html.ts';
import { print, runCommand } from './run-command.ts';

const PROJECT = path.dirname(import.meta.dirname);
const RUNS = path.join(PROJECT, '.telltale', 'runs');

const USAGE = `Makes the Allure report of a run.

  npm run report                      of the newest run
  npm run report -- <run directory>   of this one`;

/** `npm run report [-- <run directory>]`: makes the HTML and prints where it is. */
async function report(given: readonly string[]): Promise<number> {
  if (given.includes('--help') || given.includes('-h')) {
    print(USAGE);
    return 0;
  }
  const [directory, ...rest] = given;
  if (rest.length > 0 || directory?.startsWith('-') === true) {
    throw new HarnessError('USAGE', {
      what: 'report takes one run directory',
      why: `it was given ${given.map((one) => JSON.stringify(one)).join(' ')}`,
      remedy: 'npm run report -- <run directory>',
    });
  }
  const run = directory === undefined ? await newestRun() : path.resolve(directory);
  const index = await generateReport(run, { environment: process.env });
  print(path.relative(process.cwd(), index));
  return 0;
}

/** The names of runs begin with their time, so that they sort by it. */
async function newestRun(): Promise<string> {
  const names = await readdir(RUNS).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []; // No run was ever made.
    throw error;
  });
  const newest = names.sort().at(-1);
  if (newest !== undefined) return path.join(RUNS, newest);
  throw new HarnessError('USAGE', {
    what: 'there is no run to report on',
    why: `${path.relative(process.cwd(), RUNS)} holds none`,
    remedy: 'make one with: npm run verify -- --app=<name>',
  });
}

await runCommand(report);
