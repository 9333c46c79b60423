import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadBundle } from '../../helpers/evidence/load.ts';
import type { Bundle } from '../../helpers/model/bundle.ts';
import type { Judgement, VerdictKind } from '../../helpers/model/verdict.ts';

const PROJECT = path.join(import.meta.dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** The run's directory, as the command says it. */
  readonly directory: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the output holds the text. */
  said(text: string): Promise<void>;
  /** The run's directory, as the command has said it so far. */
  directory(): string;
}

/** The very command that the README names, without npm in front of it so that signals arrive. */
export function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const words = ['--import', 'tsx', 'commands/verify.ts', ...argv];
  const child = spawn(process.execPath, words, {
    cwd: PROJECT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child);
}

export function follow(child: ChildProcess): Running {
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
      for (const listener of listeners) listener();
    });
  }
  const directory = (): string => path.join(PROJECT, /Everything is kept in (\S+)/.exec(output)?.[1] ?? '');
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output, directory: directory() });
      for (const listener of listeners) listener();
    });
  });
  return {
    child,
    ended,
    directory,
    said: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (output.includes(text) || child.exitCode !== null) resolve();
        };
        listeners.add(look);
        look();
      }),
  };
}

export async function run(...argv: readonly string[]): Promise<Ended> {
  return await start(argv).ended;
}

export async function verdictsOf(ended: Ended): Promise<Record<string, VerdictKind>> {
  const text = await readFile(path.join(ended.directory, 'bundle', 'verdicts.json'), 'utf8');
  const judgement = JSON.parse(text) as Judgement;
  return Object.fromEntries(judgement.claims.map(({ claim, verdict }) => [claim, verdict.kind]));
}

export async function bundleOf(ended: Ended): Promise<Bundle> {
  return await loadBundle(path.join(ended.directory, 'bundle'));
}

/** Processes whose command line, environment or root names the run: there must be none when it has ended. */
export function processesOf(ended: Ended): readonly string[] {
  return processesNaming(path.basename(ended.directory));
}

export function processesNaming(mark: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const said =
        readFileSync(`/proc/${name}/cmdline`, 'utf8') +
        readFileSync(`/proc/${name}/environ`, 'utf8') +
        readlinkSync(`/proc/${name}/root`);
      return said.includes(mark);
    } catch {
      return false; // It ended while we looked.
    }
  });
}

/** Kills the simulated phone of a run as a power cut does: the whole process group that the command made for it. */
export function killHandset(running: Running): void {
  const handset = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return parent === String(running.child.pid) && words.includes('handset/start.mjs');
    } catch {
      return false; // It ended while we looked.
    }
  });
  if (handset === undefined) throw new Error('the run has no simulated phone');
  process.kill(-Number(handset), 'SIGKILL');
}

/**
 * Runs of the command, two at a time, as two cores bear: each is followed by `done`. A run starts when the one before it
 * has its adb server, for two that look for a free port at the same time find the same.
 */
export function twoAtATime<Outcome>(
  runs: readonly (() => { readonly running: Running; readonly done: Promise<Outcome> })[],
): readonly Promise<Outcome>[] {
  let ready: Promise<unknown> = Promise.resolve();
  const outcomes: Promise<Outcome>[] = [];
  for (const begin of runs) {
    // How that one ended is its own test's to say; here it only makes room.
    const free = outcomes.at(-2)?.catch(() => undefined);
    const begun = Promise.all([ready, free]).then(begin);
    ready = begun.then(({ running }) => running.said('reading what the phone and the app are'));
    outcomes.push(begun.then(({ done }) => done));
  }
  // Whoever awaits one of them hears of its failure; until then it is nobody's.
  for (const outcome of outcomes) outcome.catch(() => undefined);
  return outcomes;
}
