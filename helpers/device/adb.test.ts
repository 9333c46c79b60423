import { describe, expect, it } from 'vitest';
import type { CommandRecord } from '../model/bundle.ts';
import { createAdb } from './adb.ts';
import type { ProcessOutcome, RunProcess } from './process-runner.ts';
import { findSuperuser } from './superuser.ts';

const target = { program: 'adb', serial: 'X1', serverPort: 5901 };
const fine: ProcessOutcome = { exitCode: 0, stdout: Buffer.from('ok\n'), stderr: '', timedOut: false };

function adbThat(outcome: Partial<ProcessOutcome> | ((argv: readonly string[]) => Partial<ProcessOutcome>)) {
  const commands: CommandRecord[] = [];
  const run: RunProcess = async (_, argv) => ({
    ...fine,
    ...(typeof outcome === 'function' ? outcome(argv) : outcome),
  });
  return { adb: createAdb(target, run, (command) => commands.push(command)), commands };
}

describe('adb', () => {
  it('records each command as text that can be pasted', async () => {
    const { adb, commands } = adbThat({});
    await adb.shell("ls 'a b'");
    expect(commands).toMatchObject([{ command: `adb -s X1 shell 'ls '\\''a b'\\'''`, exitCode: 0 }]);
  });

  it.each([
    'error: device offline',
    "error: device 'X1' not found",
    'adb: error: closed',
    'error: no devices/emulators found',
  ])('takes “%s” for a lost phone', async (stderr) => {
    await expect(adbThat({ exitCode: 1, stderr }).adb.attempt('id')).rejects.toMatchObject({
      code: 'DEVICE_LOST',
    });
  });

  it('does not take a failing command of the phone for a lost phone', async () => {
    const outcome = await adbThat({ exitCode: 1, stderr: 'ls: /x: No such file or directory' }).adb.attempt(
      'ls /x',
    );
    expect(outcome.exitCode).toBe(1);
  });

  it('says which command failed, and how', async () => {
    const failing = adbThat({ exitCode: 2, stderr: 'nope' }).adb.shell('pm path x');
    await expect(failing).rejects.toMatchObject({ code: 'ADB_FAILED', why: expect.stringContaining('nope') });
  });

  it('gives up on a phone that does not answer', async () => {
    await expect(adbThat({ timedOut: true, exitCode: null }).adb.attempt('id')).rejects.toMatchObject({
      code: 'ADB_FAILED',
    });
  });
});

describe('root', () => {
  it.each([
    ['adbd itself', /^id -u$/],
    ['the su of AOSP', /^su 0 /],
    ['the su of Magisk', /^su -c /],
  ])('is found by way of %s', async (_, works) => {
    const { adb } = adbThat((argv) =>
      works.test(argv[3] ?? '')
        ? { stdout: Buffer.from('0\n') }
        : { exitCode: 1, stdout: Buffer.from('2000\n') },
    );
    expect((await findSuperuser(adb))?.wrap('ls')).toMatch(works.source === '^id -u$' ? /^ls$/ : works);
  });

  it('is not claimed on a phone without one', async () => {
    expect(
      await findSuperuser(adbThat({ exitCode: 127, stdout: Buffer.from('2000\n') }).adb),
    ).toBeUndefined();
  });
});
