import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const PROJECT = path.dirname(import.meta.dirname);

/** A simulated phone in a process of its own, started as `npm run handset` starts it. */
export interface Phone {
  readonly port: number;
  readonly serial: string;
  /** The memory of its process in MB, pages that it shares with others by their share. */
  megabytes(): Promise<number>;
  stop(): Promise<void>;
}

export async function bootPhone(): Promise<Phone> {
  const { scripts } = JSON.parse(await readFile(path.join(PROJECT, 'package.json'), 'utf8'));
  const words = String(scripts.handset).split(' ').slice(1);
  const child = spawn(process.execPath, [...words, '--exit-with-parent'], {
    cwd: PROJECT,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const { port, serial } = JSON.parse(await firstLine(child));
  return {
    port,
    serial,
    async megabytes() {
      const text = await readFile(`/proc/${child.pid}/smaps_rollup`, 'utf8');
      return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.stdin?.end();
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    child.stdout?.once('data', (line) => resolve(String(line)));
    child.once('close', (code) =>
      reject(new Error(`the phone ended with exit code ${code}; see why by npm run handset`)),
    );
  });
}

/** The stock adb with a server and a home of its own. */
export function adbAt(home: string, port: number): (...argv: readonly string[]) => Promise<string> {
  const env = { ...process.env, HOME: home, ANDROID_ADB_SERVER_PORT: String(port) };
  return async (...argv) => (await execute('adb', argv, { env, maxBuffer: 1 << 28 })).stdout;
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e9;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function say(what: string, value: number, unit: string, goal = ''): void {
  const line = `${what.padEnd(48)} ${value.toFixed(2).padStart(9)} ${unit}`;
  process.stdout.write(`${line}${goal && `  (goal: ${goal})`}\n`);
}
