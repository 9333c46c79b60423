import type { CommandCall } from '../../parts.ts';
import { say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `ps` and `pidof`. */
export const processCommands: CommandMaker = (framework) => [
  ['ps', async (call) => processes(framework, call)],
  ['pidof', async (call) => pidof(framework, call)],
];

function processes({ activities }: Framework, call: CommandCall): number {
  if (call.argv.includes('--help')) {
    return say(
      call,
      'usage: ps [-AadefLlnwZ] [-gG GROUP,] [-k FIELD,] [-o FIELD,] [-p PID,] [-t TTY,] [-uU USER,]\n\nList processes.\n\nWhich processes to show (selections may be comma separated lists):\n\n-A\tAll processes\n',
    );
  }
  const row = (user: string, pid: number, name: string): string =>
    `${user.padEnd(13)}${String(pid).padStart(6)}${'700'.padStart(6)} ${'1500000'.padStart(9)} ${'80000'.padStart(6)} ${'0'.padEnd(16)} ${'0'.padStart(10)} S ${name}\n`;
  const header = 'USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME\n';
  const apps = activities
    .processes()
    .map((one) => row(`u0_a${one.package.uid - 10_000}`, one.pid, one.package.package));
  return say(
    call,
    `${header}${row('root', 1, 'init')}${row('system', 1742, 'system_server')}${apps.join('')}`,
  );
}

function pidof({ activities }: Framework, call: CommandCall): number {
  const pids = call.argv.slice(1).flatMap((name) => activities.processOf(name)?.pid ?? []);
  return pids.length === 0 ? 1 : say(call, `${pids.join(' ')}\n`);
}
