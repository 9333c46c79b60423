import { execa } from 'execa';

export interface ProcessOutcome {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Runs one program to its end. Never throws for an exit code; throws only when the program cannot be started. */
export type RunProcess = (
  program: string,
  argv: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly timeoutMs: number },
) => Promise<ProcessOutcome>;

const MAX_OUTPUT_BYTES = 1 << 30;

/** The real process runner, by execa. Standard input is closed: `adb shell` would otherwise wait for it. */
export const runProcess: RunProcess = async (program, argv, { env, timeoutMs }) => {
  const ended = await execa(program, argv, {
    env,
    stdin: 'ignore',
    encoding: 'buffer',
    reject: false,
    timeout: timeoutMs,
    maxBuffer: MAX_OUTPUT_BYTES,
    stripFinalNewline: false,
  });
  if (ended.exitCode === undefined && ended.signal === undefined && ended.cause !== undefined)
    throw ended.cause;
  return {
    exitCode: ended.exitCode ?? null,
    stdout: Buffer.from(ended.stdout),
    stderr: Buffer.from(ended.stderr).toString('utf8'),
    timedOut: ended.timedOut,
  };
};

/** A program that runs until it is told to end. */
export interface RunningProcess {
  /** Resolves when it has ended, in whatever way. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stderr: string }>;
  /** Writes a line to its standard input; one that has ended does not get it. */
  say(line: string): void;
  /** Closes its standard input, which tells it to end; ends it by a signal when it does not within the limit. */
  close(graceMs: number): Promise<void>;
}

/** Starts one program and hands out what it prints as it prints it. */
export type StartProcess = (
  program: string,
  argv: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly onOutput: (chunk: Uint8Array) => void },
) => RunningProcess;

const STDERR_KEPT = 2_000;

export const startProcess: StartProcess = (program, argv, { env, onOutput }) => {
  const running = execa(program, argv, {
    env,
    stdin: 'pipe',
    encoding: 'buffer',
    buffer: false,
    reject: false,
  });
  let stderr = '';
  running.stdout.on('data', onOutput);
  running.stderr.on('data', (chunk: Uint8Array) => {
    stderr = `${stderr}${Buffer.from(chunk).toString('utf8')}`.slice(-STDERR_KEPT);
  });
  // It may have ended before its input is closed; that is what was wanted.
  running.stdin.on('error', () => undefined);
  const ended = running.then(({ exitCode }) => ({ exitCode: exitCode ?? null, stderr }));
  return {
    ended,
    say: (line) => void running.stdin.write(`${line}\n`),
    async close(graceMs) {
      running.stdin.end();
      const timer = setTimeout(() => running.kill(), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
};
