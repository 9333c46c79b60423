import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import { packageDump } from '../dumps/package-dump.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import {
  install,
  installAbandon,
  installCommit,
  installCreate,
  installExisting,
  installWrite,
  uninstall,
} from './package/install-commands.ts';
import { hasFeature, list } from './package/list-commands.ts';
import type { PackageVerb } from './package/package-call.ts';
import { query, resolveActivity } from './package/resolve-commands.ts';
import {
  clear,
  getInstallLocation,
  getPrivappPermissions,
  path,
  setEnabled,
  setHidden,
  setInstaller,
  setSuspended,
  trimCaches,
} from './package/state-commands.ts';
import { createUser, getMaxRunningUsers, getMaxUsers, removeUser } from './package/user-commands.ts';
import { changeFlags, changePermission, resetPermissions } from './permission-commands.ts';

/** `pm`, which is `cmd package` by another name. */
export const packageCommands: CommandMaker = (framework) => [
  ['pm', async (call) => await packageCommand(framework, call, call.argv.slice(1))],
];

const permission =
  (verb: 'grant' | 'revoke'): PackageVerb =>
  ({ framework, call, words }) =>
    changePermission(framework, { call, verb, words });
const flags =
  (set: boolean): PackageVerb =>
  ({ framework, call, words }) =>
    changeFlags(framework, call, { set, words });

/** By the first API level that has them. */
const VERBS: readonly (readonly [verb: string, since: number, run: PackageVerb])[] = [
  ['list', 27, list],
  ['path', 27, path],
  ['dump', 27, dump],
  ['grant', 27, permission('grant')],
  ['revoke', 27, permission('revoke')],
  ['reset-permissions', 27, ({ framework }) => resetPermissions(framework)],
  ['set-permission-flags', 33, flags(true)],
  ['clear-permission-flags', 33, flags(false)],
  ['get-privapp-permissions', 27, getPrivappPermissions],
  ['clear', 27, clear],
  ['install', 27, install],
  ['install-create', 27, installCreate],
  ['install-write', 27, installWrite],
  ['install-commit', 27, installCommit],
  ['install-abandon', 27, installAbandon],
  ['install-destroy', 27, installAbandon],
  ['install-existing', 27, installExisting],
  ['uninstall', 27, uninstall],
  ['enable', 27, setEnabled('enabled')],
  ['disable', 27, setEnabled('disabled')],
  ['disable-user', 27, setEnabled('disabled-user')],
  ['disable-until-used', 27, setEnabled('disabled-until-used')],
  ['default-state', 27, setEnabled('default')],
  ['hide', 27, setHidden(true)],
  ['unhide', 27, setHidden(false)],
  ['suspend', 27, setSuspended(true)],
  ['unsuspend', 27, setSuspended(false)],
  ['set-installer', 27, setInstaller],
  ['get-install-location', 27, getInstallLocation],
  ['trim-caches', 27, trimCaches],
  ['has-feature', 27, hasFeature],
  ['resolve-activity', 27, resolveActivity],
  ['query-activities', 27, query('activities')],
  ['query-services', 27, query('services')],
  ['query-receivers', 27, query('receivers')],
  ['create-user', 27, createUser],
  ['remove-user', 27, removeUser],
  ['get-max-users', 27, getMaxUsers],
  ['get-max-running-users', 28, getMaxRunningUsers],
];

export async function packageCommand(
  framework: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const [verb = '', ...rest] = words;
  const found = VERBS.find(([name, since]) => name === verb && since <= framework.android.api);
  // BasicShellCommandHandler.handleDefaultCommands says it on standard output.
  if (found === undefined) return say(call, `Unknown command: ${verb}\n`, 255);
  return await found[2]({ framework, call, verb, words: rest });
}

/** `pm dump` gives more services' dumps of the package; here it is that of the package manager. */
function dump({ framework, call, words: [name] }: Parameters<PackageVerb>[0]): number {
  if (name === undefined) return complain(call, 'Error: no package specified', 1);
  return say(call, packageDump(framework, [name]));
}
