import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, mkdir, readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, remote } from 'webdriverio';

/** The stock Appium with the stock UiAutomator2 driver, and the stock adb that it calls, for tests. */
export interface AppiumServer {
  readonly port: number;
  /** Runs adb with the server that Appium uses; rejects with what it said when it fails. */
  adb(...argv: readonly string[]): Promise<string>;
  /** Opens a session by the driver's whole normal path: nothing is skipped. */
  session(serial: string, capabilities?: Readonly<Record<string, unknown>>): Promise<Browser>;
  /** What the server logged so far, for a test that fails. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

interface AppiumOptions {
  /** Of the host, and gone with the test: the SDK directory and the log lie in it. */
  readonly home: string;
  readonly adbPort: number;
  readonly programs: string;
}

const execute = promisify(execFile);
const PROJECT = path.dirname(import.meta.dirname);

export async function startAppium({ home, adbPort, programs }: AppiumOptions): Promise<AppiumServer> {
  const sdk = path.join(home, 'sdk');
  await mkdir(path.join(sdk, 'platform-tools'), { recursive: true });
  await symlink(await programIn(programs, 'adb'), path.join(sdk, 'platform-tools', 'adb'));
  const [port, logFile] = [await freePort(), path.join(home, 'appium.log')];
  const words = [
    path.join(PROJECT, 'node_modules', 'appium', 'index.js'),
    'server',
    ...['--address', '127.0.0.1', '--port', String(port), '--log-level', 'warn:debug', '--log', logFile],
    ...['--allow-insecure', 'uiautomator2:adb_shell', '--log-no-colors'],
  ];
  const env = { PATH: programs, HOME: home, ANDROID_HOME: sdk, APPIUM_HOME: PROJECT };
  const child = spawn(process.execPath, words, { env: { ...env, NO_COLOR: '1' }, stdio: 'ignore' });
  await answering(port, child);
  const adb: AppiumServer['adb'] = async (...argv) => {
    const settings = { env: { PATH: programs, HOME: home, ANDROID_ADB_SERVER_PORT: String(adbPort) } };
    return (await execute('adb', [...argv], { ...settings, timeout: 20_000 })).stdout;
  };
  return {
    port,
    adb,
    async session(serial, capabilities = {}) {
      await adb('connect', serial);
      return await remote({
        hostname: '127.0.0.1',
        port,
        path: '/',
        logLevel: 'silent',
        connectionRetryCount: 0,
        capabilities: {
          platformName: 'Android',
          'appium:automationName': 'UiAutomator2',
          'appium:udid': serial,
          'appium:adbPort': adbPort,
          'appium:newCommandTimeout': 0,
          'appium:suppressKillServer': true,
          'appium:ignoreHiddenApiPolicyError': true,
          ...capabilities,
        },
      });
    },
    log: () => readFile(logFile, 'utf8'),
    async stop() {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      if (child.exitCode === null) await ended;
      await adb('kill-server');
    },
  };
}

async function programIn(programs: string, name: string): Promise<string> {
  for (const folder of programs.split(':')) {
    const file = path.join(folder, name);
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  throw new Error(`${name} is not on the PATH`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}

const STARTS_WITHIN_MS = 60_000;

async function answering(port: number, child: ChildProcess): Promise<void> {
  const untilMs = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < untilMs) {
    if (child.exitCode !== null) throw new Error(`Appium ended with ${child.exitCode}`);
    const there = await fetch(`http://127.0.0.1:${port}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Appium did not answer within ${STARTS_WITHIN_MS} ms`);
}
