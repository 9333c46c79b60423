import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

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
  const existing = await readFile(file, 'utf8').catch(() => undefined);
  if (existing !== undefined) return signerOf(createPrivateKey(existing));
  const { privateKey } = generateKeyPairSync('ed25519');
  await mkdir(path.dirname(file), { recursive: true });
  // `wx`: two first runs at once must not end up with two keys, one of them lost.
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
  }).catch(() => undefined);
  return signerOf(createPrivateKey(await readFile(file, 'utf8')));
}

function signerOf(key: KeyObject): Signer {
  const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  return { publicKeyPem, sign: (bytes) => sign(null, bytes, key).toString('base64') };
}

export function signatureHolds(publicKeyPem: string, bytes: Uint8Array, signature: string): boolean {
  try {
    return verify(null, bytes, createPublicKey(publicKeyPem), Buffer.from(signature, 'base64'));
  } catch {
    return false; // Not a key, or not a signature: then it does not hold.
  }
}
