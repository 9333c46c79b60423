import { chmod, chown, cp, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PhoneFiles } from '../parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { createDisk, type Disk } from './disk.ts';
import { findHostProgram, installProgram, runHost } from './host-programs.ts';
import { createPhoneFiles } from './phone-files.ts';

export interface PhoneRoot {
  readonly files: PhoneFiles;
  readonly disk: Disk;
  readonly rootDirectory: string;
  readonly privileges: 'root' | 'user-namespace';
  /** What is not as on a phone here, in sentences. */
  readonly limits: readonly string[];
  dispose(): Promise<void>;
}

/** Directories of a phone: path, owner, group, mode. Numbers are AOSP's android_filesystem_config.h. */
const DIRECTORIES: readonly (readonly [path: string, uid: number, gid: number, mode: number])[] = [
  ['/system/bin', 0, 2000, 0o755],
  ['/system/etc/security/cacerts', 0, 0, 0o755],
  ['/dev/socket/calls', 0, 0, 0o777],
  ['/proc/net', 0, 0, 0o755],
  ['/data', 1000, 1000, 0o771],
  ['/data/local', 0, 0, 0o751],
  ['/data/local/tmp', 2000, 2000, 0o771],
  ['/data/app', 1000, 1000, 0o771],
  ['/data/data', 1000, 1000, 0o771],
  ['/data/user_de', 1000, 1000, 0o711],
  ['/data/user_de/0', 1000, 1000, 0o771],
  ['/data/system', 1000, 1000, 0o775],
  ['/data/misc', 1000, 9998, 0o1771],
  ['/data/misc/user/0/cacerts-added', 1000, 1000, 0o755],
  ['/storage/emulated/0', 0, 1015, 0o2771],
  ...[
    'Android',
    'Android/data',
    'Android/obb',
    'Android/media',
    'DCIM',
    'Download',
    'Movies',
    'Music',
    'Pictures',
  ].map((name) => [`/storage/emulated/0/${name}`, 0, 1015, 0o2771] as const),
];

const GROUPS =
  'root:0 system:1000 input:1004 log:1007 adb:1011 sdcard_rw:1015 media_rw:1023 sdcard_r:1028 shell:2000 inet:3003 everybody:9997 misc:9998';
/** What Android's toybox has and Debian's has not; taken from the host under Android's names. */
const FROM_HOST = ['awk', 'dd', 'diff', 'expr', 'gzip', 'more', 'tr', 'stty'];
const FIRST_APP_UID = 10_000;
const APP_ACCOUNTS = 60;

/** Builds the phone's root directory with real mksh and toybox. Throws when the host cannot carry one. */
export async function createPhoneRoot(options: {
  readonly directory: string;
  readonly android: AndroidVersion;
}): Promise<PhoneRoot> {
  const rootDirectory = path.join(options.directory, 'root');
  const limits: string[] = [];
  const disk = createDisk();
  await mkdir(rootDirectory, { recursive: true });
  const privileges = await findPrivileges(rootDirectory);
  for (const [phonePath, uid, gid, mode] of DIRECTORIES) {
    const host = path.join(rootDirectory, phonePath);
    await mkdir(host, { recursive: true });
    if (privileges === 'root') await chown(host, uid, gid);
    await chmod(host, mode);
  }
  await installShell(rootDirectory);
  for (const name of FROM_HOST) {
    const program = await findHostProgram(name);
    if (program === undefined) limits.push(`the shell has no ${name}, because this machine has none`);
    else await installProgram(rootDirectory, program, name);
  }
  if (privileges === 'user-namespace') await replaceChown(rootDirectory);
  await writeAccounts(rootDirectory);
  await makeDevices(rootDirectory, privileges);
  await useUtf8(rootDirectory, limits);
  await symlink('/storage/emulated/0', path.join(rootDirectory, 'sdcard'));
  await symlink('/system/etc', path.join(rootDirectory, 'etc'));
  if (privileges === 'user-namespace') {
    limits.push(
      'files have one owner only, so that permissions between apps are not enforced by the kernel (run as root for that)',
    );
  }
  return {
    files: createPhoneFiles(rootDirectory, disk),
    disk,
    rootDirectory,
    privileges,
    limits,
    dispose: () => rm(options.directory, { recursive: true, force: true }),
  };
}

async function findPrivileges(directory: string): Promise<PhoneRoot['privileges']> {
  if (process.getuid?.() === 0) {
    await proveRoot(directory);
    return 'root';
  }
  try {
    await runHost('unshare', ['--user', '--map-root-user', '--mount', 'true']);
    return 'user-namespace';
  } catch (cause) {
    throw new Error(
      'the simulated phone cannot start: without root it needs user namespaces, and this machine lets no ordinary user make one. Run it as root, or allow them (kernel.unprivileged_userns_clone=1; on Ubuntu also kernel.apparmor_restrict_unprivileged_userns=0)',
      { cause },
    );
  }
}

/** Root of a container may have fewer rights than the name says: files could not belong to apps. */
async function proveRoot(directory: string): Promise<void> {
  const probe = path.join(directory, 'probe');
  try {
    await runHost('mknod', ['-m', '666', probe, 'c', '1', '3']);
    await chown(probe, FIRST_APP_UID, FIRST_APP_UID);
    await runHost('chroot', ['/', 'true']);
  } catch (cause) {
    throw new Error(
      `the simulated phone cannot start: this root may not give files away, make devices or change its root directory, as in some containers (${lastLine(cause)}). Run it as an ordinary user, whom user namespaces suffice, or as root of the machine itself`,
      { cause },
    );
  } finally {
    await rm(probe, { force: true });
  }
}

function lastLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return (
    text
      .split('\n')
      .filter((line) => line !== '')
      .at(-1) ?? ''
  );
}

async function installShell(rootDirectory: string): Promise<void> {
  const mksh = await findHostProgram('mksh');
  const toybox = await findHostProgram('toybox');
  if (mksh === undefined || toybox === undefined) {
    throw new Error(
      `the simulated phone needs ${mksh === undefined ? 'mksh' : 'toybox'}, which is not installed; run ./setup.sh`,
    );
  }
  await installProgram(rootDirectory, mksh, 'sh');
  await installProgram(rootDirectory, toybox, 'toybox');
  for (const applet of (await runHost(toybox, [])).split(/\s+/)) {
    if (applet === '' || applet === 'sh' || applet === 'su') continue;
    await symlink('toybox', path.join(rootDirectory, 'system', 'bin', applet)).catch(() => undefined); // Listed twice.
  }
}

/**
 * In a user namespace the kernel knows one owner and refuses every other, to root as well: there, giving a file away
 * is still root's right, and leaves the file where it is.
 */
async function replaceChown(rootDirectory: string): Promise<void> {
  for (const name of ['chown', 'chgrp']) {
    const file = path.join(rootDirectory, 'system', 'bin', name);
    const script = [
      '#!/system/bin/sh',
      `[ "$(id -u)" = 0 ] || exec toybox ${name} "$@"`,
      'while case "$1" in -*) true ;; *) false ;; esac; do shift; done',
      `[ $# -gt 1 ] || { echo "${name}: Needs 2 arguments" >&2; exit 1; }`,
      'shift',
      'for file; do',
      `  [ -e "$file" ] || { echo "${name}: $file: No such file or directory" >&2; exit 1; }`,
      'done',
    ];
    await rm(file, { force: true });
    await writeFile(file, `${script.join('\n')}\n`, { mode: 0o755 });
  }
}

async function writeAccounts(rootDirectory: string): Promise<void> {
  const etc = path.join(rootDirectory, 'system', 'etc');
  const accounts = GROUPS.split(' ').map((one) => one.split(':') as [string, string]);
  for (let app = 0; app < APP_ACCOUNTS; app += 1) accounts.push([`u0_a${app}`, String(FIRST_APP_UID + app)]);
  await writeFile(
    path.join(etc, 'passwd'),
    accounts.map(([name, id]) => `${name}:x:${id}:${id}::/:/system/bin/sh\n`).join(''),
  );
  await writeFile(path.join(etc, 'group'), accounts.map(([name, id]) => `${name}:x:${id}:\n`).join(''));
}

async function makeDevices(rootDirectory: string, privileges: PhoneRoot['privileges']): Promise<void> {
  for (const [name, major, minor] of [
    ['null', '1', '3'],
    ['tty', '5', '0'],
  ] as const) {
    const device = path.join(rootDirectory, 'dev', name);
    // In a user namespace nobody may make devices: the host's is mounted over this file for each command.
    if (privileges === 'user-namespace') await writeFile(device, '');
    else await runHost('mknod', ['-m', '666', device, 'c', major, minor]);
  }
  await writeFile(
    path.join(rootDirectory, 'proc', 'net', 'unix'),
    'Num       RefCount Protocol Flags    Type St Inode Path\n',
  );
}

/** Android is always UTF-8; without this locale `ls` shows names in other scripts as question marks. */
async function useUtf8(rootDirectory: string, limits: string[]): Promise<void> {
  for (const locale of ['/usr/lib/locale/C.utf8', '/usr/lib/locale/C.UTF-8']) {
    if ((await stat(locale).catch(() => undefined)) === undefined) continue;
    await cp(locale, path.join(rootDirectory, locale), { recursive: true });
    return;
  }
  limits.push(
    'names that are not ASCII are printed wrongly by ls, because this machine has no C.UTF-8 locale',
  );
}
