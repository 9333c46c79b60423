import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { HarnessError } from '../../helpers/model/harness-error.ts';

/** A running `wdio run wdio.conf.ts`, with its Appium server and its worker, in a process group of its own. */
export interface WdioRun {
  /** The exit code; null when it was ended by a signal. */
  readonly ended: Promise<number | null>;
  /** Ends the whole group: first politely, so that Appium closes its session, then by force. */
  stop(): Promise<void>;
}

const POLITE_MS = 7_000;

export interface WdioPlan {
  readonly project: string;
  readonly planFile: string;
  readonly logDirectory: string;
  readonly sdkDirectory: string;
}

/** What WebdriverIO prints; `wdio.log` beside it is its launcher's own. The table that people read is ours. */
export const WDIO_OUTPUT = 'wdio-output.log';

/** Starts WebdriverIO. */
export function startWdio(
  plan: WdioPlan,
  environment: Readonly<Record<string, string | undefined>>,
): WdioRun {
  const log = openSync(path.join(plan.logDirectory, WDIO_OUTPUT), 'a');
  const child = spawn(
    process.execPath,
    [path.join('node_modules', '@wdio', 'cli', 'bin', 'wdio.js'), 'run', 'wdio.conf.ts'],
    {
      cwd: plan.project,
      // A group of its own: Ctrl-C in the terminal must reach it through us, after the bundle is safe.
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...environment,
        TELLTALE_PLAN: plan.planFile,
        ANDROID_HOME: plan.sdkDirectory,
        // Both independent of where the user started us, and of what else is installed on the machine.
        APPIUM_HOME: plan.project,
        // A small young generation: a third less memory for the launcher and its worker, at no cost that shows.
        NODE_OPTIONS: '--max-semi-space-size=1',
        NO_COLOR: '1',
        CI: '1',
      },
    },
  );
  closeSync(log);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => reject(notStarted(cause)));
    child.once('exit', (code) => resolve(code));
  });
  return { ended, stop: () => stopGroup(child, ended) };
}

async function stopGroup(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  if (child.pid === undefined) return;
  signalGroup(child.pid, 'SIGINT');
  const timer = setTimeout(() => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'), POLITE_MS);
  await ended.catch(() => null); // That it could not be started was said to whoever waits for its end.
  clearTimeout(timer);
  // The leader is gone; Appium or the worker may not be.
  signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function notStarted(cause: Error): HarnessError {
  return new HarnessError('APPIUM_FAILED', {
    what: 'WebdriverIO could not be started',
    why: cause.message,
    remedy: 'install the packages again with: npm ci',
    cause,
  });
}
