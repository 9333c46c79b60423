import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { NAMESPACES, type Settings } from '../settings.ts';
import { ILLEGAL_ARGUMENT, thrown } from './java-exception.ts';

/** `settings`. */
export const settingsCommands: CommandMaker = (framework) => [
  ['settings', async (call) => settingsCommand(framework, call)],
];

/** SettingsService.MyShellCommand, which looks at the words before it looks at the user. */
function settingsCommand(framework: Framework, call: CommandCall): number {
  const { plain, user } = takeUser(call.argv.slice(1));
  const [verb, table, key, value] = plain;
  const namespace = NAMESPACES.find((one) => one === table);
  if (namespace === undefined) return complain(call, `Invalid namespace '${table ?? ''}'`, 255);
  const settings = settingsOf(framework, call, { verb, user });
  if (typeof settings === 'number') return settings;
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

function takeUser(words: readonly string[]): {
  readonly plain: readonly string[];
  readonly user: string | undefined;
} {
  const at = words.indexOf('--user');
  if (at < 0) return { plain: words, user: undefined };
  return { plain: words.filter((_, index) => index !== at && index !== at + 1), user: words[at + 1] ?? '' };
}

/** From this version on, every verb takes a user; by two versions of the source whose numbers are not known. */
const FIRST_FOR_ALL_VERBS = 29;

/** Those of the user that is named, or the exit code where there is none. */
function settingsOf(
  { android: { api }, packages, settings }: Framework,
  call: CommandCall,
  { verb, user }: { readonly verb: string | undefined; readonly user: string | undefined },
): Settings | number {
  if (user === undefined) return settings;
  const isCurrent = user === 'current' || user === 'cur';
  if (!isCurrent && !/^-?\d{1,10}$/.test(user))
    return thrown(call, api, 'settings', { kind: ILLEGAL_ARGUMENT, message: `Bad user number: ${user}` });
  if (api < FIRST_FOR_ALL_VERBS && (verb === 'delete' || verb === 'list'))
    return complain(call, '--user not supported for delete and list.', 255);
  const userId = isCurrent ? 0 : Number(user);
  if (packages.users.get(userId) === undefined) return complain(call, `Invalid user: ${userId}`, 255);
  return settings.forUser(userId);
}

function needs(call: CommandCall): number {
  return complain(call, 'Bad arguments', 255);
}
