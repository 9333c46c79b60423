import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseSha256, type Sha256 } from '../model/ids.ts';

/** Where an object lies in a bundle: `objects/ab/cd…`, named after the SHA-256 of its bytes. */
export function objectPath(bundleDirectory: string, sha256: Sha256): string {
  return path.join(bundleDirectory, 'objects', sha256.slice(0, 2), sha256.slice(2));
}

/** Objects under way are written here and renamed when whole, so that no name ever stands for half of its bytes. */
export const INCOMING = '.incoming';

let incoming = 0;

/** Stores bytes under their hash. Bytes that are there already are not written again. */
export async function storeObject(bundleDirectory: string, bytes: Uint8Array): Promise<Sha256> {
  const sha256 = hashOf(bytes);
  const target = objectPath(bundleDirectory, sha256);
  if ((await stat(target).catch(() => undefined)) !== undefined) return sha256;
  incoming += 1;
  const waiting = path.join(bundleDirectory, 'objects', INCOMING, `recorder-${process.pid}-${incoming}`);
  await mkdir(path.dirname(waiting), { recursive: true });
  await mkdir(path.dirname(target), { recursive: true });
  try {
    await writeFile(waiting, bytes);
    await rename(waiting, target);
  } catch (error) {
    await rm(waiting, { force: true });
    throw error;
  }
  return sha256;
}

export function hashOf(bytes: Uint8Array): Sha256 {
  return parseSha256(createHash('sha256').update(bytes).digest('hex'));
}
