import { SYSTEM_ACCOUNTS } from '../../../shell/accounts.ts';
import { accountName } from '../../../shell/app-name.ts';
import type { CommandCall } from '../../../shell-parts.ts';
import { complain, say } from '../../arguments.ts';
import type { Framework } from '../../framework.ts';
import { MEMORY } from '../../memory.ts';
import type { ProcessRow } from '../../process-table.ts';
import { psArguments } from './ps-arguments.ts';
import { residentKb, virtualKb } from './ps-fields.ts';

const SECOND_MS = 1000;
const DEFAULT_SECONDS = 3;
const CORES = 8;

/** `top`: pictures of the processes, `-n` times or until its reader goes away. */
export async function top(framework: Framework, call: CommandCall): Promise<number> {
  const args = psArguments(call.argv.slice(1), 'bHhq', 'dkmnoOpsu');
  if (args.unknown !== undefined) return complain(call, `top: Unknown option ${args.unknown}`);
  const times = Number(args.values.get('n')?.[0] ?? Number.POSITIVE_INFINITY);
  const pauseMs = Number(args.values.get('d')?.[0] ?? DEFAULT_SECONDS) * SECOND_MS;
  if (Number.isNaN(times) || Number.isNaN(pauseMs)) return complain(call, 'top: not a number');
  const most = Number(args.values.get('m')?.[0] ?? Number.POSITIVE_INFINITY);
  for (let shown = 1; !call.signal.aborted; shown += 1) {
    const rows = await framework.processTable.all();
    const wanted = args.values.get('p')?.flatMap((one) => one.split(','));
    const chosen = rows.filter(({ pid }) => wanted === undefined || wanted.includes(String(pid)));
    say(call, picture(rows, chosen.slice(0, most), framework.android.api));
    if (shown >= times) break;
    await pause(call, pauseMs);
  }
  return 0;
}

async function pause(call: CommandCall, milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds).unref();
    call.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Nothing here uses processors that anybody would count: shares are 0, and all is idle. */
function picture(all: readonly ProcessRow[], rows: readonly ProcessRow[], api: number): string {
  const used = MEMORY.totalKb - MEMORY.freeKb;
  // Sizes in M came with toybox 0.8.3 (Android 11; not verified which release); before they were in k.
  const size = (kb: number): string => (api < 30 ? `${kb}k` : `${Math.round(kb / 1024)}M`);
  const wide = (kb: number): string => size(kb).padStart(9);
  return [
    `Tasks: ${all.length} total,   1 running, ${all.length - 1} sleeping,   0 stopped,   0 zombie`,
    `  Mem: ${wide(MEMORY.totalKb)} total, ${wide(used)} used, ${wide(MEMORY.freeKb)} free, ${wide(MEMORY.buffersKb)} buffers`,
    ` Swap: ${wide(0)} total, ${wide(0)} used, ${wide(0)} free, ${wide(MEMORY.cachedKb)} cached`,
    `${CORES * 100}%cpu   0%user   0%nice   0%sys ${CORES * 100}%idle   0%iow   0%irq   0%sirq   0%host`,
    '  PID USER         PR  NI VIRT  RES  SHR S[%CPU] %MEM     TIME+ ARGS            ',
    ...rows.map(line),
    '',
  ].join('\n');
}

function line(row: ProcessRow): string {
  const sizes = [virtualKb(row), residentKb(row), residentKb(row) / 2].map((kb) => human(kb).padStart(4));
  const share = ((residentKb(row) / MEMORY.totalKb) * 100).toFixed(1).padStart(5);
  const user = accountName(row.uid, SYSTEM_ACCOUNTS).padEnd(12);
  const words = row.words.length === 0 ? row.name : row.words.join(' ');
  return `${String(row.pid).padStart(5)} ${user} 20   0 ${sizes.join(' ')} ${row.state}  0.0 ${share}   0:00.00 ${words}`;
}

function human(kb: number): string {
  for (const [unit, size] of [
    ['G', 1024 * 1024],
    ['M', 1024],
  ] as const) {
    if (kb >= size)
      return kb / size < 10 ? `${(kb / size).toFixed(1)}${unit}` : `${Math.round(kb / size)}${unit}`;
  }
  return `${Math.round(kb)}K`;
}
