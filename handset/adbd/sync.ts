import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PhoneFiles } from '../parts.ts';
import { SHELL_UID } from '../shell/shell-user.ts';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import type { AdbStream } from './stream.ts';
import { data, fail, LARGEST_DATA, write } from './sync-messages.ts';
import { takeFile } from './sync-send.ts';
import { unfollowedPath } from './unfollowed-path.ts';

/** `sync:` — files to and from the phone (AOSP adb/SYNC.TXT), with the 64-bit stat of `stat_v2`. */
export async function serveSync(files: PhoneFiles, stream: AdbStream): Promise<void> {
  const reader = createByteReader(stream);
  try {
    while (await serveRequest(files, reader, stream));
  } catch {
    // The host went away in mid-request.
  }
  stream.end();
}

const LONGEST_PATH = 1024;
const ENOENT = 2;
const EACCES = 13;

async function serveRequest(files: PhoneFiles, reader: ByteReader, stream: AdbStream): Promise<boolean> {
  const header = await reader.take(8);
  const id = header.toString('latin1', 0, 4);
  const length = header.readUInt32LE(4);
  if (id === 'QUIT') return false;
  if (length > LONGEST_PATH) {
    await write(stream, fail('path too long'));
    return false;
  }
  const phonePath = (await reader.take(length)).toString('utf8');
  switch (id) {
    case 'STAT':
      await write(stream, await statOld(files, phonePath));
      return true;
    case 'STA2':
    case 'LST2':
      await write(stream, await statNew(files, phonePath, id));
      return true;
    case 'LIST':
      await write(stream, await list(files, phonePath));
      return true;
    case 'RECV':
      await receive(files, phonePath, stream);
      return true;
    case 'SEND':
      await write(stream, await takeFile(files, phonePath, reader));
      return true;
    default:
      await write(stream, fail(`unknown command ${id}`));
      return false;
  }
}

async function statOld(files: PhoneFiles, phonePath: string): Promise<Buffer> {
  const reply = Buffer.alloc(16);
  reply.write('STAT', 'latin1');
  const found = await statOf(files, phonePath, false);
  if (found === undefined) return reply;
  reply.writeUInt32LE(found.mode, 4);
  reply.writeUInt32LE(found.size % 2 ** 32, 8);
  reply.writeUInt32LE(Math.floor(found.mtimeMs / 1000), 12);
  return reply;
}

async function statNew(files: PhoneFiles, phonePath: string, id: 'STA2' | 'LST2'): Promise<Buffer> {
  const reply = Buffer.alloc(72);
  reply.write(id, 'latin1');
  const found = await statOf(files, phonePath, id === 'STA2');
  if (found === undefined) {
    const reachable = await files.allows(phonePath, SHELL_UID, 'search').catch(() => true);
    reply.writeUInt32LE(reachable ? ENOENT : EACCES, 4);
    return reply;
  }
  reply.writeBigUInt64LE(BigInt(found.dev), 8);
  reply.writeBigUInt64LE(BigInt(found.ino), 16);
  for (const [index, value] of [found.mode, found.nlink, found.uid, found.gid].entries()) {
    reply.writeUInt32LE(value, 24 + index * 4);
  }
  reply.writeBigUInt64LE(BigInt(found.size), 40);
  for (const [index, ms] of [found.atimeMs, found.mtimeMs, found.ctimeMs].entries()) {
    reply.writeBigInt64LE(BigInt(Math.floor(ms / 1000)), 48 + index * 8);
  }
  return reply;
}

/** `undefined` for what is not there, and for what the shell's user may not know of. */
async function statOf(files: PhoneFiles, phonePath: string, follow: boolean): Promise<Stats | undefined> {
  try {
    if (!(await files.allows(phonePath, SHELL_UID, 'search'))) return undefined;
    return follow
      ? await stat(await files.hostPath(phonePath))
      : await lstat(await unfollowedPath(files, phonePath));
  } catch {
    return undefined;
  }
}

async function list(files: PhoneFiles, phonePath: string): Promise<Buffer> {
  const done = Buffer.alloc(20);
  done.write('DONE', 'latin1');
  const readable = await files.allows(phonePath, SHELL_UID, 'read').catch(() => false);
  const directory = readable ? await files.hostPath(phonePath) : undefined;
  const names = directory === undefined ? [] : await readdir(directory).catch(() => []); // adbd lists nothing then.
  const entries: Buffer[] = [];
  for (const name of names) {
    const found = await lstat(path.join(directory ?? '', name)).catch(() => undefined); // It went away since.
    if (found === undefined) continue;
    const entry = Buffer.alloc(20);
    entry.write('DENT', 'latin1');
    entry.writeUInt32LE(found.mode, 4);
    entry.writeUInt32LE(found.size % 2 ** 32, 8);
    entry.writeUInt32LE(Math.floor(found.mtimeMs / 1000), 12);
    const bytes = Buffer.from(name);
    entry.writeUInt32LE(bytes.length, 16);
    entries.push(entry, bytes);
  }
  return Buffer.concat([...entries, done]);
}

async function receive(files: PhoneFiles, phonePath: string, stream: AdbStream): Promise<void> {
  if (!(await files.allows(phonePath, SHELL_UID, 'read').catch(() => true)))
    return await write(stream, fail('open failed: Permission denied'));
  const found = await statOf(files, phonePath, true);
  if (found === undefined) return await write(stream, fail('open failed: No such file or directory'));
  if (found.isDirectory()) return await write(stream, fail('read failed: Is a directory'));
  let held: Buffer | undefined;
  for await (const chunk of createReadStream(await files.hostPath(phonePath), {
    highWaterMark: LARGEST_DATA,
  })) {
    if (held !== undefined) await write(stream, held);
    held = data(chunk);
  }
  // The last bytes and DONE in one write: two small ones cost 40 ms a file in the host's TCP (facts, trap T4).
  const done = Buffer.from('DONE\0\0\0\0', 'latin1');
  await write(stream, held === undefined ? done : Buffer.concat([held, done]));
}
