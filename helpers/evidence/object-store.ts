import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseSha256, type Sha256 } from '../model/ids.ts';

/** Where an object lies in a bundle: `objects/ab/cd…`, named after the SHA-256 of its bytes. */
export function objectPath(bundleDirectory: string, sha256: Sha256): string {
  return path.join(bundleDirectory, 'objects', sha256.slice(0, 2), sha256.slice(2));
}

/** Objects under way are written here and renamed when whole, so that no name ever stands for half of its bytes. */
export const INCOMING = '.incoming';

/** Room that is given up when the disk is full, for the one line that says so. */
export function reserveFile(bundleDirectory: string): string {
  return path.join(bundleDirectory, 'objects', INCOMING, 'reserve');
}

export interface StoredObject {
  readonly sha256: Sha256;
  readonly bytes: number;
}

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Stores bytes under their hash. Bytes that are there already are not written again. */
export async function storeObject(bundleDirectory: string, bytes: Uint8Array): Promise<Sha256> {
  const sha256 = hashOf(bytes);
  const stored = await stat(objectPath(bundleDirectory, sha256)).catch(() => undefined);
  return stored === undefined ? (await takeIn(bundleDirectory, [bytes])).sha256 : sha256;
}

/** Copies a file of the host into the store, hashing on the way what is written; the file stays where it is. */
export async function storeHostFile(bundleDirectory: string, hostPath: string): Promise<StoredObject> {
  // Opened before anything else is awaited: a stream that fails with nobody listening would end the process.
  const source = await open(hostPath);
  try {
    return await takeIn(bundleDirectory, source.createReadStream({ autoClose: false }));
  } finally {
    await source.close();
  }
}

let incoming = 0;

async function takeIn(bundleDirectory: string, chunks: Chunks): Promise<StoredObject> {
  incoming += 1;
  const waiting = path.join(bundleDirectory, 'objects', INCOMING, `recorder-${process.pid}-${incoming}`);
  await mkdir(path.dirname(waiting), { recursive: true });
  try {
    const stored = await writeHashed(waiting, chunks);
    const target = objectPath(bundleDirectory, stored.sha256);
    await mkdir(path.dirname(target), { recursive: true });
    await rename(waiting, target);
    return stored;
  } catch (error) {
    await rm(waiting, { force: true });
    throw error;
  }
}

async function writeHashed(file: string, chunks: Chunks): Promise<StoredObject> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(file, 'w', 0o600);
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
  return { sha256: parseSha256(hash.digest('hex')), bytes };
}

export function hashOf(bytes: Uint8Array): Sha256 {
  return parseSha256(createHash('sha256').update(bytes).digest('hex'));
}
