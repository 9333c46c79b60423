import { createReadStream, type Stats } from 'node:fs';
import { chmod, chown, lstat, mkdir, open, readdir, stat, symlink, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { PhoneFiles } from '../parts.ts';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import type { AdbStream } from './stream.ts';

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

const LARGEST_DATA = 64 * 1024;
const LONGEST_PATH = 1024;
const SHELL_UID = 2000;
const SDCARD_RW_GID = 1015;
const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;

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
      await take(files, phonePath, reader, stream);
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
    reply.writeUInt32LE(2, 4); // ENOENT
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

async function statOf(files: PhoneFiles, phonePath: string, follow: boolean): Promise<Stats | undefined> {
  try {
    const hostPath = await files.hostPath(phonePath);
    return follow ? await stat(hostPath) : await lstat(hostPath);
  } catch {
    return undefined;
  }
}

async function list(files: PhoneFiles, phonePath: string): Promise<Buffer> {
  const done = Buffer.alloc(20);
  done.write('DONE', 'latin1');
  const directory = await files.hostPath(phonePath).catch(() => undefined);
  const names = directory === undefined ? [] : await readdir(directory).catch(() => []);
  const entries: Buffer[] = [];
  for (const name of names) {
    const found = await lstat(path.join(directory ?? '', name)).catch(() => undefined);
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

async function take(files: PhoneFiles, spec: string, reader: ByteReader, stream: AdbStream): Promise<void> {
  const comma = spec.lastIndexOf(',');
  const phonePath = spec.slice(0, comma);
  const mode = Number(spec.slice(comma + 1));
  const link = (mode & S_IFMT) === S_IFLNK;
  const hostPath = await placeFor(files, phonePath).catch((error: unknown) => reason(error));
  const target = hostPath instanceof Failure || link ? undefined : await open(hostPath, 'w').catch(reason);
  let failure = hostPath instanceof Failure ? hostPath : target instanceof Failure ? target : undefined;
  const linkTarget: Buffer[] = [];
  let modifiedSeconds = 0;
  for (;;) {
    const header = await reader.take(8);
    const length = header.readUInt32LE(4);
    if (header.toString('latin1', 0, 4) === 'DONE') {
      modifiedSeconds = length;
      break;
    }
    if (length > LARGEST_DATA) throw new Error('oversize data message');
    const bytes = await reader.take(length);
    if (link) linkTarget.push(bytes);
    else if (target !== undefined && !(target instanceof Failure) && failure === undefined) {
      failure = await target.writeFile(bytes).then(() => undefined, reason);
    }
  }
  if (target !== undefined && !(target instanceof Failure)) await target.close();
  if (failure === undefined && !(hostPath instanceof Failure)) {
    failure = await finish(
      hostPath,
      mode,
      link ? Buffer.concat(linkTarget).toString('utf8') : undefined,
      modifiedSeconds,
    ).then(() => undefined, reason);
  }
  await write(stream, failure === undefined ? Buffer.from('OKAY\0\0\0\0', 'latin1') : fail(failure.text));
}

async function placeFor(files: PhoneFiles, phonePath: string): Promise<string> {
  const parent = path.posix.dirname(phonePath);
  if (!(await files.exists(parent))) {
    const above = await placeFor(files, parent);
    await mkdir(above, { recursive: true });
    await own(above, 0o771);
  }
  return await files.hostPath(phonePath);
}

async function finish(
  hostPath: string,
  mode: number,
  linkTarget: string | undefined,
  seconds: number,
): Promise<void> {
  if (linkTarget !== undefined) {
    await unlink(hostPath).catch(() => undefined);
    await symlink(linkTarget.replace(/\0$/, ''), hostPath);
    return;
  }
  await own(hostPath, mode & 0o777);
  await utimes(hostPath, seconds, seconds);
}

/** Shared storage belongs to the group `sdcard_rw`; everything else that adb makes belongs to the shell. */
async function own(hostPath: string, mode: number): Promise<void> {
  const shared = /\/storage\/emulated\//.test(hostPath);
  await chmod(hostPath, shared ? mode | 0o660 : mode);
  // Only root may give files away; in a user namespace all of them are the shell's anyway.
  if (process.getuid?.() === 0) await chown(hostPath, SHELL_UID, shared ? SDCARD_RW_GID : SHELL_UID);
}

class Failure {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function reason(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const texts: Readonly<Record<string, string>> = {
    ENOENT: 'No such file or directory',
    EACCES: 'Permission denied',
    EISDIR: 'Is a directory',
    ENOSPC: 'No space left on device',
    EROFS: 'Read-only file system',
  };
  return new Failure(`couldn't create file: ${texts[code] ?? 'Operation not permitted'}`);
}

function data(bytes: Buffer): Buffer {
  const message = Buffer.alloc(8 + bytes.length);
  message.write('DATA', 'latin1');
  message.writeUInt32LE(bytes.length, 4);
  bytes.copy(message, 8);
  return message;
}

function fail(text: string): Buffer {
  const bytes = Buffer.from(text);
  const message = Buffer.alloc(8 + bytes.length);
  message.write('FAIL', 'latin1');
  message.writeUInt32LE(bytes.length, 4);
  bytes.copy(message, 8);
  return message;
}

async function write(stream: AdbStream, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
