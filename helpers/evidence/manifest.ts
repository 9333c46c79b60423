import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { openPlain } from './plain-file.ts';

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

/** Hashes every file that a seal covers, sorted by path. */
export async function describeFiles(directory: string, files: readonly string[]): Promise<Manifest> {
  const described: Manifest['files'] = [];
  for (const relative of files) described.push(await describe(directory, relative));
  return { formatVersion: 1, files: described };
}

async function describe(directory: string, relative: string): Promise<Manifest['files'][number]> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await openPlain(path.join(directory, relative));
  try {
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } finally {
    await handle.close();
  }
  return { path: relative, bytes, sha256: hash.digest('hex') };
}
