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
