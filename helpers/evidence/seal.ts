import { lstat, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Seal } from '../model/bundle.ts';
import type { Sha256 } from '../model/ids.ts';
import { describeFiles, type Manifest, manifestSchema, signatureSchema } from './manifest.ts';
import { hashOf } from './object-store.ts';
import { type Signer, signatureHolds } from './signing-key.ts';

/** Closes a bundle: from now on every change to a file, and every file that comes or goes, shows. */
export async function sealBundle(directory: string, signer: Signer): Promise<Sha256> {
  const manifest = Buffer.from(`${JSON.stringify(await describeFiles(directory), null, 1)}\n`);
  await writeFile(path.join(directory, 'manifest.json'), manifest);
  const signature = {
    algorithm: 'ed25519',
    publicKey: signer.publicKeyPem,
    signature: signer.sign(manifest),
  };
  await writeFile(path.join(directory, 'manifest.sig'), `${JSON.stringify(signature, null, 1)}\n`);
  return hashOf(manifest);
}

/** Compares a bundle with its seal, hashing every file again. */
export async function checkSeal(directory: string): Promise<Seal> {
  const manifestBytes = await readFile(path.join(directory, 'manifest.json')).catch(() => undefined);
  if (manifestBytes === undefined) return { kind: 'unsealed' };
  const manifest = manifestSchema.safeParse(jsonOf(manifestBytes));
  if (!manifest.success) return broken('manifest.json cannot be read');
  const signature = signatureSchema.safeParse(
    jsonOf(await readFile(path.join(directory, 'manifest.sig')).catch(() => Buffer.from(''))),
  );
  if (!signature.success) return broken('manifest.sig is missing or cannot be read');
  if (!signatureHolds(signature.data.publicKey, manifestBytes, signature.data.signature)) {
    return broken('the signature does not fit manifest.json');
  }
  const difference = await firstDifference(directory, manifest.data);
  return difference === undefined
    ? { kind: 'sealed', manifestSha256: hashOf(manifestBytes) }
    : broken(difference);
}

async function firstDifference(directory: string, sealed: Manifest): Promise<string | undefined> {
  const now = new Map((await describeFiles(directory)).files.map((file) => [file.path, file]));
  for (const file of sealed.files) {
    const found = now.get(file.path);
    if (found === undefined) return `${file.path} is missing`;
    if (found.sha256 !== file.sha256 || found.bytes !== file.bytes)
      return `${file.path} was changed after sealing`;
    if (!(await lstat(path.join(directory, file.path))).isFile()) return `${file.path} is not a plain file`;
    now.delete(file.path);
  }
  const [added] = now.keys();
  return added === undefined ? undefined : `${added} was added after sealing`;
}

function broken(because: string): Seal {
  return { kind: 'broken', because };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined; // The schema then says that it cannot be read.
  }
}
