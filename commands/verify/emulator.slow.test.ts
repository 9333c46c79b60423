import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AdbServer, AttachedPhone } from './adb-server.ts';
import { type Emulator, type EmulatorOrder, openEmulator } from './emulator.ts';

let sdk: string;

beforeEach(async () => {
  sdk = await mkdtemp(path.join(tmpdir(), 'fake-sdk-'));
  await mkdir(path.join(sdk, 'emulator'));
});

afterEach(() => rm(sdk, { recursive: true, force: true }));

/** An emulator that runs until `adb emu kill`, or does what `instead` says. */
async function emulatorProgram(instead = 'while [ ! -e killed ]; do sleep 0.05; done'): Promise<void> {
  await program(
    'emulator/emulator',
    `[ "$1" = -list-avds ] && { echo 'INFO    | Storing crashdata'; echo Pixel_4; echo Pixel_8; exit; }
     echo "$@" > started; echo $ANDROID_ADB_SERVER_PORT > server; ${instead}`,
  );
}

/** Of the second emulator alone it knows the name; anything booted says so at the third question. */
async function adbProgram(bootedAt = 3): Promise<void> {
  await program(
    'adb',
    `case "$*" in
       '-s emulator-5700 emu avd name') echo Pixel_8; echo OK;;
       *'emu avd name') echo Other; echo OK;;
       *'emu kill') touch killed;;
       *getprop*) echo x >> asked; [ $(wc -l < asked) -ge ${bootedAt} ] && echo 1;;
     esac`,
  );
}

async function program(name: string, script: string): Promise<void> {
  const file = path.join(sdk, name);
  await writeFile(file, `#!/bin/sh\ncd ${sdk}\n${script}\n`);
  await chmod(file, 0o755);
}

async function open(
  avd: string,
  attached: readonly AttachedPhone[] = [],
  change: Partial<EmulatorOrder> = {},
): Promise<Emulator> {
  const server: AdbServer = {
    port: 5989,
    program: path.join(sdk, 'adb'),
    attached: async () => attached,
    connect: async () => undefined,
    stop: async () => undefined,
  };
  const logFile = path.join(sdk, 'log');
  return await openEmulator({ avd, sdkDirectory: sdk, server, logFile, ...change });
}

async function kept(name: string): Promise<string> {
  return (await readFile(path.join(sdk, name), 'utf8').catch(() => 'none')).trim();
}

describe('an emulator of the SDK', () => {
  it('is started without a snapshot, waited for until it has booted, and ended', async () => {
    await emulatorProgram();
    await adbProgram();
    const emulator = await open('Pixel_4');
    expect(emulator.serial).toMatch(/^emulator-55\d\d$/);
    const port = emulator.serial.slice('emulator-'.length);
    expect(await kept('started')).toMatch(new RegExp(`^-avd Pixel_4 -port ${port} -no-snapshot `));
    expect(await kept('server')).toBe('5989');
    expect(emulator.wasRunning).toBe(false);
    await emulator.stop();
    expect(await kept('killed')).toBe('');
  });

  it('is taken as it is when it runs, and left running', async () => {
    await emulatorProgram();
    await adbProgram();
    const emulator = await open('Pixel_8', [
      { serial: 'R5CT', state: 'device' },
      { serial: 'emulator-5698', state: 'offline' },
      { serial: 'emulator-5554', state: 'device' },
      { serial: 'emulator-5700', state: 'device' },
    ]);
    expect(emulator).toMatchObject({ serial: 'emulator-5700', wasRunning: true });
    await emulator.stop();
    expect([await kept('started'), await kept('killed')]).toEqual(['none', 'none']);
  });

  it('that ends before it has booted is said with its last words', async () => {
    await emulatorProgram('echo "PANIC: no KVM here" >&2; exit 1');
    await adbProgram(1_000_000);
    await expect(open('Pixel_4')).rejects.toMatchObject({
      code: 'DEVICE_NOT_ATTACHED',
      why: 'it ended, and said: PANIC: no KVM here',
    });
  });

  it('that does not boot in time is ended', async () => {
    await emulatorProgram();
    await adbProgram(1_000_000);
    await expect(open('Pixel_4', [], { bootTimeoutMs: 300 })).rejects.toMatchObject({
      code: 'DEVICE_NOT_ATTACHED',
      why: expect.stringContaining('within 0.3 s'),
    });
    expect(await kept('killed')).toBe('');
  });

  it('is ended when it is interrupted while it boots', async () => {
    await emulatorProgram();
    await adbProgram(1_000_000);
    const opening = open('Pixel_4');
    await vi.waitFor(async () => expect(await kept('started')).toMatch(/^-avd/), 5_000);
    process.emit('SIGTERM', 'SIGTERM');
    await expect(opening).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await kept('killed')).toBe('');
  });

  it('of another name is refused with those that there are', async () => {
    await emulatorProgram();
    await expect(open('Nexus')).rejects.toMatchObject({
      code: 'DEVICE_NOT_ATTACHED',
      why: 'these are: Pixel_4, Pixel_8',
      remedy: expect.stringContaining('avdmanager'),
    });
  });

  it.each([
    ['without an SDK', undefined, /ANDROID_HOME names no SDK/],
    ['with an SDK that has none', 'sdk', /emulator is not there/],
  ])('is refused %s, with what to install', async (_, directory, why) => {
    await expect(
      open('Pixel_4', [], { sdkDirectory: directory === undefined ? undefined : sdk }),
    ).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      why: expect.stringMatching(why),
      remedy: expect.stringContaining('sdkmanager'),
    });
  });
});
