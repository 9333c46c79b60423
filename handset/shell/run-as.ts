import type { CommandCall, FrameworkCommand, PhoneFiles } from '../shell-parts.ts';
import type { ProcessIo } from './run-process.ts';

/** What `run-as` asks the list of packages. */
export interface AppOwner {
  readonly uid: number;
  readonly debuggable: boolean;
}

export interface RunAsParts {
  readonly api: number;
  readonly files: PhoneFiles;
  /** `undefined` for a package that is not there. */
  app(name: string): AppOwner | undefined;
  run(words: readonly string[], io: ProcessIo): Promise<number>;
}

const ROOT = 0;
const SHELL = 2_000;
const FIRST_APP = 10_000;
const PER_USER = 100_000;
const LARGEST_UID = 2 ** 32 - 1;

/** Starts where it is told, and gives way to the command; what cannot be started is said as execvp's caller says it. */
const START = `cd "$0" || exit 1
[ $# = 0 ] && exec sh
[ -n "$(whence -p -- "$1")" ] || { print -ru2 -- "run-as: exec failed for $1: No such file or directory"; exit 1; }
exec "$@"`;

/**
 * `run-as PACKAGE [--user N] [COMMAND…]` (system/core run-as/run-as.cpp): a command as the app's user in the app's
 * directory, for debuggable packages. The words stay as they are: no shell reads them again.
 */
export function runAsCommand(parts: RunAsParts): FrameworkCommand {
  return async (call) => {
    const [, name, ...rest] = call.argv;
    if (name === undefined)
      return refuse(call, 'usage: run-as <package-name> [--user <uid>] <command> [<args>]\n');
    if (call.uid !== SHELL && call.uid !== ROOT)
      return refuse(call, "only 'shell' or 'root' users can run this program");
    const forUser = rest[0] === '--user' && rest[1] !== undefined;
    const user = forUser ? Number.parseInt(rest[1] ?? '', 10) || 0 : 0;
    const words = forUser ? rest.slice(2) : rest;
    const found = await target(parts, name, user);
    if (found.kind === 'refused') return refuse(call, found.why);
    return await parts.run(['/system/bin/sh', '-c', START, found.home, ...words], {
      ...call,
      uid: found.uid,
      home: found.home,
    });
  };
}

type Target =
  | { readonly kind: 'app'; readonly uid: number; readonly home: string }
  | { readonly kind: 'refused'; readonly why: string };

/** In the order of run-as.cpp, so that the first reason is the one that is given. */
async function target(parts: RunAsParts, name: string, user: number): Promise<Target> {
  const refused = (why: string): Target => ({ kind: 'refused', why });
  if (user < 0) return refused(`negative user id: ${user}`);
  const app = parts.app(name);
  if (app === undefined) return refused(`unknown package: ${name}`);
  if ((LARGEST_UID - app.uid) / PER_USER < user) return refused(`user id too big: ${user}`);
  const uid = user * PER_USER + app.uid;
  if (uid < FIRST_APP) return refused(`package not an application: ${name}`);
  if (!app.debuggable) return refused(`package not debuggable: ${name}`);
  // Up to 9 the directory was always that of user 0, whose owner is another (964932d7c of 2019 names what is wrong).
  if (parts.api < 29 && user !== 0) return refused(`package has corrupt installation: ${name}`);
  const home = `/data/user/${user}/${name}`;
  if (await parts.files.exists(home)) return { kind: 'app', uid, home };
  return refused(
    parts.api < 29
      ? `package has corrupt installation: ${name}`
      : `couldn't stat ${home}: No such file or directory`,
  );
}

function refuse(call: CommandCall, why: string): number {
  call.stderr.write(`run-as: ${why}\n`);
  return 1;
}
