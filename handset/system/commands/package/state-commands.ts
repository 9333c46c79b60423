import { complain, say, takeApart } from '../../arguments.ts';
import {
  apkPaths,
  component,
  componentsOf,
  type EnabledState,
  type InstalledPackage,
  type PackageUser,
} from '../../package-state.ts';
import { ILLEGAL_ARGUMENT } from '../java-exception.ts';
import {
  badUser,
  failWith,
  type PackageCall,
  type PackageVerb,
  refuseShell,
  userArgument,
} from './package-call.ts';

/** What a verb about one package of one user works on. */
interface Target {
  readonly name: string;
  readonly userId: number;
  readonly known: InstalledPackage | undefined;
  readonly user: PackageUser | undefined;
}

/** The exit code where the words do not name a package. */
function targetOf(called: PackageCall, missing: string): Target | number {
  const { framework, call, words } = called;
  const args = takeApart(words, ['--user', '--dialogMessage'], ['--cache-only']);
  const user = userArgument(args.value('--user'));
  if ('bad' in user) return badUser(called, user.bad);
  const [name] = args.rest;
  if (name === undefined) return complain(call, missing, 1);
  const userId = user.id ?? 0;
  const known = framework.packages.get(name.split('/')[0] ?? '');
  return { name, userId, known, user: known?.users.get(userId) };
}

/** `pm path`. */
export const path: PackageVerb = (called) => {
  const target = targetOf(called, 'Error: no package specified');
  if (typeof target === 'number') return target;
  const { known, user } = target;
  if (known === undefined || user?.installed !== true || user.hidden) return 1;
  const lines = apkPaths(known).map((file) => `package:${file}\n`);
  return say(called.call, lines.join(''));
};

/** `pm clear`: the app is ended, and what its owner has answered is forgotten with its data. */
export const clear: PackageVerb = async (called) => {
  const { framework, call } = called;
  const target = targetOf(called, 'Error: no package specified');
  if (typeof target === 'number') return target;
  const { name, userId, user } = target;
  if (user?.installed !== true) return complain(call, 'Failed', 1);
  await framework.activities.forceStop(name, userId);
  // clearApplicationUserData, resetUserChangesToRuntimePermissions.
  user.permissions.reset();
  await framework.packages.clearData(name, userId);
  return say(call, 'Success\n');
};

/** PackageManagerShellCommand.enabledSettingToString. */
const NAMES: Readonly<Record<EnabledState, string>> = {
  default: 'default',
  enabled: 'enabled',
  disabled: 'disabled',
  'disabled-user': 'disabled-user',
  'disabled-until-used': 'disabled-until-used',
};
const NUMBERS: readonly EnabledState[] = [
  'default',
  'enabled',
  'disabled',
  'disabled-user',
  'disabled-until-used',
];
/** What the shell may make of a package (PackageManagerService.setEnabledSetting); root may all. */
const FOR_SHELL: readonly EnabledState[] = ['default', 'enabled', 'disabled-user'];

/** `pm enable|disable|disable-user|disable-until-used|default-state PACKAGE[/CLASS]`. */
export function setEnabled(state: EnabledState): PackageVerb {
  return async (called) => {
    const { framework, call } = called;
    const target = targetOf(called, 'Error: no package or component specified');
    if (typeof target === 'number') return target;
    const { name, known, user } = target;
    const [packageName = '', short] = name.split('/');
    if (known === undefined || user?.installed !== true)
      return failWith(called, { kind: ILLEGAL_ARGUMENT, message: `Unknown package: ${packageName}` });
    const className =
      short === undefined ? undefined : short.startsWith('.') ? `${packageName}${short}` : short;
    if (call.uid === 2000 && (className !== undefined || !FOR_SHELL.includes(state))) {
      const number = NUMBERS.indexOf(state);
      return refuseShell(
        called,
        `Shell cannot change component state for ${packageName}/${className ?? 'null'} to ${number}`,
      );
    }
    if (className !== undefined) {
      if (!hasComponent(known, className)) {
        const message = `Component class ${className} does not exist in ${packageName}`;
        return failWith(called, { kind: ILLEGAL_ARGUMENT, message });
      }
      user.components.set(className, state);
      return say(call, `Component {${component(known, className)}} new state: ${NAMES[state]}\n`);
    }
    user.enabled = state;
    user.disabledBy = state.startsWith('disabled') ? `shell:${call.uid}` : undefined;
    if (state.startsWith('disabled'))
      await framework.packages.tell({ kind: 'disabled', package: packageName, userId: target.userId });
    return say(call, `Package ${packageName} new state: ${NAMES[state]}\n`);
  };
}

function hasComponent(known: InstalledPackage, className: string): boolean {
  const all = [
    ...(['activities', 'services', 'receivers'] as const).flatMap((kind) => componentsOf(known, kind)),
    ...(known.parts?.providers ?? []),
  ];
  return all.some(({ name }) => name === className);
}

/** `pm hide` and `pm unhide`, which the shell has no right to. */
export function setHidden(hidden: boolean): PackageVerb {
  return async (called) => {
    const { framework, call } = called;
    const target = targetOf(called, 'Error: no package or component specified');
    if (typeof target === 'number') return target;
    if (call.uid !== 0)
      return refuseShell(
        called,
        `Neither user ${call.uid} nor current process has android.permission.MANAGE_USERS.`,
      );
    const { name, user } = target;
    if (user?.installed === true && user.hidden !== hidden) {
      user.hidden = hidden;
      if (hidden) await framework.packages.tell({ kind: 'disabled', package: name, userId: target.userId });
    }
    return say(call, `Package ${name} new hidden state: ${user?.hidden ?? true}\n`);
  };
}

/** `pm suspend` and `pm unsuspend`: its activities do not start, its processes go on. */
export function setSuspended(suspended: boolean): PackageVerb {
  return (called) => {
    const target = targetOf(called, '');
    if (typeof target === 'number') return say(called.call, 'Error: package name not specified\n', 1);
    const { name, user } = target;
    if (user?.installed !== true) {
      const text = `${ILLEGAL_ARGUMENT}: Unknown target package: ${name}`;
      return say(called.call, `${text}\n`, 1);
    }
    user.suspended = suspended;
    return say(called.call, `Package ${name} new suspended state: ${suspended}\n`);
  };
}

/** `pm set-installer PACKAGE INSTALLER`: only the installer of record may be followed, and the shell is none. */
export const setInstaller: PackageVerb = (called) => {
  const [name, installer] = called.words;
  if (name === undefined || installer === undefined)
    return complain(called.call, 'Must provide both target and installer package names', 1);
  const { packages } = called.framework;
  for (const one of [name, installer])
    if (packages.get(one) === undefined)
      return failWith(called, {
        kind: ILLEGAL_ARGUMENT,
        message: `Unknown ${one === name ? 'target' : 'installer'} package: ${one}`,
      });
  packages.setInstaller(name, installer);
  return say(called.call, 'Success\n');
};

/** `pm get-install-location`: apps choose. */
export const getInstallLocation: PackageVerb = ({ call }) => say(call, '0[auto]\n');

/** `pm get-privapp-permissions`: no app of this phone is in a list of them. */
export const getPrivappPermissions: PackageVerb = ({ call, words: [name] }) =>
  name === undefined ? complain(call, 'Error: no package specified.', 1) : say(call, '{}\n');

/** `pm trim-caches SIZE`: there is always room, so nothing is taken. */
export const trimCaches: PackageVerb = ({ call, words: [size] }) => {
  if (size === undefined) return complain(call, 'Error: no size specified', 1);
  const [, digits, suffix] = /^(.*?)(\D?)$/s.exec(size) ?? [];
  if (suffix !== undefined && suffix !== '' && !/[kmg]/i.test(suffix))
    return complain(call, `Invalid suffix: ${suffix}`, 1);
  if (!/^\d+$/.test(digits ?? '')) return complain(call, `Error: expected number at: ${digits}`, 1);
  return 0;
};
