import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * A bundle may come from anywhere: a link in it may lead out of it, and a pipe or a device in it would never end.
 * Nothing but a plain file is opened; without `O_NONBLOCK` opening a pipe would wait for a writer.
 */
const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export async function openPlain(file: string): Promise<FileHandle> {
  const handle = await open(file, PLAIN);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is not a plain file');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads a plain file of at most so many bytes. */
export async function readPlain(file: string, mostBytes: number): Promise<Buffer> {
  const handle = await openPlain(file);
  try {
    const { size } = await handle.stat();
    if (size > mostBytes) throw new Error(`it is ${size} bytes long, more than ${mostBytes}`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

export function readPlainSync(file: string): Buffer {
  const descriptor = openSync(file, PLAIN);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error('it is not a plain file');
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
