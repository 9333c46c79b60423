import type { CommandCall } from '../../parts.ts';
import { complain, say, takeApart } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `logcat`. */
export const logcatCommand: CommandMaker = (framework) => [
  ['logcat', async (call) => await logcat(framework, call)],
];

async function logcat({ logcat: log }: Framework, call: CommandCall): Promise<number> {
  const args = takeApart(call.argv.slice(1), ['-v', '-b', '-t', '-T', '-s', '-G'], ['-d', '-c', '-g']);
  if (args.unknown !== undefined) return complain(call, `logcat: unrecognized option: ${args.unknown}`);
  if (args.has('-c') || args.has('-g')) return 0;
  // Printed before anything else: a driver waits ten seconds for a first line (facts, trap T3).
  say(call, '--------- beginning of main\n');
  for (const line of log.lines()) say(call, `${line}\n`);
  if (args.has('-d')) return 0;
  const stop = log.follow((line) => call.stdout.write(`${line}\n`));
  await new Promise<void>((resolve) => {
    if (call.signal.aborted) resolve();
    call.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  stop();
  return 0;
}
