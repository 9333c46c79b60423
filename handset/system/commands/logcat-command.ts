import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { type LogFilters, logFilters } from '../log-filters.ts';
import { formatEntry } from '../log-format.ts';
import type { LogBuffer, LogEntry } from '../logcat.ts';
import { createLocalClock } from '../roms/time-zone.ts';
import { type LogcatOptions, logcatOptions } from './logcat-options.ts';
import { psArguments } from './ps/ps-arguments.ts';

/** `logcat`, and `log`, which writes to it. */
export const logcatCommand: CommandMaker = (framework) => [
  ['logcat', async (call) => await logcat(framework, call)],
  ['log', async (call) => log(framework, call)],
];

async function logcat(framework: Framework, call: CommandCall): Promise<number> {
  const { api } = framework.android;
  const clock = createLocalClock(framework.properties.get('persist.sys.timezone') || 'GMT');
  const parsed = logcatOptions(call.argv.slice(1), { api, clock, nowMs: framework.now() });
  if (parsed.kind === 'refused') return complain(call, `logcat: ${parsed.why}`);
  const { options, warning } = parsed;
  if (warning !== '') complain(call, warning);
  if (options.act === 'clear') {
    framework.logcat.clear(options.buffers);
    return 0;
  }
  if (options.act === 'sizes') return say(call, options.buffers.map((one) => size(framework, one)).join(''));
  const filters = logFilters(options.filters, options.silent);
  if (filters.kind === 'invalid') return complain(call, `Invalid filter expression '${filters.expression}'`);
  await print(framework, call, { options, filters });
  return 0;
}

/** What is kept, and then, unless it was told to end with that, each entry as it comes. */
async function print(
  { logcat: kept }: Framework,
  call: CommandCall,
  { options, filters }: { readonly options: LogcatOptions; readonly filters: LogFilters },
): Promise<void> {
  const printed = new Set<LogBuffer>();
  let last: LogBuffer | undefined;
  let left = options.most ?? Number.POSITIVE_INFINITY;
  const show = (entry: LogEntry): void => {
    if (left <= 0 || !passes(entry, options, filters)) return;
    left -= 1;
    let head = '';
    if (!printed.has(entry.buffer)) head = `--------- beginning of ${entry.buffer}\n`;
    else if (options.dividers && last !== entry.buffer) head = `--------- switch to ${entry.buffer}\n`;
    printed.add(entry.buffer);
    last = entry.buffer;
    call.stdout.write(head + formatEntry(entry, options.style));
  };
  const entries = kept.entries(options.buffers);
  // A driver waits for a first line, and a phone always has one (facts, trap T3).
  const [first = 'main'] = options.buffers;
  if (!entries.some((entry) => passes(entry, options, filters))) {
    printed.add(first);
    call.stdout.write(`--------- beginning of ${first}\n`);
  }
  for (const entry of tailOf(entries, options)) show(entry);
  if (options.dump || left <= 0) return;
  await new Promise<void>((resolve) => {
    const stop = kept.follow((entry) => {
      if (options.buffers.includes(entry.buffer)) show(entry);
      if (left <= 0) end();
    });
    const end = (): void => {
      stop();
      resolve();
    };
    if (call.signal.aborted) end();
    call.signal.addEventListener('abort', end, { once: true });
  });
}

function tailOf(entries: readonly LogEntry[], { tail }: LogcatOptions): readonly LogEntry[] {
  if (tail === undefined) return entries;
  return 'count' in tail ? entries.slice(-tail.count) : entries.filter(({ ms }) => ms >= tail.sinceMs);
}

function passes(entry: LogEntry, options: LogcatOptions, filters: LogFilters): boolean {
  if (options.pid !== undefined && entry.pid !== options.pid) return false;
  if (options.uids?.includes(entry.uid) === false) return false;
  if (options.regex?.test(entry.message) === false) return false;
  return filters.kind === 'filters' && filters.passes(entry);
}

const RING_KB = 256;

/** `-g`; from Android 11 on with units of their own, from 12 on with what is readable (logcat.cpp; not verified). */
function size({ logcat: kept, android }: Framework, buffer: LogBuffer): string {
  const bytes = kept
    .entries([buffer])
    .reduce((sum, { message, tag }) => sum + message.length + tag.length + 22, 0);
  const kb = Math.min(RING_KB, Math.ceil(bytes / 1024));
  if (android.api < 30)
    return `${buffer}: ring buffer is ${RING_KB}Kb (${kb}Kb consumed), max entry is 5120b, max payload is 4068b\n`;
  const consumed = android.api < 31 ? `${kb} KiB consumed` : `${kb} KiB consumed, ${RING_KB} KiB readable`;
  return `${buffer}: ring buffer is ${RING_KB} KiB (${consumed}), max entry is 5120 B, max payload is 4068 B\n`;
}

/** Of a process that is gone before anybody could look. */
const LOG_PID = 29_998;

function log({ logcat: kept }: Framework, call: CommandCall): number {
  const args = psArguments(call.argv.slice(1), '', 'pt');
  if (args.unknown !== undefined) return complain(call, `log: Unknown option ${args.unknown}`);
  const priority = args.values.get('p')?.[0] ?? 'i';
  const level = (['V', 'D', 'I', 'W', 'E', 'F'] as const).find((one) => one === priority[0]?.toUpperCase());
  if (level === undefined) return complain(call, `log: bad -p '${priority}'`);
  const [tag = 'log'] = args.values.get('t') ?? [];
  kept.add({ buffer: 'main', pid: LOG_PID, uid: call.uid, level, tag, message: args.rest.join(' ') });
  return 0;
}
