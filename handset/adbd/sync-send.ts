import { chmod, chown, lstat, mkdir, open, symlink, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { PhoneFiles } from '../parts.ts';
import { SHELL_UID } from '../shell/shell-user.ts';
import type { ByteReader } from './byte-reader.ts';
import { fail, LARGEST_DATA, okay } from './sync-messages.ts';
import { unfollowedPath } from './unfollowed-path.ts';

const SDCARD_RW_GID = 1015;
const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;

/** Where a pushed file or link goes to. */
interface Target {
  write(bytes: Buffer): Promise<void>;
  finish(modifiedSeconds: number): Promise<void>;
  /** The host went away or the disk is full: nothing half stays. */
  abandon(): Promise<void>;
}

/** SEND of the sync service: takes all that the host sends, also what cannot be kept, and makes the reply. */
export async function takeFile(files: PhoneFiles, spec: string, reader: ByteReader): Promise<Buffer> {
  const comma = spec.lastIndexOf(',');
  let failure: unknown;
  let target = await openTarget(files, spec.slice(0, comma), Number(spec.slice(comma + 1))).catch(note);

  function note(error: unknown): undefined {
    failure ??= error;
    return undefined;
  }

  try {
    for (;;) {
      const { done, length } = await readHeader(reader);
      if (done) {
        await target?.finish(length).catch(note);
        if (failure === undefined) target = undefined;
        return failure === undefined ? okay() : fail(`couldn't create file: ${reason(failure)}`);
      }
      const bytes = await reader.take(length);
      if (failure === undefined) await target?.write(bytes).catch(note);
    }
  } finally {
    await target?.abandon();
  }
}

/** DONE carries the time of the file where DATA carries the number of bytes. */
async function readHeader(reader: ByteReader): Promise<{ readonly done: boolean; readonly length: number }> {
  const header = await reader.take(8);
  const length = header.readUInt32LE(4);
  const id = header.toString('latin1', 0, 4);
  if (id === 'DONE') return { done: true, length };
  if (id !== 'DATA' || length > LARGEST_DATA) throw new Error('no data message, or one that is too large');
  return { done: false, length };
}

async function openTarget(files: PhoneFiles, phonePath: string, mode: number): Promise<Target> {
  const directory = path.posix.dirname(phonePath);
  // For any name in the directory: a link of the name itself would be replaced, not followed.
  if (!(await files.allows(`${directory}/any`, SHELL_UID, 'make')))
    throw Object.assign(new Error(`the shell may not write to ${directory}`), { code: 'EACCES' });
  await makeDirectories(files, directory);
  const hostPath = await unfollowedPath(files, phonePath);
  return (mode & S_IFMT) === S_IFLNK ? linkTarget(hostPath) : await fileTarget(files, hostPath, mode);
}

/** A file or link of that name is replaced, not written through, as adbd of Android 9 does. */
async function fileTarget(files: Pick<PhoneFiles, 'claim'>, hostPath: string, mode: number): Promise<Target> {
  const existing = await lstat(hostPath).catch(() => undefined); // Mostly there is none; opening says the rest.
  if (existing?.isFile() === true || existing?.isSymbolicLink() === true) await unlink(hostPath);
  const file = await open(hostPath, 'w');
  return {
    async write(bytes) {
      files.claim(bytes.length);
      await file.writeFile(bytes);
    },
    async finish(modifiedSeconds) {
      await file.close();
      await own(hostPath, mode & 0o777);
      await utimes(hostPath, modifiedSeconds, modifiedSeconds);
    },
    async abandon() {
      await file.close().catch(() => undefined); // Closed already when it failed at the end.
      await unlink(hostPath).catch(() => undefined); // A shell command may have been faster.
    },
  };
}

/** What is sent as the content of a link is where it leads to. */
function linkTarget(hostPath: string): Target {
  const sent: Buffer[] = [];
  return {
    write: async (bytes) => void sent.push(bytes),
    async finish() {
      await unlink(hostPath).catch(() => undefined); // Mostly there is none; the link says the rest.
      await symlink(Buffer.concat(sent).toString('utf8').replace(/\0$/, ''), hostPath);
    },
    abandon: async () => undefined,
  };
}

async function makeDirectories(files: PhoneFiles, directory: string): Promise<void> {
  if (await files.exists(directory)) return;
  await makeDirectories(files, path.posix.dirname(directory));
  const hostPath = await files.hostPath(directory);
  await mkdir(hostPath, { recursive: true });
  await own(hostPath, 0o771);
}

/** Shared storage belongs to the group `sdcard_rw`; everything else that adb makes belongs to the shell. */
async function own(hostPath: string, mode: number): Promise<void> {
  const shared = /\/storage\/emulated\//.test(hostPath);
  await chmod(hostPath, shared ? mode | 0o660 : mode);
  // Only root may give files away; in a user namespace all of them are the shell's anyway.
  if (process.getuid?.() === 0) await chown(hostPath, SHELL_UID, shared ? SDCARD_RW_GID : SHELL_UID);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  ELOOP: 'Too many symbolic links encountered',
  ENAMETOOLONG: 'File name too long',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? 'Operation not permitted';
}
