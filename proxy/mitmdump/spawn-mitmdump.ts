import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** What is listened to while it runs. */
export interface MitmdumpListener {
  /** A piece of what `recorder.py` tells. */
  told(piece: Buffer): void;
  /** Quiet, mitmdump speaks of its own faults only: these are its words. */
  said(text: string): void;
}

export interface MitmdumpProcess {
  /** How it ended, in words. All that it told was heard by then. */
  readonly ended: Promise<string>;
  /** Asks it to end, and kills it if it does not. */
  stop(): Promise<void>;
}

/** Below the project's directory, in which this process was started: where this file is tells nothing once it is bundled. */
const ADDON = path.resolve('proxy', 'mitmdump', 'recorder.py');
const STOP_TIMEOUT_MS = 4_000;

/** Starts mitmdump with our addon. It ends when its standard input does, so also when this process is killed. */
export function spawnMitmdump(
  program: string,
  argv: readonly string[],
  listener: MitmdumpListener,
): MitmdumpProcess {
  const child = spawn(program, ['--quiet', '--scripts', ADDON, ...argv], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // The terminal's Ctrl-C is not for it: what is under way is still to be recorded.
    detached: true,
    env: { PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const [input, out, err, frames] = child.stdio;
  frames?.on('data', listener.told);
  for (const stream of [out, err]) stream?.on('data', (text) => listener.said(String(text).trim()));
  input?.on('error', () => undefined); // Written to by nobody; it breaks when mitmdump is killed.
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`mitmdump could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(`mitmdump ended (${signal ?? `exit code ${code}`})`));
  });
  return { ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
