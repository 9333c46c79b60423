import type { CommandCall } from '../../parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker } from '../framework.ts';
import { NAMESPACES, type Settings } from '../settings.ts';

/** `settings`. */
export const settingsCommands: CommandMaker = ({ settings }) => [
  ['settings', async (call) => settingsCommand(settings, call)],
];

function settingsCommand(settings: Settings, call: CommandCall): number {
  const words = call.argv
    .slice(1)
    .filter((word, index, all) => word !== '--user' && all[index - 1] !== '--user');
  const [verb, table, key, value] = words;
  const namespace = NAMESPACES.find((one) => one === table);
  if (namespace === undefined) return complain(call, `Invalid namespace '${table ?? ''}'`, 255);
  switch (verb) {
    case 'list': {
      const rows = settings.list(namespace);
      return say(call, rows.map(([name, one]) => `${name}=${one}\n`).join(''));
    }
    case 'get':
      if (key === undefined) return needs(call);
      return say(call, `${settings.get(namespace, key) ?? 'null'}\n`);
    case 'delete':
      if (key === undefined) return needs(call);
      return say(call, `Deleted ${settings.remove(namespace, key) ? 1 : 0} rows\n`);
    case 'put':
      if (key === undefined || value === undefined) return needs(call);
      settings.put(namespace, key, value);
      return 0;
    default:
      return complain(call, `Invalid command: ${verb ?? ''}`, 255);
  }
}

function needs(call: CommandCall): number {
  return complain(call, 'Bad arguments', 255);
}
