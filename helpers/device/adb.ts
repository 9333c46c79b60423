import type { CommandRecord } from '../model/bundle.ts';
import { HarnessError } from '../model/harness-error.ts';
import {
  type ProcessOutcome,
  type RunningProcess,
  type RunProcess,
  type StartProcess,
  startProcess,
} from './process-runner.ts';
import { shellLine } from './shell-quote.ts';

/** Which adb program and server reach the phone, and which phone it is. */
export interface AdbTarget {
  readonly program: string;
  readonly serial: string;
  /** Port of the adb server; a private one unless the user's own was running already. */
  readonly serverPort: number;
  /** Directory that takes the place of the user's home for adb's keys; absent: the user's own. */
  readonly home?: string;
}

/** The one door through which the harness speaks to the phone by adb. Every command is recorded. */
export interface Adb {
  readonly target: AdbTarget;
  /** Runs a shell command line on the phone; rejects with `ADB_FAILED` when it exits with another code than 0. */
  shell(commandLine: string, limits?: AdbLimits): Promise<string>;
  /** Like `shell`, but hands out the exit code instead of rejecting. */
  attempt(commandLine: string, limits?: AdbLimits): Promise<ShellOutcome>;
  /** The exact bytes of a command's standard output. */
  bytes(commandLine: string, limits?: AdbLimits): Promise<Buffer>;
  /** Starts a shell command line that goes on until it is closed; hands out what it prints as it prints it. */
  start(commandLine: string, onOutput: (chunk: Uint8Array) => void): RunningProcess;
  /** Any other adb command, e.g. `['push', file, path]`. */
  command(argv: readonly string[], limits?: AdbLimits): Promise<string>;
}

interface AdbLimits {
  /** Milliseconds; 30,000 when left out. */
  readonly timeoutMs?: number;
}

interface ShellOutcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** adb's own words when the phone is no longer there; the phone's commands do not print these on their own. */
const LOST =
  /^(?:adb: )?error: (?:device offline|device '.*' not found|closed|no devices\/emulators found|device still (?:authorizing|connecting))|^adb: device offline|^- waiting for device -/m;

/** An `Adb` for one phone. `record` is called once for each command, after it ended. */
export function createAdb(
  target: AdbTarget,
  run: RunProcess,
  record: (command: CommandRecord) => void,
  startProgram: StartProcess = startProcess,
): Adb {
  const env: Record<string, string> = { ANDROID_ADB_SERVER_PORT: String(target.serverPort) };
  if (target.home !== undefined) env.HOME = target.home;

  async function invoke(argv: readonly string[], limits: AdbLimits = {}): Promise<ProcessOutcome> {
    const words = ['-s', target.serial, ...argv];
    const startedMs = Date.now();
    const outcome = await run(target.program, words, {
      env,
      timeoutMs: limits.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    });
    record({
      startedMs,
      durationMs: Date.now() - startedMs,
      command: shellLine(['adb', ...words]),
      exitCode: outcome.exitCode,
    });
    if (outcome.timedOut) throw timedOut(words, limits.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    if (outcome.exitCode !== 0 && LOST.test(outcome.stderr)) throw deviceLost(target, outcome.stderr);
    return outcome;
  }

  async function attempt(commandLine: string, limits?: AdbLimits): Promise<ShellOutcome> {
    const outcome = await invoke(['shell', commandLine], limits);
    return { exitCode: outcome.exitCode, stdout: outcome.stdout.toString('utf8'), stderr: outcome.stderr };
  }

  return {
    target,
    attempt,
    async shell(commandLine, limits) {
      const outcome = await attempt(commandLine, limits);
      if (outcome.exitCode !== 0) throw failed(`adb shell ${commandLine}`, outcome);
      return outcome.stdout;
    },
    async bytes(commandLine, limits) {
      return (await invoke(['exec-out', commandLine], limits)).stdout;
    },
    start(commandLine, onOutput) {
      const words = ['-s', target.serial, 'shell', commandLine];
      const startedMs = Date.now();
      const running = startProgram(target.program, words, { env, onOutput });
      void running.ended.then(({ exitCode }) => {
        const durationMs = Date.now() - startedMs;
        record({ startedMs, durationMs, command: shellLine(['adb', ...words]), exitCode });
      });
      return running;
    },
    async command(argv, limits) {
      const outcome = await invoke(argv, limits);
      const stdout = outcome.stdout.toString('utf8');
      if (outcome.exitCode !== 0) throw failed(shellLine(['adb', ...argv]), { ...outcome, stdout });
      return stdout;
    },
  };
}

function deviceLost(target: AdbTarget, stderr: string): HarnessError {
  return new HarnessError('DEVICE_LOST', {
    what: `the phone ${target.serial} is gone`,
    why: `adb says: ${stderr.trim()}`,
    remedy: 'check the cable or the emulator and start again; what was recorded so far is kept',
  });
}

function timedOut(words: readonly string[], timeoutMs: number): HarnessError {
  return new HarnessError('ADB_FAILED', {
    what: `adb did not answer within ${timeoutMs / 1000} s`,
    why: `the command was: ${shellLine(['adb', ...words])}`,
    remedy: 'check that the phone is awake and attached, then start again',
  });
}

function failed(command: string, outcome: ShellOutcome): HarnessError {
  const said = `${outcome.stderr}\n${outcome.stdout}`.trim().slice(0, 400) || 'nothing';
  return new HarnessError('ADB_FAILED', {
    what: `a command on the phone failed with exit code ${outcome.exitCode}`,
    why: `${command} said: ${said}`,
    remedy: 'run the command by hand to see more; commands.jsonl of the bundle lists all of them',
  });
}
