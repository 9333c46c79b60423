import type { CommandCall } from '../../parts.ts';
import { complain } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { appopsCommand } from './appops-command.ts';
import { packageCommand } from './package-commands.ts';

/** `cmd`, and services' commands under names of their own. */
export const serviceCommand: CommandMaker = (framework) => [
  ['cmd', async (call) => await service(framework, call)],
  ['appops', async (call) => appopsCommand(framework, call, call.argv.slice(1))],
];

async function service(framework: Framework, call: CommandCall): Promise<number> {
  const [, name, ...words] = call.argv;
  if (name === 'package') return await packageCommand(framework, call, words);
  if (name === 'appops') return appopsCommand(framework, call, words);
  return complain(call, `cmd: Can't find service: ${name ?? ''}`, 20);
}
