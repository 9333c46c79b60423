import { createReadStream } from 'node:fs';
import type { CommandCall } from '../../parts.ts';
import { complain, say, takeApart } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { type InstalledPackage, launcherActivity } from '../packages.ts';
import { changeFlags, changePermission, resetPermissions } from './permission-commands.ts';
import { listPermissionGroups, listPermissions } from './permission-lists.ts';

/** `pm`, which is `cmd package` by another name. */
export const packageCommands: CommandMaker = (framework) => [
  ['pm', async (call) => await packageCommand(framework, call, call.argv.slice(1))],
];

export async function packageCommand(
  framework: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const [verb = '', ...rest] = words;
  switch (verb) {
    case 'list':
      return list(framework, call, rest);
    case 'path':
      return path(framework, call, rest);
    case 'grant':
    case 'revoke':
      return await changePermission(framework, { call, verb, words: rest });
    case 'reset-permissions':
      return await resetPermissions(framework);
    case 'set-permission-flags':
    case 'clear-permission-flags':
      if (framework.android.api < 33) return unknownVerb(call, verb);
      return changeFlags(framework, call, { set: verb === 'set-permission-flags', words: rest });
    case 'clear':
      return await clear(framework, call, rest);
    case 'install':
      return await install(framework, call, rest);
    case 'uninstall':
      return await uninstall(framework, call, rest);
    case 'resolve-activity':
      return resolveActivity(framework, call, rest);
    default:
      return unknownVerb(call, verb);
  }
}

/** BasicShellCommandHandler.handleDefaultCommands says it on standard output. */
function unknownVerb(call: CommandCall, verb: string): number {
  return say(call, `Unknown command: ${verb}`, 255);
}

function list(framework: Framework, call: CommandCall, words: readonly string[]): number {
  const { packages } = framework;
  const [what = '', ...rest] = words;
  if (what === 'permissions') return listPermissions(framework, call, rest);
  if (what === 'permission-groups') return listPermissionGroups(framework, call);
  if (what === 'instrumentation') {
    const lines = packages
      .all()
      .flatMap((one) =>
        one.instrumentations.map(
          ({ name, target }) => `instrumentation:${one.package}/${name} (target=${target})\n`,
        ),
      );
    return say(call, lines.join(''));
  }
  if (what === 'users') return say(call, 'Users:\n\tUserInfo{0:Owner:13} running\n');
  if (what === 'features')
    return say(call, 'feature:android.hardware.camera\nfeature:android.hardware.wifi\n');
  if (what !== 'packages' && what !== 'package')
    return complain(call, `Error: unknown list type '${what}'`, 255);
  const args = takeApart(
    rest,
    ['--user', '--uid'],
    ['-f', '-3', '-s', '-U', '-a', '-e', '-i', '--show-versioncode'],
  );
  if (args.unknown !== undefined) return complain(call, `Error: Unknown option: ${args.unknown}`, 255);
  const shown = packages
    .all()
    .filter(
      (one) =>
        (!args.has('-3') || !one.system) &&
        (!args.has('-s') || one.system) &&
        (args.rest[0] === undefined || one.package.includes(args.rest[0])),
    );
  return say(
    call,
    shown
      .map((one) => {
        const file = args.has('-f') ? `${one.codePath}/base.apk=` : '';
        const version = args.has('--show-versioncode') ? ` versionCode:${one.versionCode}` : '';
        return `package:${file}${one.package}${version}${args.has('-U') ? ` uid:${one.uid}` : ''}\n`;
      })
      .join(''),
  );
}

function path({ packages }: Framework, call: CommandCall, words: readonly string[]): number {
  const known = packages.get(takeApart(words, ['--user'], []).rest[0] ?? '');
  return known === undefined ? 1 : say(call, `package:${known.codePath}/base.apk\n`);
}

async function clear(
  { packages, activities, files }: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const name = takeApart(words, ['--user'], []).rest[0] ?? '';
  if (packages.get(name) === undefined) return say(call, 'Failed\n', 1);
  await activities.forceStop(name);
  // What the owner answered goes with the data (clearApplicationUserData, resetUserChangesToRuntimePermissions).
  packages.get(name)?.permissionState.reset();
  for (const directory of [`/data/data/${name}`, `/data/user_de/0/${name}`, `/sdcard/Android/data/${name}`]) {
    for (const entry of await files.list(directory)) await files.remove(`${directory}/${entry}`);
  }
  return say(call, 'Success\n');
}

async function install(
  { packages, files }: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const args = takeApart(words, ['-S', '--user', '-i', '--abi'], ['-r', '-t', '-g', '-d', '-f', '-l']);
  if (args.unknown !== undefined) return complain(call, `Error: Unknown option: ${args.unknown}`, 1);
  const [file] = args.rest;
  if (file === undefined)
    return complain(call, 'Error: must either specify a package size or an APK file', 1);
  if (!(await files.exists(file)) || !(await files.allows(file, call.uid, 'read')))
    return complain(call, `Error: failed to open ${file}`, 1);
  const said = await packages.installApk(createReadStream(await files.hostPath(file)));
  return say(call, `${said}\n`, said === 'Success' ? 0 : 1);
}

async function uninstall(
  { packages, activities }: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const name = takeApart(words, ['--user', '--versionCode'], ['-k']).rest[0] ?? '';
  await activities.forceStop(name);
  const done = await packages.uninstall(name);
  if (done) activities.appOps.forget(name);
  return say(call, done ? 'Success\n' : 'Failure [DELETE_FAILED_INTERNAL_ERROR]\n', done ? 0 : 1);
}

function resolveActivity({ packages }: Framework, call: CommandCall, words: readonly string[]): number {
  const args = takeApart(words, ['--user', '-a', '-c', '-d', '-t'], ['--brief', '--components']);
  const known = packages.get(args.rest[0] ?? '');
  const activity = known === undefined ? undefined : launcherActivity(known);
  if (known === undefined || activity === undefined) return say(call, 'No activity found\n');
  return say(
    call,
    `priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true\n${component(known, activity.name)}\n`,
  );
}

/** `com.example/.Main` where the class is in the package, the full name otherwise. */
export function component(known: Pick<InstalledPackage, 'package'>, activity: string): string {
  const short = activity.startsWith(`${known.package}.`) ? activity.slice(known.package.length) : activity;
  return `${known.package}/${short}`;
}
