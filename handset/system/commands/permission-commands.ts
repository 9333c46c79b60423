import type { CommandCall } from '../../shell-parts.ts';
import { complain, takeApart } from '../arguments.ts';
import type { Framework } from '../framework.ts';
import { type InstalledPackage, userIdOf } from '../package-state.ts';
import { protectionOf, RUNTIME_SDK } from '../permissions/permission-rules.ts';
import type { PermissionFlag } from '../permissions/permission-state.ts';
import { ILLEGAL_ARGUMENT, type JavaException, SECURITY, thrown } from './java-exception.ts';
import { userArgument } from './package/package-call.ts';

const SYSTEM_SERVER_PID = 1_742;

interface Change {
  readonly call: CommandCall;
  readonly verb: 'grant' | 'revoke';
  readonly words: readonly string[];
}

/** `pm grant` and `pm revoke`. An app that loses a permission loses its process too. */
export async function changePermission(framework: Framework, change: Change): Promise<number> {
  const { call, verb } = change;
  const { api } = framework.android;
  const args = takeApart(change.words, ['--user'], []);
  const [name, permission] = args.rest;
  const user = userArgument(args.value('--user'));
  if ('bad' in user)
    return refuse(change, api, { kind: ILLEGAL_ARGUMENT, message: `Bad user number: ${user.bad}` });
  if (name === undefined) return complain(call, 'Error: no package specified', 1);
  if (permission === undefined) return complain(call, 'Error: no permission specified', 1);
  const userId = user.id ?? 0;
  if (framework.packages.users.get(userId) === undefined) return noSuchUser(framework, userId);
  const known = framework.packages.get(name, userId);
  // From Android 10 on the package manager only logs it (PermissionManagerService of 10 and 11).
  if (known === undefined && api >= 29) return 0;
  const exception =
    known === undefined
      ? { kind: ILLEGAL_ARGUMENT, message: `Unknown package: ${name}` }
      : refusal(known, permission, api);
  if (exception !== undefined) return refuse(change, api, exception);
  if (known !== undefined) await apply(framework, known, { permission, granted: verb === 'grant' });
  return 0;
}

/** PermissionManagerService.grantRuntimePermission: the log hears of it, who asks does not. */
function noSuchUser({ logcat }: Framework, userId: number): number {
  logcat.write(SYSTEM_SERVER_PID, 'E', 'PackageManager', `No such user:${userId}`);
  return 0;
}

/** Up to Android 8.1 `pm` is a program of its own (Pm.java), with words of its own. */
function refuse({ call, verb }: Change, api: number, exception: JavaException): number {
  if (api > 27) return thrown(call, api, verb, exception);
  const text = `${exception.kind}: ${exception.message}`;
  return complain(
    call,
    exception.kind === SECURITY ? `Operation not allowed: ${text}` : `Bad argument: ${text}`,
    1,
  );
}

function refusal(known: InstalledPackage, permission: string, api: number): JavaException | undefined {
  const protection = protectionOf(permission, api);
  const { package: name, permissionState: state } = known;
  if (protection === undefined)
    return { kind: ILLEGAL_ARGUMENT, message: `Unknown permission: ${permission}` };
  if (!state.requested.includes(permission))
    return { kind: SECURITY, message: `Package ${name} has not requested permission ${permission}` };
  if (protection !== 'dangerous' && protection !== 'development') {
    const asked = api < 29 ? '' : ` requested by ${name}`;
    return {
      kind: SECURITY,
      message: `Permission ${permission}${asked} is not a changeable permission type`,
    };
  }
  if (state.has(permission, 'SYSTEM_FIXED'))
    return {
      kind: SECURITY,
      message: `Non-System UID cannot revoke system fixed permission ${permission} for package ${name}`,
    };
  return undefined;
}

async function apply(
  framework: Framework,
  known: InstalledPackage,
  { permission, granted }: { readonly permission: string; readonly granted: boolean },
): Promise<void> {
  const { permissionState: state } = known;
  const dangerous = protectionOf(permission, framework.android.api) === 'dangerous';
  // An app of the time before Android 6 has its permissions for good, and the command says nothing of it.
  if (dangerous && known.targetSdk < RUNTIME_SDK) return;
  const had = state.granted.has(permission);
  state.set(permission, granted);
  if (had && !granted && dangerous) await killFor(framework, known);
}

/** killUid with KILL_APP_REASON_PERMISSIONS_REVOKED, which is no force-stop. */
async function killFor({ activities }: Framework, known: InstalledPackage): Promise<void> {
  const process = activities.processOf(known.package, userIdOf(known.uid));
  if (process !== undefined) await activities.control.kill(process, 'permissions revoked');
}

/** `pm reset-permissions`: what was answered is forgotten for all apps, and those that lose something are ended. */
export async function resetPermissions(framework: Framework): Promise<number> {
  const { packages } = framework;
  for (const known of packages.users.all().flatMap(({ id }) => packages.all(id))) {
    const had = known.granted.size;
    known.permissionState.reset();
    if (known.granted.size < had) await killFor(framework, known);
  }
  return 0;
}

/** PackageManagerShellCommand's SUPPORTED_PERMISSION_FLAGS, in the order in which it lists them. */
const SETTABLE: ReadonlyMap<string, PermissionFlag> = new Map([
  ['review-required', 'REVIEW_REQUIRED'],
  ['revoke-when-requested', 'REVOKE_WHEN_REQUESTED'],
  ['revoked-compat', 'REVOKED_COMPAT'],
  ['user-fixed', 'USER_FIXED'],
  ['user-set', 'USER_SET'],
]);

/** `pm set-permission-flags` and `pm clear-permission-flags`, from Android 13 on: the command of 11 has neither. */
export function changeFlags(
  { packages }: Framework,
  call: CommandCall,
  { set, words }: { readonly set: boolean; readonly words: readonly string[] },
): number {
  const args = takeApart(words, ['--user'], []);
  const [name, permission, ...flags] = args.rest;
  const user = userArgument(args.value('--user'));
  const userId = 'bad' in user ? 0 : (user.id ?? 0);
  if (name === undefined) return complain(call, 'Error: no package specified', 1);
  if (permission === undefined) return complain(call, 'Error: no permission specified', 1);
  if (flags.length === 0) return complain(call, 'Error: no permission flags specified', 1);
  const unknown = flags.find((one) => !SETTABLE.has(one));
  if (unknown !== undefined) {
    const all = [...SETTABLE.keys()].join(', ');
    return complain(call, `Error: specified flag ${unknown} is not one of [${all}]`, 1);
  }
  packages.get(name, userId)?.permissionState.mark(
    permission,
    flags.flatMap((one) => SETTABLE.get(one) ?? []),
    set,
  );
  return 0;
}
