import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import getPort from 'get-port';
import { type Adb, createAdb } from '../../helpers/device/adb.ts';
import { runProcess } from '../../helpers/device/process-runner.ts';
import { waitFor } from '../../helpers/device/wait.ts';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import { interrupted } from '../interrupted.ts';
import type { AdbServer } from './adb-server.ts';

/** A booted emulator. */
export interface Emulator {
  readonly serial: string;
  /** Whether it ran before: then it is left alone. */
  readonly wasRunning: boolean;
  stop(): Promise<void>;
}

export interface EmulatorOrder {
  readonly avd: string;
  readonly sdkDirectory: string | undefined;
  readonly server: AdbServer;
  /** Takes what the emulator prints. */
  readonly logFile: string;
  readonly bootTimeoutMs?: number;
}

const BOOT_TIMEOUT_MS = 240_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 500;
/** The console's port is even, adb's is the next one (developer.android.com, "Start the emulator from the command line"). */
const CONSOLE_PORTS = [5554, 5556, 5558, 5560, 5562, 5564, 5566, 5568, 5570, 5572, 5574, 5576, 5578, 5580];

/** Takes the emulator of this name that runs, or starts it without a window and waits until it has booted. */
export async function openEmulator(order: EmulatorOrder): Promise<Emulator> {
  const program = await findProgram(order.sdkDirectory);
  await requireAvd(program, order.avd);
  const running = await findRunning(order);
  if (running !== undefined) return { serial: running, wasRunning: true, stop: async () => undefined };
  return await start(program, order);
}

async function findProgram(sdk: string | undefined): Promise<string> {
  const program = sdk === undefined ? undefined : path.join(sdk, 'emulator', 'emulator');
  if (program !== undefined && (await isProgram(program))) return program;
  throw new HarnessError('TOOL_MISSING', {
    what: 'the emulator of the Android SDK is missing',
    why:
      program === undefined
        ? 'ANDROID_HOME names no SDK with a platform-tools/adb'
        : `${program} is not there, or is no program`,
    remedy: 'install it with: sdkmanager emulator platform-tools; and set ANDROID_HOME to the SDK',
  });
}

async function isProgram(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function requireAvd(program: string, avd: string): Promise<void> {
  const listed = await runProcess(program, ['-list-avds'], { env: {}, timeoutMs: 30_000 });
  // Newer ones print remarks between the names.
  const names = listed.stdout
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => /^[\w.-]+$/.test(line));
  if (names.includes(avd)) return;
  throw new HarnessError('DEVICE_NOT_ATTACHED', {
    what: `there is no emulator called ${avd}`,
    why: names.length === 0 ? 'the SDK has none' : `these are: ${names.join(', ')}`,
    remedy: 'name another with --avd=<name>, or make it with: avdmanager create avd',
  });
}

async function findRunning({ server, avd }: EmulatorOrder): Promise<string | undefined> {
  for (const { serial, state } of await server.attached()) {
    if (state !== 'device' || !/^emulator-\d+$/.test(serial)) continue;
    const named = await adbFor(server, serial)
      .command(['emu', 'avd', 'name'])
      .catch(() => ''); // One that does not say its name is not the one.
    if (named.split(/\r?\n/)[0] === avd) return serial;
  }
  return undefined;
}

async function start(program: string, order: EmulatorOrder): Promise<Emulator> {
  const port = await freeConsolePort();
  const serial = `emulator-${port}`;
  const words = ['-avd', order.avd, '-port', String(port), '-no-snapshot', '-no-window', '-no-audio'];
  const log = openSync(order.logFile, 'a');
  // A group of its own: Ctrl-C in the terminal must reach it through us, after the phone was put back.
  const child = spawn(program, [...words, '-no-boot-anim'], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ANDROID_ADB_SERVER_PORT: String(order.server.port) },
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const adb = adbFor(order.server, serial);
  const stop = (): Promise<void> => stopEmulator(child, ended, adb);
  // By a signal this process would end, and the emulator would not.
  const interruption = interrupted();
  try {
    await Promise.race([
      awaitBoot(order, { serial, adb, ended }),
      interruption.fault.then((fault) => Promise.reject(fault)),
    ]);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    interruption.stop();
  }
  return { serial, wasRunning: false, stop };
}

/** One of which the next one is free too. */
async function freeConsolePort(): Promise<number> {
  for (const port of CONSOLE_PORTS) {
    const free = (await getPort({ port, host: '127.0.0.1' })) === port;
    if (free && (await getPort({ port: port + 1, host: '127.0.0.1' })) === port + 1) return port;
  }
  throw new HarnessError('PORT_TAKEN', {
    what: 'no port is free for an emulator',
    why: `of ${CONSOLE_PORTS[0]} to 5581 it takes two that follow each other`,
    remedy: 'end an emulator that runs',
  });
}

async function awaitBoot(
  order: EmulatorOrder,
  { serial, adb, ended }: { readonly serial: string; readonly adb: Adb; readonly ended: Promise<void> },
): Promise<void> {
  const timeoutMs = order.bootTimeoutMs ?? BOOT_TIMEOUT_MS;
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  const outcome = await waitFor(
    async () => {
      if (gone) return 'gone';
      // Offline, or not there yet: it boots.
      const booted = await adb.attempt('getprop sys.boot_completed').catch(() => undefined);
      return booted?.stdout.trim() === '1' ? 'booted' : undefined;
    },
    { timeoutMs, everyMs: POLL_MS },
  );
  if (outcome === 'booted') return;
  const said = (await readFile(order.logFile, 'utf8')).trim().split('\n').at(-1) ?? '';
  throw new HarnessError('DEVICE_NOT_ATTACHED', {
    what: `the emulator ${order.avd} did not boot`,
    why:
      outcome === 'gone'
        ? `it ended, and said: ${said === '' ? 'nothing' : said}`
        : `${serial} did not say so within ${timeoutMs / 1000} s`,
    remedy: `start it by hand: emulator -avd ${order.avd} -no-snapshot; then use --device=<serial>`,
  });
}

async function stopEmulator(child: ChildProcess, ended: Promise<void>, adb: Adb): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  await adb.command(['emu', 'kill']).catch(() => undefined); // It may not have come so far; then by force.
  const timer = setTimeout(() => child.pid !== undefined && killGroup(child.pid), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** In the user's own home: there lies the word that an emulator's console asks of `adb emu` for. */
function adbFor({ program, port }: AdbServer, serial: string): Adb {
  return createAdb({ program, serial, serverPort: port }, runProcess, () => undefined);
}
