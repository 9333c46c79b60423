import { createCipheriv, createHmac } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** What BoringSSL says when the certificate was refused by code of the app or the system (RFC 8446, 6.2). */
export const CERTIFICATE_UNKNOWN = 46;

const FATAL = 2;
const ALERT = 21;
const APPLICATION_DATA = 23;
const VERSION = [3, 3];
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface Suite {
  readonly hash: string;
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly keyBytes: number;
}

const SUITES: Readonly<Record<string, Suite>> = {
  TLS_AES_128_GCM_SHA256: { hash: 'sha256', cipher: 'aes-128-gcm', keyBytes: 16 },
  TLS_AES_256_GCM_SHA384: { hash: 'sha384', cipher: 'aes-256-gcm', keyBytes: 32 },
  TLS_CHACHA20_POLY1305_SHA256: { hash: 'sha256', cipher: 'chacha20-poly1305', keyBytes: 32 },
};

/** A fatal alert in the clear: how TLS 1.2 sends it before the client's own Finished. */
export function plainAlert(description: number): Buffer {
  return Buffer.from([ALERT, ...VERSION, 0, 2, FATAL, description]);
}

/**
 * The first record that a TLS 1.3 client encrypts in a handshake, with an alert in it: Node cannot send one when its
 * caller refuses the certificate, and closes in silence, which no phone does.
 */
export function encryptedAlert(secret: Buffer, suiteName: string, description: number): Buffer | undefined {
  const suite = Object.hasOwn(SUITES, suiteName) ? SUITES[suiteName] : undefined;
  if (suite === undefined) return undefined;
  const inner = Buffer.from([FATAL, description, ALERT]);
  const length = inner.length + TAG_BYTES;
  const header = Buffer.from([APPLICATION_DATA, ...VERSION, length >> 8, length & 0xff]);
  const key = expandLabel(suite, secret, 'key', suite.keyBytes);
  // The record's number is 0, so that the nonce is the IV itself (RFC 8446, 5.3).
  const iv = expandLabel(suite, secret, 'iv', IV_BYTES);
  const cipher = createCipheriv(suite.cipher as 'aes-128-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(header, { plaintextLength: inner.length });
  return Buffer.concat([header, cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
}

/** HKDF-Expand-Label with no context and one block of output (RFC 8446, 7.1). */
function expandLabel(suite: Suite, secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.from([0, length, name.length, ...name, 0, 1]);
  return createHmac(suite.hash, secret).update(info).digest().subarray(0, length);
}

/** Keeps the secret that TLS 1.3 encrypts the client's handshake with, once it is there. */
export function handshakeSecretOf(socket: TLSSocket): () => Buffer | undefined {
  let secret: Buffer | undefined;
  socket.on('keylog', (line: Buffer) => {
    const found = /^CLIENT_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]+ ([0-9a-f]+)/.exec(line.toString('latin1'));
    if (found?.[1] !== undefined) secret = Buffer.from(found[1], 'hex');
  });
  return () => secret;
}
