import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * `npm run bench:handset [-- <runs> <shell commands>]`: how fast the simulated phone boots and answers the stock adb, and
 * whether its memory grows. Each line gives the median of the runs, and the goal of the project where there is one.
 */
const execute = promisify(execFile);
const PROJECT = path.dirname(import.meta.dirname);
const ADB_PORT = '5931';
const MEGABYTES = 64;
const SMALL_FILES = 300;

interface Phone {
  readonly child: ChildProcess;
  readonly serial: string;
}

const home = await mkdtemp(path.join(tmpdir(), 'bench-handset-'));
const env = { ...process.env, HOME: home, ANDROID_ADB_SERVER_PORT: ADB_PORT };

async function adb(...argv: readonly string[]): Promise<string> {
  return (await execute('adb', argv, { env, maxBuffer: 1 << 28 })).stdout;
}

async function boot(): Promise<Phone> {
  const words = ['--import', 'tsx', 'handset/main.ts', '--exit-with-parent'];
  const child = spawn(process.execPath, words, { cwd: PROJECT, stdio: ['pipe', 'pipe', 'ignore'] });
  const ready = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line)));
    child.once('close', (code) =>
      reject(new Error(`the phone ended with exit code ${code}: npm run handset`)),
    );
  });
  const { serial } = JSON.parse(ready);
  await adb('connect', serial);
  return { child, serial };
}

async function shutDown({ child, serial }: Phone): Promise<void> {
  await adb('disconnect', serial);
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdin?.end();
  await ended;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e9;
}

async function medianOf(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await seconds(work));
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function megabytesOf({ child }: Phone): Promise<number> {
  const text = await readFile(`/proc/${child.pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
}

function say(what: string, value: number, unit: string, goal = ''): void {
  process.stdout.write(
    `${what.padEnd(44)} ${value.toFixed(2).padStart(9)} ${unit}${goal && `  (goal: ${goal})`}\n`,
  );
}

async function measureFiles(phone: Phone, runs: number): Promise<void> {
  const on = (...argv: readonly string[]): Promise<string> => adb('-s', phone.serial, ...argv);
  const large = path.join(home, 'large');
  await writeFile(large, randomBytes(MEGABYTES << 20));
  const push = await medianOf(runs, () => on('push', large, '/sdcard/Download/large'));
  const pull = await medianOf(runs, () => on('pull', '/sdcard/Download/large', path.join(home, 'back')));
  say(`push of ${MEGABYTES} MB`, MEGABYTES / push, 'MB/s', '100 MB/s');
  say(`pull of ${MEGABYTES} MB`, MEGABYTES / pull, 'MB/s', '200 MB/s');
  const folder = path.join(home, 'small');
  await mkdir(folder);
  for (let index = 0; index < SMALL_FILES; index += 1)
    await writeFile(path.join(folder, `file ${index}`), randomBytes(2_000));
  await on('push', folder, '/sdcard/Download/');
  const small = await medianOf(runs, () => on('pull', '/sdcard/Download/small', path.join(home, 'returned')));
  say(`pull of ${SMALL_FILES} small files`, small, 's', '1 s');
}

async function measureShell(phone: Phone, runs: number, commands: number): Promise<void> {
  const echo = (): Promise<string> => adb('-s', phone.serial, 'shell', 'echo hello');
  say('adb shell echo', (await medianOf(runs * 10, echo)) * 1_000, 'ms', '30 ms');
  const framework = (): Promise<string> => adb('-s', phone.serial, 'shell', 'getprop ro.product.model');
  say('adb shell getprop', (await medianOf(runs * 10, framework)) * 1_000, 'ms');
  const before = await megabytesOf(phone);
  say('memory after this (proportional set)', before, 'MB', 'under 120 MB');
  for (let index = 0; index < commands; index += 1) await echo();
  say(`and after ${commands} shell commands more`, await megabytesOf(phone), 'MB', 'no growth');
}

const [runs = 5, commands = 500] = process.argv.slice(2).map(Number);
try {
  await adb('start-server');
  const phones: Phone[] = [];
  const booting = await medianOf(runs, async () => phones.push(await boot()));
  say('boot until adb is connected', booting, 's', '1 s');
  const [phone, ...others] = phones;
  for (const other of others) await shutDown(other);
  if (phone === undefined) throw new Error('no phone has booted');
  await measureFiles(phone, runs);
  await measureShell(phone, runs, commands);
  await shutDown(phone);
} finally {
  await adb('kill-server').catch(() => undefined); // It may never have started.
  await rm(home, { recursive: true, force: true });
}
