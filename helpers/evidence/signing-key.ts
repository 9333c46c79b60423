import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HarnessError } from '../model/harness-error.ts';

/** Signs manifests with Ed25519. */
export interface Signer {
  readonly publicKeyPem: string;
  sign(bytes: Uint8Array): string;
}

/**
 * Loads the installation's signing key; makes it, readable by its owner only, when it is not there yet. A signature
 * shows that bundles come from one installation and were not changed since; who that is, others must vouch for.
 */
export async function loadSigner(file: string): Promise<Signer> {
  try {
    await makeKeyUnlessThere(file);
    return signerOf(createPrivateKey(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new HarnessError('USAGE', {
      what: `the signing key ${file} cannot be used`,
      why: cause instanceof Error ? cause.message : String(cause),
      remedy: `see that it is a private Ed25519 key that you can read, or move it away: a new one is then made`,
      cause,
    });
  }
}

/** Written aside and linked to its name: two first runs at once end up with one key, and nobody reads half of it. */
async function makeKeyUnlessThere(file: string): Promise<void> {
  if ((await stat(file).catch(() => undefined)) !== undefined) return;
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const waiting = `${file}.${process.pid}-${randomUUID()}`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(waiting, pem, { mode: 0o600, flag: 'wx' });
    await link(waiting, file).catch(ignoreExisting);
  } finally {
    await rm(waiting, { force: true });
  }
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

function signerOf(key: KeyObject): Signer {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is a key for ${key.asymmetricKeyType}`);
  const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  return { publicKeyPem, sign: (bytes) => sign(null, bytes, key).toString('base64') };
}

export function signatureHolds(publicKeyPem: string, bytes: Uint8Array, signature: string): boolean {
  try {
    const key = createPublicKey(publicKeyPem);
    return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, Buffer.from(signature, 'base64'));
  } catch {
    return false; // Not a key, or not a signature: then it does not hold.
  }
}
