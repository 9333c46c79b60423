import { lstat, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Seal } from '../model/bundle.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Sha256 } from '../model/ids.ts';
import { writeFailure } from './disk-full.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { describeFiles, type Manifest, manifestSchema, signatureSchema } from './manifest.ts';
import { hashOf, INCOMING } from './object-store.ts';
import { readPlain } from './plain-file.ts';
import { type Signer, signatureHolds } from './signing-key.ts';

const LARGEST_MANIFEST = 64 * 1024 * 1024;
const LARGEST_SIGNATURE = 64 * 1024;

/** Closes a bundle: from now on every change to a file, and every file that comes or goes, shows. */
export async function sealBundle(directory: string, signer: Signer): Promise<Sha256> {
  const { files, refused } = await takeInventory(directory);
  if (refused[0] !== undefined) throw unsealable(directory, refused[0]);
  const manifest = Buffer.from(`${JSON.stringify(await describeFiles(directory, files), null, 1)}\n`);
  const signature = {
    algorithm: 'ed25519',
    publicKey: signer.publicKeyPem,
    signature: signer.sign(manifest),
  };
  // The manifest comes last, and both whole: a crash in between leaves an unsealed bundle, not a broken seal.
  await writeWhole(directory, 'manifest.sig', `${JSON.stringify(signature, null, 1)}\n`);
  await writeWhole(directory, 'manifest.json', manifest);
  return hashOf(manifest);
}

async function writeWhole(directory: string, name: string, content: string | Uint8Array): Promise<void> {
  try {
    const waiting = path.join(directory, 'objects', INCOMING, name);
    await mkdir(path.dirname(waiting), { recursive: true });
    await writeFile(waiting, content);
    await rename(waiting, path.join(directory, name));
  } catch (error) {
    throw writeFailure(error, directory);
  }
}

function unsealable(directory: string, path: string): HarnessError {
  return new HarnessError('BUNDLE_INVALID', {
    what: `${directory} cannot be sealed`,
    why: `${JSON.stringify(path)} is not a plain file of a bundle`,
    remedy: 'remove it and seal again',
  });
}

/** Compares a bundle with its seal, hashing every file again. */
export async function checkSeal(directory: string, inventory: Inventory): Promise<Seal> {
  const manifestFile = path.join(directory, 'manifest.json');
  if ((await lstat(manifestFile).catch(() => undefined)) === undefined) return { kind: 'unsealed' };
  const manifestBytes = await readPlain(manifestFile, LARGEST_MANIFEST).catch(() => Buffer.alloc(0));
  const manifest = manifestSchema.safeParse(jsonOf(manifestBytes));
  if (!manifest.success) return broken('manifest.json cannot be read');
  const signature = signatureSchema.safeParse(
    jsonOf(
      await readPlain(path.join(directory, 'manifest.sig'), LARGEST_SIGNATURE).catch(() => Buffer.alloc(0)),
    ),
  );
  if (!signature.success) return broken('manifest.sig is missing or cannot be read');
  if (!signatureHolds(signature.data.publicKey, manifestBytes, signature.data.signature)) {
    return broken('the signature does not fit manifest.json');
  }
  const difference = await firstDifference(directory, inventory, manifest.data);
  return difference === undefined
    ? { kind: 'sealed', manifestSha256: hashOf(manifestBytes) }
    : broken(difference);
}

async function firstDifference(
  directory: string,
  { files, refused }: Inventory,
  sealed: Manifest,
): Promise<string | undefined> {
  if (refused[0] !== undefined) return `${refused[0]} is not a plain file of a bundle`;
  // Only what the directory itself lists is opened: a path in a manifest may lead anywhere.
  const now = new Map((await describeFiles(directory, files)).files.map((file) => [file.path, file]));
  for (const file of sealed.files) {
    const found = now.get(file.path);
    if (found === undefined) return `${file.path} is missing`;
    if (found.sha256 !== file.sha256 || found.bytes !== file.bytes)
      return `${file.path} was changed after sealing`;
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
