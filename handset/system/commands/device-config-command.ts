import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `device_config`, a script around `cmd device_config`; both are there from 10 on. */
export const deviceConfigCommand: CommandMaker = (framework) => [
  [
    'device_config',
    async (call) =>
      framework.android.api >= 29
        ? deviceConfigService(framework, call, call.argv.slice(1))
        : complain(call, '/system/bin/sh: device_config: not found', 127),
  ],
];

/** DeviceConfigService's shell command, but for `reset` and the syncing of flags, which are refused. */
export function deviceConfigService(
  { deviceConfig }: Framework,
  call: CommandCall,
  words: readonly string[],
): number {
  const [verb = '', namespace, key, value] = words;
  const wanted = ARGUMENTS.get(verb);
  if (wanted === undefined) return complain(call, `Invalid command: ${verb}`, 255);
  if (words.length - 1 < wanted || namespace === undefined) return complain(call, 'Bad arguments', 255);
  switch (verb) {
    case 'get':
      return say(call, `${deviceConfig.get(namespace, key ?? '') ?? 'null'}\n`);
    case 'put':
      deviceConfig.put(namespace, key ?? '', value ?? '');
      return 0;
    case 'delete':
      return deviceConfig.remove(namespace, key ?? '')
        ? say(call, `Successfully deleted ${key} from ${namespace}\n`)
        : say(call, `Failed to delete ${key} from ${namespace}\n`);
    default:
      return say(
        call,
        deviceConfig
          .list(namespace)
          .map(([name, set]) => `${name}=${set}\n`)
          .join(''),
      );
  }
}

/** How many words each verb needs. */
const ARGUMENTS: ReadonlyMap<string, number> = new Map([
  ['get', 2],
  ['put', 3],
  ['delete', 2],
  ['list', 1],
]);
