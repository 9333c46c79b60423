import { spawn } from 'node:child_process';
import { access, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { printable } from './escape.ts';

/** Above this a report in one file is more than a browser likes to open; then it becomes a directory. */
const LARGEST_SINGLE_FILE = 48_000_000;
const TIME_LIMIT_MS = 120_000;
const KEPT_OUTPUT = 4_000;
/** It runs for some seconds: what Java's second compiler, and collecting in several threads, cost at first never pays. */
const SHORT_LIVED_JAVA = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

export interface ReportTools {
  /** The environment that Allure and Java are started in. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Makes `<run>/allure-report/index.html` from `<run>/allure-results`; returns its path. */
export async function generateReport(runDirectory: string, tools: ReportTools): Promise<string> {
  const results = path.join(runDirectory, 'allure-results');
  const report = path.join(runDirectory, 'allure-report');
  const bytes = await sizeOfResults(results);
  const single = bytes <= LARGEST_SINGLE_FILE ? ['--single-file'] : [];
  const made = await run(
    process.execPath,
    [allureProgram(), 'generate', '--clean', ...single, '-o', report, results],
    tools,
  );
  const index = path.join(report, 'index.html');
  if (made.code === 0 && (await exists(index))) return index;
  throw noReport(runDirectory, made);
}

/** Allure's start script names JAVA_HOME whenever it finds no Java that runs. */
function noReport(runDirectory: string, made: Ended): HarnessError {
  const why = printable(made.output.trim() || `it ended with exit code ${made.code}`, 2_000);
  return made.output.includes('JAVA_HOME')
    ? new HarnessError('TOOL_MISSING', {
        what: 'the Allure report needs Java',
        why,
        remedy: 'install it with ./setup.sh',
      })
    : new HarnessError('INTERNAL', {
        what: 'Allure made no report',
        why,
        remedy: `see that ${runDirectory} can be written in, then try again: npm run report -- ${runDirectory}`,
      });
}

async function sizeOfResults(results: string): Promise<number> {
  const names = await readdir(results).catch(() => []);
  if (names.some((name) => name.endsWith('-result.json'))) {
    const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(results, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }
  throw new HarnessError('USAGE', {
    what: 'there is nothing to report on',
    why: `${results} holds no results`,
    remedy: 'name the directory of a run that has come to its verdicts: npm run report -- <run directory>',
  });
}

function allureProgram(): string {
  const manifest = createRequire(import.meta.url).resolve('allure-commandline/package.json');
  return path.join(path.dirname(manifest), 'bin', 'allure');
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** What the user says of Java comes last, and so goes before ours. */
function asShortLived(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const words = [SHORT_LIVED_JAVA, environment.JAVA_OPTS ?? ''].join(' ').trim();
  return { ...environment, JAVA_OPTS: words };
}

function run(program: string, programArguments: readonly string[], tools: ReportTools): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIME_LIMIT_MS,
      env: asShortLived(tools.environment),
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = `${output}${chunk.toString('utf8')}`.slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
