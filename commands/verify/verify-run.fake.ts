import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      const directory = /Everything is kept in (\S+)/.exec(output)?.[1] ?? '';
      resolve({ code, output, directory: path.join(PROJECT, directory) });
      for (const listener of listeners) listener();
    });
  });
  return {
    child,
    ended,
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

/** Processes whose command line or environment names the run: there must be none when it has ended. */
export function processesOf(ended: Ended): readonly string[] {
  const mark = path.basename(ended.directory);
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const said =
        readFileSync(`/proc/${name}/cmdline`, 'utf8') + readFileSync(`/proc/${name}/environ`, 'utf8');
      return said.includes(mark);
    } catch {
      return false; // It ended while we looked.
    }
  });
}
