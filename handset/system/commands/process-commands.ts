import type { CommandMaker } from '../framework.ts';
import { pgrep, pidof, pkill } from './ps/process-search.ts';
import { ps } from './ps/ps-command.ts';
import { top } from './ps/top.ts';

/** What looks at processes, and ends them by name. */
export const processCommands: CommandMaker = (framework) => [
  ['ps', async (call) => await ps(framework, call)],
  ['pidof', async (call) => await pidof(framework, call)],
  ['pgrep', async (call) => await pgrep(framework, call)],
  ['pkill', async (call) => await pkill(framework, call)],
  ['top', async (call) => await top(framework, call)],
];
