import type { CommandCall } from '../../parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker } from '../framework.ts';
import type { Properties } from '../properties.ts';
import { NAMESPACES, type Settings } from '../settings.ts';

/** `getprop`, `setprop` and `settings`. */
export const settingsCommands: CommandMaker = ({ properties, settings }) => [
  ['getprop', async (call) => getProperty(properties, call)],
  ['setprop', async (call) => setProperty(properties, call)],
  ['settings', async (call) => settingsCommand(settings, call)],
];

function getProperty(properties: Properties, call: CommandCall): number {
  const [, name, fallback] = call.argv;
  if (name !== undefined) return say(call, `${properties.get(name) || (fallback ?? '')}\n`);
  return say(call, [...properties.all()].map(([key, value]) => `[${key}]: [${value}]\n`).join(''));
}

function setProperty(properties: Properties, call: CommandCall): number {
  const [, name, value] = call.argv;
  if (name === undefined || value === undefined) return complain(call, 'usage: setprop NAME VALUE');
  if (name.startsWith('ro.') || call.uid === 2000)
    return complain(call, `setprop: failed to set property '${name}' to '${value}'`);
  properties.set(name, value);
  return 0;
}

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
