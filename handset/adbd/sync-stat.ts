import type { Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PhoneFiles } from '../shell-parts.ts';
import { errno, errorNumber } from './errno.ts';
import { unfollowedPath } from './unfollowed-path.ts';

/** What the sync service knows of a user: files are reached with his rights. */
export interface SyncUser {
  readonly files: PhoneFiles;
  readonly uid: number;
}

/** `STAT`: 32 bits, all zero for what is not there. */
export async function statOld(user: SyncUser, phonePath: string): Promise<Buffer> {
  const reply = Buffer.alloc(16);
  reply.write('STAT', 'latin1');
  // This dialect has no errors: whatever cannot be seen is all zeros.
  const found = await statOf(user, phonePath, false).catch(() => undefined);
  if (found !== undefined) writeOld(reply, found);
  return reply;
}

/** `STA2` follows links, `LST2` does not; both say why there is nothing. */
export async function statNew(user: SyncUser, phonePath: string, id: 'STA2' | 'LST2'): Promise<Buffer> {
  const reply = Buffer.alloc(72);
  reply.write(id, 'latin1');
  await statOf(user, phonePath, id === 'STA2').then(
    (found) => writeNew(reply, found),
    (error: unknown) => reply.writeUInt32LE(errorNumber(error), 4),
  );
  return reply;
}

/** Rejects as the kernel would for that user. */
export async function statOf(user: SyncUser, phonePath: string, follow: boolean): Promise<Stats> {
  if (!(await user.files.allows(phonePath, user.uid, 'search'))) throw await refusal(user, phonePath);
  return follow
    ? await stat(await user.files.hostPath(phonePath))
    : await lstat(await unfollowedPath(user.files, phonePath));
}

/** Below a file there is nothing to search; below a folder it may be forbidden. */
async function refusal({ files, uid }: SyncUser, phonePath: string): Promise<Error> {
  const parent = path.posix.dirname(phonePath);
  if (!(await files.allows(parent, uid, 'search'))) return errno('EACCES');
  // A parent that is missing decides nothing here.
  const found = await stat(await files.hostPath(parent)).catch(() => undefined);
  return errno(found?.isDirectory() === false ? 'ENOTDIR' : 'EACCES');
}

/** `LIST` and `LIS2`: entries, then `DONE`; nothing but that for what is no directory, or not his to read. */
export async function list(user: SyncUser, phonePath: string, id: 'LIST' | 'LIS2'): Promise<Buffer> {
  const head = id === 'LIST' ? 20 : 76;
  const entries: Buffer[] = [];
  const directory = await directoryOf(user, phonePath);
  for (const name of directory === undefined ? [] : ['.', '..', ...(await readdir(directory))]) {
    const found = await lstat(placeOf(directory ?? '', name)).catch(() => undefined); // It went away since.
    if (found === undefined) continue;
    const bytes = Buffer.from(name);
    const entry = Buffer.alloc(head);
    entry.write(id === 'LIST' ? 'DENT' : 'DNT2', 'latin1');
    if (id === 'LIST') writeOld(entry, found);
    else writeNew(entry, found);
    entry.writeUInt32LE(bytes.length, head - 4);
    entries.push(entry, bytes);
  }
  const end = Buffer.alloc(head);
  end.write('DONE', 'latin1');
  return Buffer.concat([...entries, end]);
}

async function directoryOf({ files, uid }: SyncUser, phonePath: string): Promise<string | undefined> {
  if (!(await files.allows(phonePath, uid, 'read').catch(() => false))) return undefined;
  const hostPath = await files.hostPath(phonePath);
  // What is missing is listed as what is no directory: as empty.
  const found = await stat(hostPath).catch(() => undefined);
  return found?.isDirectory() === true ? hostPath : undefined;
}

/** `..` of a directory is stat'ed as the directory itself: that of the phone's root would be the host's. */
function placeOf(directory: string, name: string): string {
  return name === '..' ? directory : path.join(directory, name);
}

function writeOld(message: Buffer, found: Stats): void {
  message.writeUInt32LE(found.mode, 4);
  message.writeUInt32LE(found.size % 2 ** 32, 8);
  message.writeUInt32LE(Math.floor(found.mtimeMs / 1000) >>> 0, 12);
}

function writeNew(message: Buffer, found: Stats): void {
  message.writeBigUInt64LE(BigInt(found.dev), 8);
  message.writeBigUInt64LE(BigInt(found.ino), 16);
  for (const [index, value] of [found.mode, found.nlink, found.uid, found.gid].entries()) {
    message.writeUInt32LE(value, 24 + index * 4);
  }
  message.writeBigUInt64LE(BigInt(found.size), 40);
  for (const [index, ms] of [found.atimeMs, found.mtimeMs, found.ctimeMs].entries()) {
    message.writeBigInt64LE(BigInt(Math.floor(ms / 1000)), 48 + index * 8);
  }
}
