import type { FrameworkCommand, Shell } from '../shell-parts.ts';
import { simpleCommand } from './command-line.ts';
import { dateCommand } from './date.ts';
import type { PhoneRoot } from './root.ts';
import { type AppOwner, runAsCommand } from './run-as.ts';
import { type ProcessIo, runInRoot } from './run-process.ts';
import { installShims } from './shims.ts';
import { superuserCommand } from './su.ts';
import { openTerminal } from './terminal.ts';

export interface PhoneShell extends Shell {
  close(): Promise<void>;
}

interface ShellOptions {
  readonly allowRoot: boolean;
  /** What `date` shows; absent: the host's time. */
  readonly clock?: { now(): number; set(nowMs: number): void };
  /** What `run-as` knows of packages; without it, none is there. */
  app?(name: string): AppOwner | undefined;
  /** Awaited before a program of the phone runs, with its words. */
  before?(line: string): Promise<void>;
}

/** How the stock adb wraps `adb logcat`; behind it stands one simple command, which has to stream. */
const LOGCAT_PREFIX = /^export ANDROID_LOG_TAGS=(?:"[^"]*"|'[^']*'); exec /;

/**
 * The phone's shell. A line that is one framework command runs at once and streams; everything else is run by mksh in
 * the phone's root, where framework commands are scripts that come back to us.
 */
export async function createShell(
  root: PhoneRoot,
  framework: () => ReadonlyMap<string, FrameworkCommand>,
  options: ShellOptions,
): Promise<PhoneShell> {
  const commands = new Map(framework());
  const run = async (words: readonly string[], io: ProcessIo): Promise<number> => {
    await Promise.all([shims.admit(io.uid), options.before?.(words.join(' '))]);
    return await runInRoot(root, words, io);
  };
  /** Words that are a command already, e.g. behind `su 0`: no shell looks at them again. */
  const runWords = async (words: readonly string[], io: ProcessIo): Promise<number> => {
    const command = commands.get(words[0] ?? '');
    return command === undefined ? await run(words, io) : await guarded(command, words, io);
  };
  const runLine = async (commandLine: string, io: ProcessIo): Promise<number> => {
    const words = simpleCommand(commandLine.replace(LOGCAT_PREFIX, ''));
    const command = words === undefined ? undefined : commands.get(words[0] ?? '');
    if (words === undefined || command === undefined)
      return await run(['/system/bin/sh', '-c', inOrder(commandLine, io)], io);
    return await guarded(command, words, io);
  };
  if (options.allowRoot) commands.set('su', superuserCommand({ runWords, runLine }));
  if (options.clock !== undefined) commands.set('date', dateCommand(options.clock, run));
  const app = options.app ?? (() => undefined);
  commands.set('run-as', runAsCommand({ api: root.api, files: root.files, app, run }));
  const shims = await installShims(root, () => commands);
  return {
    run: runLine,
    openTerminal: (commandLine, io) => openTerminal(root, commandLine, io),
    close: () => shims.close(),
  };
}

/** Where both outputs go to one place, they share a pipe: through two of them, what came first might arrive last. */
function inOrder(commandLine: string, io: ProcessIo): string {
  return io.stdout === io.stderr ? `exec 2>&1; ${commandLine}` : commandLine;
}

/** A command that breaks says so and ends; it never takes the phone with it, and never outlives its client. */
async function guarded(command: FrameworkCommand, argv: readonly string[], io: ProcessIo): Promise<number> {
  const aborted = new Promise<number>((resolve) => {
    if (io.signal.aborted) resolve(129);
    io.signal.addEventListener('abort', () => resolve(129), { once: true });
  });
  const running = command({ ...io, argv }).catch((error: unknown) => {
    io.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  });
  return await Promise.race([running, aborted]);
}
