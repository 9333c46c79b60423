import { complain, say } from '../arguments.ts';
import type { CommandMaker } from '../framework.ts';
import { NAMESPACES, type Namespace } from '../settings.ts';

/** `getprop`, `setprop` and `settings`. */
export const settingsCommands: CommandMaker = ({ properties, settings }) => [
  [
    'getprop',
    async (call) => {
      const [, name, fallback] = call.argv;
      if (name !== undefined) return say(call, `${properties.get(name) || (fallback ?? '')}\n`);
      return say(call, [...properties.all()].map(([key, value]) => `[${key}]: [${value}]\n`).join(''));
    },
  ],
  [
    'setprop',
    async (call) => {
      const [, name, value] = call.argv;
      if (name === undefined || value === undefined) return complain(call, 'usage: setprop NAME VALUE');
      if (name.startsWith('ro.') || call.uid === 2000)
        return complain(call, `setprop: failed to set property '${name}' to '${value}'`);
      properties.set(name, value);
      return 0;
    },
  ],
  [
    'settings',
    async (call) => {
      const words = call.argv
        .slice(1)
        .filter((word, index, all) => word !== '--user' && all[index - 1] !== '--user');
      const [verb, table, key, ...value] = words;
      const namespace = NAMESPACES.find((one) => one === table);
      if (namespace === undefined) return complain(call, `Invalid namespace '${table ?? ''}'`, 255);
      switch (verb) {
        case 'list':
          return say(
            call,
            settings
              .list(namespace)
              .map(([name, one]) => `${name}=${one}\n`)
              .join(''),
          );
        case 'get':
          return key === undefined ? needs(call) : say(call, `${settings.get(namespace, key) ?? 'null'}\n`);
        case 'delete':
          return key === undefined
            ? needs(call)
            : say(call, `Deleted ${settings.remove(namespace, key) ? 1 : 0} rows\n`);
        case 'put':
          return put(namespace, key, value[0]);
        default:
          return complain(call, `Invalid command: ${verb ?? ''}`, 255);
      }

      function put(into: Namespace, name: string | undefined, text: string | undefined): number {
        if (name === undefined || text === undefined) return needs(call);
        settings.put(into, name, text);
        return 0;
      }
    },
  ],
];

function needs(call: Parameters<typeof complain>[0]): number {
  return complain(call, 'Bad arguments', 255);
}
