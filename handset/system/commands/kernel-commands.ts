import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { kernelOf } from '../kernel.ts';
import { MEMORY } from '../memory.ts';
import { psArguments } from './ps/ps-arguments.ts';

/** What programs ask the kernel, whose answers would be the host's. */
export const kernelCommands: CommandMaker = (framework) => [
  ['uname', async (call) => uname(framework, call)],
  ['uptime', async (call) => uptime(framework, call)],
  ['free', async (call) => free(call)],
  ...(framework.android.api < 29 ? [] : [['nproc', async (call: CommandCall) => say(call, '8\n')] as const]),
];

/** toybox prints `Toybox` as the operating system from 0.8.6 on (Android 13; the release is not verified). */
function uname({ android }: Framework, call: CommandCall): number {
  const args = psArguments(call.argv.slice(1), 'asnrvmop', '');
  if (args.unknown !== undefined) return complain(call, `uname: Unknown option ${args.unknown}`);
  if (args.rest.length > 0) return complain(call, 'uname: Max 0 arguments');
  const kernel = kernelOf(android.api);
  const fields: readonly (readonly [string, string])[] = [
    ['s', 'Linux'],
    ['n', 'localhost'],
    ['r', kernel.release],
    ['v', kernel.version],
    ['m', 'aarch64'],
    ...(android.api < 33 ? [] : [['o', 'Toybox'] as const]),
  ];
  const all = args.flags.has('a');
  const shown = fields.filter(
    ([letter]) => all || args.flags.has(letter) || (args.flags.size === 0 && letter === 's'),
  );
  return say(call, `${shown.map(([, value]) => value).join(' ')}\n`);
}

/** ` 10:15:00 up  1:02,  0 users,  load average: 0.12, 0.08, 0.03` (toys/other/uptime.c). */
function uptime({ clock, now }: Framework, call: CommandCall): number {
  const minutes = Math.floor(clock.elapsed() / 60_000);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (call.argv.includes('-s'))
    return say(call, `${new Date(now() - clock.elapsed()).toISOString().slice(0, 19).replace('T', ' ')}\n`);
  const time = new Date(now()).toISOString().slice(11, 19);
  const up = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `;
  const short =
    hours === 0
      ? `${minutes % 60} min`
      : `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}`;
  return say(call, ` ${time} up ${up}${short},  0 users,  load average: 0.12, 0.08, 0.03\n`);
}

const UNITS: Readonly<Record<string, number>> = { b: 1 / 1024, k: 1, m: 1024, g: 1024 * 1024 };

function free(call: CommandCall): number {
  const args = psArguments(call.argv.slice(1), 'bkmgth', '');
  if (args.unknown !== undefined) return complain(call, `free: Unknown option ${args.unknown}`);
  const unit = UNITS[[...args.flags].find((flag) => flag in UNITS) ?? 'b'] ?? 1;
  const cell = (kb: number): string => String(Math.floor(kb / unit)).padStart(14);
  const used = MEMORY.totalKb - MEMORY.freeKb;
  const rows = [
    `               total        used        free      shared     buffers`,
    `Mem:${cell(MEMORY.totalKb).slice(0)}${cell(used).slice(2)}${cell(MEMORY.freeKb).slice(2)}${cell(0).slice(2)}${cell(MEMORY.buffersKb).slice(2)}`,
    `-/+ buffers/cache:${cell(used - MEMORY.buffersKb).slice(2)}${cell(MEMORY.freeKb + MEMORY.buffersKb).slice(2)}`,
    `Swap:${cell(0).slice(1)}${cell(0).slice(2)}${cell(0).slice(2)}`,
  ];
  return say(call, `${rows.join('\n')}\n`);
}
