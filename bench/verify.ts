import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { outsideWindows, type Spent } from './outside-windows.ts';

/**
 * `npm run bench:verify [-- <runs> [options of verify]]`: the main job, warm, on the handset. Says where the time goes, the
 * steps beside their windows included, and how much memory the harness's own processes hold at most: without Appium, adb, Java and the handset, which stand for
 * others. With `--matrix=full` the time is held against that of the observation windows.
 */
const PROJECT = path.dirname(import.meta.dirname);
const OWN = [/commands\/verify\.ts/, /@wdio\/cli/, /@wdio\/local-runner/, /proxy\/engine\/main\.ts/];
const SAMPLE_MS = 250;

interface Measured {
  readonly wallSeconds: number;
  /** Of all observation windows. */
  readonly windowSeconds: number;
  /** Of the recording, without its windows. */
  readonly outside: readonly Spent[];
  readonly phases: readonly { readonly name: string; readonly seconds: number }[];
  /** Proportional set sizes, added up: memory that processes share counts once. */
  readonly peakMegabytes: number;
  /** The same by process, at the moment of the peak. */
  readonly atPeak: string;
}

async function measure(options: readonly string[]): Promise<Measured> {
  const beganMs = Date.now();
  const argv = [
    '--max-semi-space-size=1',
    '--import',
    'tsx',
    'commands/verify.ts',
    '--app=jdjr',
    '--device=handset',
    ...options,
  ];
  const child = spawn(process.execPath, argv, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  let peak = { megabytes: 0, text: '' };
  const sampling = setInterval(() => {
    const now = memory(child.pid ?? 0);
    const step = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
    if (now.megabytes > peak.megabytes) peak = { ...now, text: `${now.text}, at: ${step}` };
  }, SAMPLE_MS);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(sampling);
  const wallSeconds = (Date.now() - beganMs) / 1000;
  // A matrix that the profile says nothing of ends with the code of its verdicts.
  if (code !== 0 && (options.length === 0 || code === 3 || code === null))
    throw new Error(`verify exited with ${code}:\n${output}`);
  const directory = /Everything is kept in (\S+)/.exec(output)?.[1] ?? '';
  const phases = JSON.parse(readFileSync(path.join(PROJECT, directory, 'phases.json'), 'utf8'));
  const spent = spentIn(path.join(PROJECT, directory, 'bundle'));
  return { wallSeconds, ...spent, phases, peakMegabytes: peak.megabytes, atPeak: peak.text };
}

/** How long the run was made to watch, by the options and the steps that it recorded, and what it did beside that. */
function spentIn(bundle: string): Pick<Measured, 'windowSeconds' | 'outside'> {
  const run = JSON.parse(readFileSync(path.join(bundle, 'run.json'), 'utf8'));
  const [timeline = '', commands = ''] = ['timeline.jsonl', 'commands.jsonl'].map((name) =>
    readFileSync(path.join(bundle, name), 'utf8'),
  );
  const window = Number.parseFloat(run.options.window);
  const windows = timeline.match(/"watches for one window"/g) ?? [];
  return {
    windowSeconds: windows.length * window,
    outside: outsideWindows(timeline, commands, window * 1000),
  };
}

/** Of the command and everything that descends from it, as far as it is ours. */
function memory(root: number): { readonly megabytes: number; readonly text: string } {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const descends = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === root || descends(parents.get(pid)));
  let megabytes = 0;
  const parts: string[] = [];
  for (const pid of parents.keys()) {
    const own = OWN.find((pattern) => pattern.test(read(`/proc/${pid}/cmdline`)));
    if (own === undefined || !descends(pid)) continue;
    const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
    megabytes += kilobytes / 1024;
    parts.push(`${own.source.replaceAll('\\', '')} ${Math.round(kilobytes / 1024)}`);
  }
  return { megabytes, text: parts.join(', ') };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // The process ended meanwhile.
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const runs = Number(process.argv[2] ?? 3);
const options = process.argv.slice(3);
const command = ['npm run verify -- --app=jdjr --device=handset', ...options].join(' ');
process.stdout.write(`${options.length === 0 ? 'one warm-up, then ' : ''}${runs} runs of: ${command}\n`);
if (options.length === 0) await measure(options);
const measured: Measured[] = [];
for (let index = 1; index <= runs; index += 1) {
  const one = await measure(options);
  measured.push(one);
  const phases = one.phases.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)}`).join(', ');
  const outside = one.outside.map(
    ({ what, times, seconds, calls }) => `  ${seconds.toFixed(1)} s in ${times} x ${what} (${calls} calls)\n`,
  );
  process.stdout.write(
    `run ${index}: ${one.wallSeconds.toFixed(1)} s (${phases}); peak ${one.peakMegabytes.toFixed(0)} MB (${one.atPeak})\nbeside the windows:\n${outside.join('')}`,
  );
}
const windows = median(measured.map((one) => one.windowSeconds));
const goal = options.length === 0 ? 60 : 1.25 * windows + 15;
process.stdout.write(
  `median: ${median(measured.map((one) => one.wallSeconds)).toFixed(1)} s (goal: ${goal.toFixed(1)} s; ${windows} s of it windows), peak memory ${median(measured.map((one) => one.peakMegabytes)).toFixed(0)} MB (goal: 400 MB)\n`,
);
