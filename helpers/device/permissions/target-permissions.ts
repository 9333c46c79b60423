import type { HeldPermission } from '../../model/signal.ts';
import type { Adb } from '../adb.ts';
import { parsePermissions } from '../package-permissions.ts';
import { shellLine } from '../shell-quote.ts';

/** The permissions by which an app reaches images, on the phone at hand. */
export interface TargetPermissions {
  readonly adb: Adb;
  readonly packageName: string;
  /** As the profile names them, of all versions of Android. */
  readonly names: readonly string[];
}

/** What PermissionController remembers of the user's answers: answered once, and refused for good. */
const ANSWERS = ['USER_SET', 'USER_FIXED'];

/** The user whose phone it is; clones have permissions of their own. */
const OWNER = 0;

/** What the phone says now. A permission that this Android does not know, or that is no runtime one, is not in it. */
export async function readPermissions(target: TargetPermissions): Promise<readonly HeldPermission[]> {
  const output = await target.adb.shell(shellLine(['dumpsys', 'package', target.packageName]));
  const runtime = parsePermissions(output, target.packageName)?.held ?? [];
  return runtime.filter(({ user, name }) => user === OWNER && target.names.includes(name));
}

/** As Settings does it; a phone that refuses says why by `ADB_FAILED`. */
export async function grantPermission({ adb, packageName }: TargetPermissions, name: string): Promise<void> {
  await adb.shell(shellLine(['pm', 'grant', packageName, name]));
}

/**
 * The shell line that takes away what is granted, which ends the app's processes, and has the phone forget what was
 * answered before: the app may ask again.
 */
export function revokeLine(packageName: string, permissions: readonly HeldPermission[]): string {
  return linesOf(
    permissions.flatMap(({ name, granted, flags }) => [
      ...(granted ? [shellLine(['pm', 'revoke', packageName, name])] : []),
      ...ANSWERS.filter((one) => flags.includes(one)).map((one) => answerLine(packageName, name, one, false)),
    ]),
  );
}

/** The shell line that makes every permission again what it was, whatever it is now. */
export function restoreLine(packageName: string, permissions: readonly HeldPermission[]): string {
  return linesOf(
    permissions.flatMap(({ name, granted, flags }) => [
      shellLine(['pm', granted ? 'grant' : 'revoke', packageName, name]),
      ...ANSWERS.map((one) => answerLine(packageName, name, one, flags.includes(one))),
    ]),
  );
}

/** What the phone says of one: by `dumpsys package`, and the mode of its app operation where there is one. */
export async function permissionProof(
  { adb, packageName }: TargetPermissions,
  { name, granted, flags }: HeldPermission,
): Promise<string> {
  const said = `${name}: granted=${granted}, flags=[${flags.join('|')}]`;
  const operation = name.slice(name.lastIndexOf('.') + 1);
  const { exitCode, stdout } = await adb.attempt(shellLine(['cmd', 'appops', 'get', packageName, operation]));
  const mode = stdout.split('\n').find((one) => one.includes(`${operation}:`));
  return exitCode === 0 && mode !== undefined ? `${said}; appops ${mode.trim()}` : said;
}

/** Older phones have no such verb, and what they remember stays: the app then may not ask, which is seen. */
function answerLine(packageName: string, name: string, flag: string, set: boolean): string {
  const verb = set ? 'set-permission-flags' : 'clear-permission-flags';
  const words = ['pm', verb, packageName, name, flag.toLowerCase().replace('_', '-')];
  return `{ ${shellLine(words)} >/dev/null 2>&1 || true; }`;
}

function linesOf(lines: readonly string[]): string {
  return lines.length === 0 ? 'true' : lines.join(' && ');
}
