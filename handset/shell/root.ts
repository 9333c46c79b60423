import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PhoneFiles } from '../shell-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { writeAccounts } from './accounts.ts';
import { createDisk, type Disk } from './disk.ts';
import { findHostProgram, runHost } from './host-programs.ts';
import { installShell } from './install-shell.ts';
import { type Namespace, startNamespace } from './namespace.ts';
import { makeDirectories } from './phone-directories.ts';
import { createPhoneFiles } from './phone-files.ts';
import { TOYBOX } from './wrappers.ts';

export interface PhoneRoot {
  readonly files: PhoneFiles;
  readonly disk: Disk;
  readonly rootDirectory: string;
  readonly privileges: 'root' | 'user-namespace';
  readonly api: number;
  readonly namespace: Namespace;
  /** Programs of the host that take a command to its root and its user. */
  readonly tools: HostTools;
  /** What is not as on a phone here, in sentences. */
  readonly limits: readonly string[];
  dispose(): Promise<void>;
}

const TOOLS = ['chroot', 'env', 'prlimit', 'setpriv', 'sh', 'unshare'] as const;
type HostTools = Readonly<Record<(typeof TOOLS)[number], string>>;

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
  const { api } = options.android;
  await makeDirectories(rootDirectory, { api, owners: privileges === 'root' });
  limits.push(...(await installShell(rootDirectory, api)));
  if (privileges === 'user-namespace') await replaceChown(rootDirectory);
  await writeAccounts(rootDirectory);
  await useUtf8(rootDirectory, limits);
  const namespace = await startNamespace({ rootDirectory, privileges });
  limits.push(...namespace.limits);
  if (privileges === 'user-namespace') {
    limits.push(
      'files have one owner only, so that permissions between apps are not enforced by the kernel (run as root for that)',
      'processes have one owner only, so that the shell may end those of apps, and run-as gives the shell its own user',
    );
  }
  return {
    files: createPhoneFiles(rootDirectory, disk),
    disk,
    rootDirectory,
    privileges,
    api,
    namespace,
    tools: await findTools(),
    limits,
    async dispose() {
      await namespace.stop();
      await rm(options.directory, { recursive: true, force: true });
    },
  };
}

async function findTools(): Promise<HostTools> {
  const found = await Promise.all(TOOLS.map(async (name) => [name, (await findHostProgram(name)) ?? name]));
  return { chroot: '', env: '', prlimit: '', setpriv: '', sh: '', unshare: '', ...Object.fromEntries(found) };
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
    await runHost('sh', ['-c', 'mknod -m 666 "$0" c 1 3 && chown 10000:10000 "$0" && chroot / true', probe]);
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

/**
 * In a user namespace the kernel knows one owner and refuses every other, to root as well: there, giving a file away
 * is still root's right, and leaves the file where it is.
 */
async function replaceChown(rootDirectory: string): Promise<void> {
  for (const name of ['chown', 'chgrp']) {
    const file = path.join(rootDirectory, 'system', 'bin', name);
    const script = [
      '#!/system/bin/sh',
      `[ "$(id -u)" = 0 ] || exec ${TOYBOX} ${name} "$@"`,
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
