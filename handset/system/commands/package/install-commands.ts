import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { CommandCall } from '../../../shell-parts.ts';
import { complain, say, takeApart } from '../../arguments.ts';
import type { Framework } from '../../framework.ts';
import type { InstallOptions } from '../../install/install-rules.ts';
import { saidOf } from '../../packages.ts';
import { ILLEGAL_ARGUMENT, SECURITY } from '../java-exception.ts';
import { badUser, failWith, type PackageCall, type PackageVerb, userArgument } from './package-call.ts';

const WITH_VALUE = [
  ...['-S', '-i', '-p', '--pkg', '--user', '--abi', '--originating-uri', '--referrer'],
  ...['--install-location', '--install-reason', '--force-uuid'],
];
const FLAGS = [
  '-r',
  '-R',
  '-t',
  '-d',
  '-g',
  '-f',
  '-l',
  '--dont-kill',
  '--restrict-permissions',
  '--full',
  '--force-sdk',
];

/** What `pm install` was asked for, or the option that it does not know; words behind the options are files. */
type Understood =
  | { readonly options: InstallOptions; readonly size: number | undefined; readonly files: readonly string[] }
  | { readonly wrong: string };

/** PackageManagerShellCommand.makeInstallParams; instant apps, APEX, staged sessions and rollback are refused. */
function installOptions(words: readonly string[], api: number): Understood {
  const flags = api >= 34 ? [...FLAGS, '--bypass-low-target-sdk-block'] : FLAGS;
  const args = takeApart(words, WITH_VALUE, flags);
  if (args.unknown !== undefined) return { wrong: `Unknown option ${args.unknown}` };
  const user = userArgument(args.value('--user'), undefined);
  if ('bad' in user) return { wrong: `Bad user number: ${user.bad}` };
  const size = args.value('-S');
  if (size !== undefined && !/^[1-9]\d*$/.test(size)) return { wrong: 'Size must be positive' };
  return {
    options: {
      // Up to 8.1 an app is replaced by -r only; from 9 on by default, and -R says otherwise.
      replace: api < 28 ? args.has('-r') : !args.has('-R'),
      grantAll: args.has('-g'),
      allowTestOnly: args.has('-t'),
      allowDowngrade: args.has('-d'),
      bypassLowTargetSdk: args.has('--bypass-low-target-sdk-block'),
      installer: args.value('-i'),
      userId: args.value('--user') === undefined ? undefined : user.id,
      inheritFrom: args.value('-p'),
    },
    size: size === undefined ? undefined : Number(size),
    files: args.rest,
  };
}

/** `pm install [options] [FILE…]`: several files are a base and its splits. */
export const install: PackageVerb = async (called) => {
  const { framework, call, words } = called;
  const understood = installOptions(words, framework.android.api);
  if ('wrong' in understood) return failWith(called, { kind: ILLEGAL_ARGUMENT, message: understood.wrong });
  const { options, size, files } = understood;
  const fromInput = files.length === 0 || files[0] === '-';
  if (fromInput && size === undefined)
    return say(call, 'Error: must either specify a package size or an APK file\n', 1);
  const sources: Readable[] = [];
  for (const file of fromInput ? ['-'] : files) {
    const source = await open(framework, call, { file, size });
    if (typeof source === 'string') return complain(call, source, 1);
    sources.push(source);
  }
  const said = await framework.packages.installApks(sources, options);
  return say(call, `${said}\n`, said === 'Success' ? 0 : 1);
};

/** The bytes of a file that the caller may read, or of his input; a sentence when there is none. */
async function open(
  { files }: Framework,
  call: CommandCall,
  { file, size }: { readonly file: string; readonly size: number | undefined },
): Promise<Readable | string> {
  if (file === '-') return Readable.from(firstBytes(call.stdin, size ?? 0));
  if (!(await files.exists(file)) || !(await files.allows(file, call.uid, 'read')))
    return `Error: failed to open ${file}`;
  return createReadStream(await files.hostPath(file));
}

/** So many bytes as were announced, and no more. */
async function* firstBytes(input: AsyncIterable<unknown>, size: number): AsyncGenerator<Buffer> {
  let left = size;
  for await (const chunk of input) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    yield bytes.subarray(0, left);
    left -= Math.min(left, bytes.length);
    if (left === 0) return;
  }
  if (left > 0) throw new Error('the input ended too early');
}

/** `pm install-create`. */
export const installCreate: PackageVerb = (called) => {
  const understood = installOptions(called.words, called.framework.android.api);
  if ('wrong' in understood) return failWith(called, { kind: ILLEGAL_ARGUMENT, message: understood.wrong });
  const id = called.framework.packages.sessions.create(understood.options);
  return say(called.call, `Success: created install session [${id}]\n`);
};

/** `pm install-write [-S BYTES] SESSION SPLIT [FILE|-]`. */
export const installWrite: PackageVerb = async (called) => {
  const { framework, call, words } = called;
  const args = takeApart(words, ['-S'], []);
  if (args.unknown !== undefined)
    return failWith(called, { kind: ILLEGAL_ARGUMENT, message: `Unknown option: ${args.unknown}` });
  const [id, , file = '-'] = args.rest;
  const size = Number(args.value('-S') ?? 0);
  if (file === '-' && !(size > 0)) return complain(call, 'Error: must specify a APK size', 1);
  if (!/^\d+$/.test(id ?? '')) return notNumber(called, id);
  const source = await open(framework, call, { file, size });
  if (typeof source === 'string') return complain(call, source, 255);
  try {
    const bytes = await framework.packages.sessions.write(Number(id), source);
    if (bytes === undefined) return noSession(called, id);
    return say(call, `Success: streamed ${bytes} bytes\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return complain(call, `Error: failed to write; ${why}`, 1);
  }
};

/** `pm install-commit SESSION`. */
export const installCommit: PackageVerb = async (called) => {
  const [id] = takeApart(called.words, [], ['--wait', '--no-wait']).rest;
  if (!/^\d+$/.test(id ?? '')) return notNumber(called, id);
  const outcome = await called.framework.packages.sessions.commit(Number(id));
  if (outcome === undefined) return noSession(called, id);
  return say(called.call, `${saidOf(outcome)}\n`, outcome === 'Success' ? 0 : 1);
};

/** `pm install-abandon SESSION`. */
export const installAbandon: PackageVerb = async (called) => {
  const [id] = called.words;
  if (!/^\d+$/.test(id ?? '')) return notNumber(called, id);
  const was = await called.framework.packages.sessions.abandon(Number(id));
  return was ? say(called.call, 'Success\n') : noSession(called, id);
};

function notNumber(called: PackageCall, id: string | undefined): number {
  const message = id === undefined ? 'null' : `For input string: "${id}"`;
  return failWith(called, { kind: 'java.lang.NumberFormatException', message });
}

/** PackageInstallerService.openSession: also a session of somebody else's. */
function noSession(called: PackageCall, id: string | undefined): number {
  return failWith(called, { kind: SECURITY, message: `Caller has no access to session ${id}` });
}

/** `pm install-existing [--user N] PACKAGE`. */
export const installExisting: PackageVerb = async (called) => {
  const { framework, call, words } = called;
  const args = takeApart(words, ['--user'], ['--full', '--wait', '--restrict-permissions']);
  if (args.unknown !== undefined) return say(call, `Error: Unknown option: ${args.unknown}\n`, 1);
  const [name] = args.rest;
  if (name === undefined) return say(call, 'Error: package name not specified\n', 1);
  const user = userArgument(args.value('--user'));
  if ('bad' in user) return badUser(called, user.bad);
  const userId = user.id ?? 0;
  if (await framework.packages.installExisting(name, userId))
    return say(call, `Package ${name} installed for user: ${userId}\n`);
  const kind = 'android.content.pm.PackageManager$NameNotFoundException';
  return say(call, `${kind}: Package ${name} doesn't exist\n`, 1);
};

/** `pm uninstall [-k] [--user N] PACKAGE`. */
export const uninstall: PackageVerb = async (called) => {
  const { framework, call, words } = called;
  const args = takeApart(words, ['--user', '--versionCode'], ['-k']);
  if (args.unknown !== undefined) return say(call, `Error: Unknown option: ${args.unknown}\n`, 1);
  const [name] = args.rest;
  if (name === undefined) return say(call, 'Error: package name not specified\n', 1);
  const user = userArgument(args.value('--user'), undefined);
  if ('bad' in user) return badUser(called, user.bad);
  const userId = args.value('--user') === undefined ? undefined : user.id;
  const known = framework.packages.get(name);
  if (userId !== undefined && known?.users.get(userId)?.installed !== true)
    return say(call, `Failure [not installed for ${userId}]\n`, 1);
  const done = await framework.packages.uninstall(name, {
    keepData: args.has('-k'),
    ...(userId === undefined ? {} : { userId }),
  });
  if (!done) return say(call, 'Failure [DELETE_FAILED_INTERNAL_ERROR]\n', 1);
  for (const { id } of framework.packages.users.all()) {
    if (id !== (userId ?? id) && framework.packages.get(name) !== undefined) continue;
    framework.activities.appOpsOf(id).forget(name);
    framework.media.forUser(id).forgetPackage(name);
  }
  return say(call, 'Success\n');
};
