import { createCipheriv, createHash } from 'node:crypto';
import { base64 } from './encoders.ts';
import type { Derivation } from './leak.ts';
import type { Random } from './random.ts';

/** With a key that is nowhere: content cannot tell, and a detector that says it can is wrong. */
export const ENCRYPTED: readonly Derivation[] = [
  encrypted('AES-128 in CTR mode', (bytes, random) =>
    ciphered('aes-128-ctr', random.bytes(16), random.bytes(16), bytes),
  ),
  encrypted('AES-256 in CBC mode', (bytes, random) =>
    ciphered('aes-256-cbc', random.bytes(32), random.bytes(16), bytes),
  ),
  encrypted('AES-256 in GCM mode, IV in front', (bytes, random) => {
    const iv = random.bytes(12);
    return Buffer.concat([iv, ciphered('aes-256-gcm', random.bytes(32), iv, bytes)]);
  }),
  encrypted('ChaCha20', (bytes, random) => ciphered('chacha20', random.bytes(32), random.bytes(16), bytes)),
  encrypted('RC4', (bytes, random) => rc4(random.bytes(16), bytes)),
  encrypted('AES-128 in CTR mode, base64', (bytes, random) =>
    Buffer.from(base64(ciphered('aes-128-ctr', random.bytes(16), random.bytes(16), bytes))),
  ),
  encrypted('a one-time pad', (bytes, random) => {
    const pad = random.bytes(bytes.length);
    return bytes.map((byte, at) => byte ^ (pad[at] ?? 0));
  }),
  // HMAC with a key that nobody has: the hash of the image, and yet nothing that can be known of it.
  encrypted('a keyed hash', (bytes, random) =>
    createHash('sha256').update(random.bytes(32)).update(bytes).digest(),
  ),
];

function encrypted(name: string, make: (bytes: Uint8Array, random: Random) => Uint8Array): Derivation {
  return {
    name,
    class: 'encrypted',
    make: ({ bytes }, random) => [{ name: 'kept.enc', bytes: make(bytes, random) }],
  };
}

function ciphered(name: string, key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** Node's OpenSSL no longer has it. */
function rc4(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at);
  const swap = (one: number, other: number): void => {
    [state[one], state[other]] = [state[other] ?? 0, state[one] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return bytes.map((byte) => {
    i = (i + 1) & 255;
    j = (j + (state[i] ?? 0)) & 255;
    swap(i, j);
    return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
  });
}
