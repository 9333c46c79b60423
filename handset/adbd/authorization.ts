import { constants, createPublicKey, type KeyObject, publicDecrypt, randomBytes } from 'node:crypto';

/** Who may use adb: the keys that the phone's owner has allowed, and how the owner answers for a new one. */
export interface Authorization {
  /** Keys as `adb_keys` holds them: base64, a space, a name. */
  readonly keys: Set<string>;
  /** The dialog "Allow USB debugging?". Resolves when it is answered, which may be never. */
  ask(key: string): Promise<boolean>;
}

/** A challenge that the host has to sign. */
export interface Challenge {
  readonly token: Buffer;
  /** Whether one of the allowed keys has signed it. */
  isSignedBy(signature: Uint8Array, keys: Iterable<string>): boolean;
}

const TOKEN_BYTES = 20;
const MODULUS_BYTES = 256;
const MODULUS_WORDS = MODULUS_BYTES / 4;
/** Words of the modulus, n0inv, modulus, rr, exponent (AOSP libcrypto_utils, android_pubkey.c). */
const KEY_BYTES = 4 + 4 + MODULUS_BYTES + MODULUS_BYTES + 4;
const LONGEST_KEY = 2_000;

export function createChallenge(): Challenge {
  const token = randomBytes(TOKEN_BYTES);
  return {
    token,
    isSignedBy: (signature, keys) =>
      [...keys].some((key) => signedToken(signature, key)?.equals(token) === true),
  };
}

/** What was signed: a signature of adb is over the token itself, as if it were a SHA-1 digest. */
function signedToken(signature: Uint8Array, key: string): Buffer | undefined {
  try {
    const options = { key: publicKeyOf(key), padding: constants.RSA_PKCS1_PADDING };
    return publicDecrypt(options, signature).subarray(-TOKEN_BYTES);
  } catch {
    return undefined; // Signed by another key, or no signature at all.
  }
}

/** The text of an AUTH packet that brings a new key. Throws when it holds none. */
export function parseHostKey(payload: Buffer): string {
  const text = payload.toString('latin1').replace(/\0[\s\S]*$/, '');
  if (text.length > LONGEST_KEY || !/^[A-Za-z0-9+/]+=* ?[\x21-\x7e]*$/.test(text))
    throw new RangeError('the host’s key is no text of the form "base64 name"');
  publicKeyOf(text);
  return text;
}

function publicKeyOf(key: string): KeyObject {
  const bytes = Buffer.from(key.split(' ')[0] ?? '', 'base64');
  if (bytes.length !== KEY_BYTES || bytes.readUInt32LE(0) !== MODULUS_WORDS)
    throw new RangeError('the host’s key is no RSA key of 2048 bits in Android’s form');
  const modulus = Buffer.from(bytes.subarray(8, 8 + MODULUS_BYTES)).reverse();
  const exponent = Buffer.alloc(4);
  exponent.writeUInt32BE(bytes.readUInt32LE(KEY_BYTES - 4));
  return createPublicKey({
    key: { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') },
    format: 'jwk',
  });
}
