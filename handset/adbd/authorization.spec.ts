import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningHandset, startHandset } from '../phone.ts';

const execute = promisify(execFile);
/** Of the adb server: one that no other spec uses. */
const ADB_PORT = '5925';

let home: string;
let handset: RunningHandset;
let logged: string[];

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'authorization-spec-'));
  logged = [];
});

afterEach(async () => {
  await adb('kill-server');
  await handset.stop();
  await rm(home, { recursive: true, force: true });
});

async function adb(...argv: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', HOME: home, ANDROID_ADB_SERVER_PORT: ADB_PORT };
  return await execute('adb', argv, { env, timeout: 20_000 }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
}

async function boot(auth: 'allowed' | 'unanswered', android: string): Promise<string> {
  const log = (line: string): void => void logged.push(line);
  handset = await startHandset({ directory: path.join(home, 'phone'), android, auth, log });
  const serial = `127.0.0.1:${handset.port}`;
  await adb('connect', serial);
  return serial;
}

const asked = (): number => logged.filter((line) => line.includes('asks to be allowed')).length;

describe.each(['8.1', '9', '10', '11', '13', '14', '16'])(
  'a phone with Android %s that asks before it is debugged',
  (android) => {
    it('stays unauthorized while nobody answers', async () => {
      const serial = await boot('unanswered', android);
      expect(await adb('devices')).toContain(`${serial}\tunauthorized`);
      expect(await adb('-s', serial, 'shell', 'id')).toContain('unauthorized');
      expect(asked()).toBe(1);
    });

    it('lets a host in that its owner allows, and knows it again by its signature', async () => {
      const serial = await boot('allowed', android);
      expect(await adb('-s', serial, 'wait-for-device', 'shell', 'id -u')).toContain('2000');
      await adb('disconnect', serial);
      await adb('connect', serial);
      expect(await adb('-s', serial, 'wait-for-device', 'shell', 'id -u')).toContain('2000');
      expect(asked()).toBe(1);
    });
  },
);
