import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { HarnessError } from '../../helpers/model/harness-error.ts';

/** A running simulated phone: a program of its own that says one line of JSON when it is ready. */
export interface HandsetProcess {
  readonly serial: string;
  /** An HTTP CONNECT proxy that leads to the handset's own internet. */
  readonly gateway: string;
  readonly authorityFile: string;
  /** What of it is not faithful on this machine, in sentences. */
  readonly limits: readonly string[];
  /** Resolves when it ended by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const readyLine = z.object({
  ready: z.literal(true),
  serial: z.string(),
  gateway: z.string(),
  authorityFile: z.string(),
  limits: z.array(z.string()),
});

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 8_000;

/** Starts the handset in a process group of its own, so that Ctrl-C reaches it only through us. */
export async function startHandsetProcess(
  project: string,
  logFile: string,
  options: readonly string[],
): Promise<HandsetProcess> {
  const argv = [path.join('handset', 'start.mjs'), '--exit-with-parent', ...options];
  const child = spawn(process.execPath, argv, {
    cwd: project,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stderr.pipe(log);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-2_000);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = await new Promise<z.infer<typeof readyLine> | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), READY_TIMEOUT_MS);
    const done = (line: z.infer<typeof readyLine> | undefined): void => {
      clearTimeout(timer);
      resolve(line);
    };
    child.once('error', () => done(undefined));
    child.once('exit', () => done(undefined));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const parsed = readyLine.safeParse(jsonOf(line));
      if (parsed.success) done(parsed.data);
    });
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  if (ready !== undefined) return { ...ready, ended, stop };
  await stop();
  throw new HarnessError('HANDSET_NOT_READY', {
    what: 'the simulated phone did not start',
    why: said.trim().split('\n').at(-1) || `it said nothing within ${READY_TIMEOUT_MS / 1000} s`,
    remedy:
      'run ./setup.sh --check to see whether this machine can run it; a real phone works without it: --device=<serial>',
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // Not the ready line.
  }
}
