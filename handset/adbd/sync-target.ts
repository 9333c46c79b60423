import { chmod, chown, lstat, lutimes, mkdir, open, symlink, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { SHELL_UID } from '../shell/shell-user.ts';
import { errno, errorText } from './errno.ts';
import { SyncFailure } from './sync-messages.ts';
import type { SyncUser } from './sync-stat.ts';
import { unfollowedPath } from './unfollowed-path.ts';

const SDCARD_RW_GID = 1015;
const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;

/** Where a pushed file or link goes to. What it throws is in adbd's words. */
export interface Target {
  write(bytes: Buffer): Promise<void>;
  finish(modifiedSeconds: number): Promise<void>;
  /** The host went away or the disk is full: nothing half stays. */
  abandon(): Promise<void>;
}

export async function openTarget(user: SyncUser, phonePath: string, mode: number): Promise<Target> {
  const directory = path.posix.dirname(phonePath);
  const link = (mode & S_IFMT) === S_IFLNK;
  await inWords('secure_mkdirs failed', () => makeDirectories(user, directory));
  const what = link ? 'symlink failed' : "couldn't create file";
  // For any name in the directory: a link of the name itself would be replaced, not followed.
  if (!(await user.files.allows(`${directory}/any`, user.uid, 'make')))
    throw new SyncFailure(`${what}: ${errorText(errno('EACCES'))}`);
  return await inWords(what, () => (link ? linkTarget(user, phonePath) : fileTarget(user, phonePath, mode)));
}

/** A file or link of that name is replaced, not written through (send_impl of file_sync_service.cpp). */
async function fileTarget(user: SyncUser, phonePath: string, mode: number): Promise<Target> {
  const hostPath = await unfollowedPath(user.files, phonePath);
  const existing = await lstat(hostPath).catch(() => undefined); // Mostly there is none; opening says the rest.
  if (existing?.isFile() === true || existing?.isSymbolicLink() === true) await unlink(hostPath);
  const file = await open(hostPath, 'w');
  return {
    write: (bytes) =>
      inWords('write failed', async () => {
        user.files.claim(bytes.length);
        await file.writeFile(bytes);
      }),
    async finish(modifiedSeconds) {
      await file.close();
      await inWords('fchown failed', () => own(user, hostPath, forEverybody(mode)));
      await utimes(hostPath, modifiedSeconds, modifiedSeconds);
    },
    async abandon() {
      await file.close().catch(() => undefined); // Closed already when it failed at the end.
      await unlink(hostPath).catch(() => undefined); // A shell command may have been faster.
    },
  };
}

/** What the owner may do, group and others may, too: what the host says of them is not looked at (send_impl). */
function forEverybody(mode: number): number {
  const group = (mode & 0o777) | ((mode >> 3) & 0o070);
  return group | ((group >> 3) & 0o007);
}

/** What is sent as the content of a link is where it leads to. */
async function linkTarget(user: SyncUser, phonePath: string): Promise<Target> {
  const hostPath = await unfollowedPath(user.files, phonePath);
  const sent: Buffer[] = [];
  return {
    write: async (bytes) => void sent.push(bytes),
    async finish(modifiedSeconds) {
      await unlink(hostPath).catch(() => undefined); // Mostly there is none; the link says the rest.
      const target = Buffer.concat(sent).toString('utf8').replace(/\0.*$/s, '');
      await inWords('symlink failed', () => symlink(target, hostPath));
      await lutimes(hostPath, modifiedSeconds, modifiedSeconds);
    },
    abandon: async () => undefined,
  };
}

async function makeDirectories(user: SyncUser, directory: string): Promise<void> {
  const { files, uid } = user;
  if (await files.exists(directory)) return;
  await makeDirectories(user, path.posix.dirname(directory));
  if (!(await files.allows(`${directory}/any`, uid, 'make')) || !(await files.allows(directory, uid, 'make')))
    throw errno('EACCES');
  const hostPath = await files.hostPath(directory);
  await mkdir(hostPath, { recursive: true });
  await own(user, hostPath, 0o775);
}

/** Shared storage has modes of its own, and the group `sdcard_rw`; everything else that adb makes belongs to its user. */
async function own({ uid }: SyncUser, hostPath: string, mode: number): Promise<void> {
  const shared = /\/storage\/emulated\//.test(hostPath);
  const sharedMode = (await lstat(hostPath)).isDirectory() ? 0o771 : 0o660;
  await chmod(hostPath, shared ? sharedMode : mode);
  // Only root may give files away; in a user namespace all of them are the shell's anyway.
  if (process.getuid?.() === 0) await chown(hostPath, shared ? SHELL_UID : uid, shared ? SDCARD_RW_GID : uid);
}

async function inWords<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof SyncFailure ? cause : new SyncFailure(`${what}: ${errorText(cause)}`, { cause });
  }
}
