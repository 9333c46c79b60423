import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { remote } from 'webdriverio';

/** The stock Appium, whose sessions are measured. */
export interface Appium {
  /** Seconds until a session by the driver's whole normal path is there, which then ends. */
  session(serial: string): Promise<number>;
  stop(): Promise<void>;
}

const PROJECT = path.dirname(import.meta.dirname);
const ADB = '/usr/bin/adb';

/** Everything lies in `home`. `port` is where Appium listens; `adbPort` is that of the adb server. */
export async function startAppium(home: string, port: number, adbPort: number): Promise<Appium> {
  const sdk = path.join(home, 'sdk');
  await mkdir(path.join(sdk, 'platform-tools'), { recursive: true });
  await symlink(ADB, path.join(sdk, 'platform-tools', 'adb'));
  const words = ['node_modules/appium/index.js', 'server', '--address', '127.0.0.1', '--port', String(port)];
  const child = spawn(process.execPath, [...words, '--log-level', 'warn'], {
    cwd: PROJECT,
    env: { ...process.env, HOME: home, ANDROID_HOME: sdk, APPIUM_HOME: PROJECT },
    stdio: 'ignore',
  });
  await answering(port, child);
  return {
    session: (serial) => timedSession({ port, adbPort, serial }),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      if (child.exitCode === null) await ended;
    },
  };
}

async function timedSession(at: {
  readonly port: number;
  readonly adbPort: number;
  readonly serial: string;
}): Promise<number> {
  const began = process.hrtime.bigint();
  const client = await remote({
    hostname: '127.0.0.1',
    port: at.port,
    path: '/',
    logLevel: 'silent',
    connectionRetryCount: 0,
    capabilities: {
      platformName: 'Android',
      'appium:automationName': 'UiAutomator2',
      'appium:udid': at.serial,
      'appium:adbPort': at.adbPort,
      'appium:newCommandTimeout': 0,
      'appium:suppressKillServer': true,
      'appium:ignoreHiddenApiPolicyError': true,
    },
  });
  const took = Number(process.hrtime.bigint() - began) / 1e9;
  await client.deleteSession();
  return took;
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  const untilMs = Date.now() + 60_000;
  while (Date.now() < untilMs) {
    if (child.exitCode !== null) throw new Error(`Appium ended with exit code ${child.exitCode}`);
    const there = await fetch(`http://127.0.0.1:${port}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Appium did not answer within a minute');
}
