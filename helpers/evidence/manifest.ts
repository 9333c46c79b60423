import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { INCOMING } from './object-store.ts';

export const manifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  files: z.array(
    z.strictObject({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string() }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const signatureSchema = z.strictObject({
  algorithm: z.literal('ed25519'),
  publicKey: z.string(),
  signature: z.string(),
});

/**
 * `verdicts.json` is not part of what is sealed: judging comes after sealing, and may be repeated years later with
 * other detectors. It names the manifest that it judged instead.
 */
const NOT_SEALED = new Set(['manifest.json', 'manifest.sig', 'verdicts.json']);

/** Hashes everything that a seal covers, sorted by path. */
export async function describeFiles(directory: string): Promise<Manifest> {
  const files: Manifest['files'] = [];
  for (const relative of await sealedPaths(directory, '')) files.push(await describe(directory, relative));
  return { formatVersion: 1, files };
}

/** Paths with forward slashes, relative to the bundle. A link is not followed: it is no evidence of this bundle. */
async function sealedPaths(directory: string, below: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(path.join(directory, below), { withFileTypes: true })) {
    const relative = below === '' ? entry.name : `${below}/${entry.name}`;
    if (NOT_SEALED.has(relative) || relative === `objects/${INCOMING}`) continue;
    if (entry.isDirectory()) paths.push(...(await sealedPaths(directory, relative)));
    else paths.push(relative);
  }
  return paths.sort();
}

async function describe(directory: string, relative: string): Promise<Manifest['files'][number]> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path.join(directory, relative))) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { path: relative, bytes, sha256: hash.digest('hex') };
}
