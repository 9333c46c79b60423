import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { BootStage } from '../boot.ts';
import { createBoot } from '../boot.ts';
import { createHandTurnedTime } from '../phone-clock.fake.ts';
import { createPhoneClock } from '../phone-clock.ts';
import { whileBooting } from './while-booting.ts';

const properties = { set: () => undefined, reboot: () => undefined };
const clock = createPhoneClock(createHandTurnedTime(0));
const boot = createBoot({ clock, properties, log: () => undefined, offMs: 1, startingMs: 1 });

async function ran(line: string, stage: BootStage): Promise<readonly [code: number, stderr: string]> {
  const argv = line.split(' ');
  const stderr = new PassThrough();
  const command = whileBooting(argv[0] ?? '', async () => 42, { ...boot, stage: () => stage });
  const signal = new AbortController().signal;
  const code = await command({ argv, uid: 2000, stdin: new PassThrough(), stdout: stderr, stderr, signal });
  return [code, String(stderr.read() ?? '')];
}

it.each([
  ['am start x', 20, "cmd: Can't find service: activity\n"],
  ['pm list packages', 20, "cmd: Can't find service: package\n"],
  ['cmd jobscheduler run x', 20, "cmd: Can't find service: jobscheduler\n"],
  ['settings get global x', 20, "cmd: Can't find service: settings\n"],
  ['dumpsys battery', 0, "Can't find service: battery\n"],
  ['getprop x', 42, ''],
  ['logcat -d', 42, ''],
])('%s is answered by what is there while the framework is not', async (line, code, stderr) => {
  expect(await ran(line, 'starting')).toEqual([code, stderr]);
  expect(await ran(line, 'up')).toEqual([42, '']);
});
