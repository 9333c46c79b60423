import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = ['handset/start.mjs', '--exit-with-parent'];
const PROJECT = path.resolve(import.meta.dirname, '..');
/** Of the adb server: one that no other spec uses. */
const ADB_PORT = '5916';
const ROOT = process.getuid?.() === 0;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'main-spec-'));
  await chmod(home, 0o777);
});
afterEach(() => rm(home, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run handset` to its end, which comes at once after it was ready: its input is closed. */
async function handset(options: readonly string[], wrapper: readonly string[] = []): Promise<Ended> {
  const [program = process.execPath, ...words] = [...wrapper, process.execPath, ...MAIN, ...options];
  const env = { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home };
  const child = spawn(program, words, { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** The exit codes of lines in the shell of a phone that runs as long as they do. */
async function shellCodes(
  wrapper: readonly string[],
  lines: readonly string[],
  options: readonly string[] = [],
): Promise<readonly number[]> {
  const [program = process.execPath, ...words] = [...wrapper, process.execPath, ...MAIN, ...options];
  const env = { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home };
  const child = spawn(program, words, { cwd: PROJECT, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ready = new Promise<string>((resolve) => child.stdout.once('data', (line) => resolve(String(line))));
  const { serial } = JSON.parse(await ready);
  const adb = (...argv: readonly string[]): number =>
    spawnSync('adb', argv, { env: { ...env, ANDROID_ADB_SERVER_PORT: ADB_PORT }, timeout: 20_000 }).status ??
    -1;
  try {
    adb('connect', serial);
    return lines.map((line) => adb('-s', serial, 'shell', line));
  } finally {
    adb('kill-server');
    child.stdin.end();
    await new Promise((resolve) => child.once('close', resolve));
  }
}

const leftovers = async (): Promise<readonly string[]> =>
  (await readdir(home)).filter((name) => name.startsWith('telltale-handset-'));

describe('npm run handset', () => {
  it('prints one line of JSON when it is ready, ends with its parent, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await handset([]);
    const ready = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(ready).toMatchObject({ ready: true, serial: `127.0.0.1:${ready.port}` });
    expect(ready.limits.every((limit: string) => stderr.includes(`Not faithful here: ${limit}`))).toBe(true);
    expect(await leftovers()).toEqual([]);
  });

  it('explains its options', async () => {
    expect((await handset(['--help'])).stdout).toMatch(/^usage: npm run handset/);
  });

  it.each([
    ['--port=abc', /--port=abc is no port; say a number/],
    ['--port=70000', /--port=70000 is no port; say a number/],
    ['--port=5557', /port 5557 .* choose one outside of 5555 to 5585/],
    ['--jrapp=nonsense', /no variant "nonsense" .* choose one of: as-reported/],
    ['--jrapp-version=5.0.7', /no version "5\.0\.7" .* choose one of: 5\.0\.4, 5\.0\.5, 5\.0\.6/],
    ['--build=nonsense', /--build=nonsense is unknown; say user or userdebug/],
    ['--nonsense', /Unknown option '--nonsense'/],
  ])('refuses %s, says what to do, and leaves nothing behind', async (option, words) => {
    const { code, stdout, stderr } = await handset([option]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(words);
    expect(await leftovers()).toEqual([]);
  });

  it('has the version of com.jd.jrapp that was asked for', async () => {
    const lines = ['5.0.6', '5.0.5'].map(
      (number) => `dumpsys package com.jd.jrapp | grep -q versionName=${number}-reenactment`,
    );
    expect(await shellCodes([], lines, ['--jrapp-version=5.0.6'])).toEqual([0, 1]);
  });

  it('has an app from a file outside of the project, which starts and is in front', async () => {
    const page = await readFile(path.join(PROJECT, 'handset/apps/README.md'), 'utf8');
    const file = path.join(home, 'tally.ts');
    await writeFile(file, /^```ts\n(.*?)^```$/ms.exec(page)?.[1] ?? '');
    const lines = [
      'pm list packages | grep -q org.example.tally',
      'am start -W -n org.example.tally/.MainActivity',
      'dumpsys window | grep mCurrentFocus | grep -q org.example.tally/org.example.tally.MainActivity',
      'input tap 540 1050 && pidof org.example.tally',
    ];
    expect(await shellCodes([], lines, [`--app-module=${file}`])).toEqual([0, 0, 0, 0]);
  });

  it('has hosts from a file outside of the project in its internet', async () => {
    const file = path.join(home, 'hosts.mts');
    await writeFile(file, "export default [{ name: 'mine.example', handle: (one) => one.answer(204) }];");
    const words = [...MAIN, `--internet-module=${file}`];
    const child = spawn(process.execPath, words, { cwd: PROJECT, stdio: ['pipe', 'pipe', 'ignore'] });
    const ready = new Promise<string>((resolve) =>
      child.stdout.once('data', (line) => resolve(String(line))),
    );
    try {
      const { gateway } = JSON.parse(await ready);
      const [host, port] = gateway.split(':');
      const asked = (name: string) =>
        request({ host, port, path: `http://${name}/`, headers: { host: name } });
      const answers = ['mine.example', 'other.example'].map(async (name) => {
        const [response] = await once(asked(name).end(), 'response');
        return response.resume().statusCode;
      });
      expect(await Promise.all(answers)).toEqual([204, 502]);
    } finally {
      child.stdin.end();
      await once(child, 'close');
    }
  });

  it('refuses a file that holds no app, and leaves nothing behind', async () => {
    const bad = path.join(home, 'bad.mts');
    await writeFile(bad, 'export default { manifest: {} };');
    const { code, stdout, stderr } = await handset([`--app-module=${bad}`]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /bad\.mts is no app:\n {2}manifest\.package is missing; .*\n {2}start is missing;/s,
    );
    expect(await leftovers()).toEqual([]);
  });

  it('says that its port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await handset([`--port=${port}`])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`port ${port} is taken by another program`),
    });
    server.close();
    expect(await leftovers()).toEqual([]);
  });
});

describe.runIf(ROOT)('with other rights (needs root to take them away)', () => {
  it('boots for an ordinary user, and says what is not faithful then', async () => {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const { code, stdout } = await handset([], nobody);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).limits).toEqual([
      expect.stringContaining('files have one owner only'),
      expect.stringContaining('processes have one owner only'),
    ]);
  });

  it('lets root give a file away there too, as on a phone, and nobody else', async () => {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const codes = await shellCodes(nobody, [
      'touch /data/local/tmp/gift',
      'su 0 chown 1000:1000 /data/local/tmp/gift',
      'su 0 chgrp -R 1000 /data/local/tmp/gift',
      'chown 1000:1000 /data/local/tmp/gift',
      'su 0 chown 1000:1000 /data/local/tmp/nothing',
    ]);
    expect(codes.map((code) => code === 0)).toEqual([true, true, true, false, false]);
  });

  it.each([
    [
      'a root that may not give files away',
      ['unshare', '--user', '--map-root-user'],
      /this root may not .* Run it as/,
    ],
    [
      'a user who may not make user namespaces',
      [
        'unshare',
        '--user',
        '--map-user=1000',
        '--keep-caps',
        'sh',
        '-c',
        'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"',
        'sh',
      ],
      /without root it needs user namespaces.* Run it as root/,
    ],
  ])('says what to do to %s', async (_, wrapper, words) => {
    const { code, stdout, stderr } = await handset([], wrapper);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(words);
    expect(await leftovers()).toEqual([]);
  });
});
