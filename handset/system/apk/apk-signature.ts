import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type ApkSections, readAt, readSections } from './apk-sections.ts';
import { jarCertificate } from './jar-certificate.ts';

/** Who signed an APK, and by which scheme. */
export interface ApkSignature {
  readonly scheme: 1 | 2 | 3;
  /** The signer's certificate, DER. */
  readonly certificate: Buffer;
}

const SCHEMES: readonly (readonly [scheme: 2 | 3, id: number, sinceApi: number])[] = [
  [3, 0xf05368c0, 28],
  [2, 0x7109871a, 24],
];

interface Algorithm {
  readonly hash: 'sha256' | 'sha512';
  readonly pss: boolean;
}

/** Signature algorithm ids of the schemes; DSA is left out. */
const ALGORITHMS: ReadonlyMap<number, Algorithm> = new Map([
  [0x0101, { hash: 'sha256', pss: true }],
  [0x0102, { hash: 'sha512', pss: true }],
  [0x0103, { hash: 'sha256', pss: false }],
  [0x0104, { hash: 'sha512', pss: false }],
  [0x0201, { hash: 'sha256', pss: false }],
  [0x0202, { hash: 'sha512', pss: false }],
]);

/**
 * Reads who signed an APK, and holds its contents against a signature of scheme 2 or 3. Of scheme 1 only the certificate
 * is read: its digests are not compared. Undefined for an APK that nobody signed; rejects where a signature does not hold.
 */
export async function readSignature(path: string, api: number): Promise<ApkSignature | undefined> {
  const file = await open(path, 'r');
  try {
    const sections = await readSections(file);
    for (const [scheme, id, since] of SCHEMES) {
      const block = api >= since ? sections?.pairs.get(id) : undefined;
      if (sections === undefined || block === undefined) continue;
      const certificate = await checked(file, sections, { block, scheme });
      return { scheme, certificate };
    }
  } finally {
    await file.close();
  }
  const certificate = await jarCertificate(path);
  return certificate === undefined ? undefined : { scheme: 1, certificate };
}

/** `Signature.hashCode()` in hexadecimal, by which dumps name a certificate: java.util.Arrays.hashCode of its bytes. */
export function signatureHash(certificate: Buffer): string {
  let hash = 1;
  for (const byte of certificate) hash = (Math.imul(hash, 31) + ((byte << 24) >> 24)) | 0;
  return (hash >>> 0).toString(16);
}

async function checked(
  file: FileHandle,
  sections: ApkSections,
  { block, scheme }: { readonly block: Buffer; readonly scheme: 2 | 3 },
): Promise<Buffer> {
  const [signer] = prefixed(prefixed(block)[0]);
  const parts = fields(signer, scheme === 3);
  const [digests, certificates] = prefixed(parts.signed, 2);
  const signatures = prefixed(parts.signatures).map((one) => ({
    id: one.readUInt32LE(0),
    value: prefixed(one.subarray(4))[0],
  }));
  const chosen = signatures.find(({ id }) => ALGORITHMS.has(id));
  const algorithm = ALGORITHMS.get(chosen?.id ?? 0);
  if (chosen === undefined || algorithm === undefined) throw new Error('No supported signatures found');
  const key = createPublicKey({ key: parts.publicKey, format: 'der', type: 'spki' });
  const padding = algorithm.pss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  if (!verify(algorithm.hash, parts.signed, { key, ...padding }, chosen.value ?? Buffer.alloc(0)))
    throw new Error(`${algorithm.hash} signature did not verify`);
  const signedDigest = prefixed(digests)
    .filter((one) => one.readUInt32LE(0) === chosen.id)
    .map((one) => prefixed(one.subarray(4))[0])[0];
  const digest = await contentDigest(file, sections, algorithm.hash);
  if (signedDigest === undefined || !digest.equals(signedDigest))
    throw new Error(
      `${algorithm.hash.toUpperCase().replace('SHA', 'SHA-')} digest of contents did not verify`,
    );
  const [certificate] = prefixed(certificates);
  if (certificate === undefined) throw new Error('No certificates listed');
  return Buffer.from(certificate);
}

/** The signer's fields; scheme 3 has two API levels between what is signed and the signatures. */
function fields(
  signer: Buffer | undefined,
  withLevels: boolean,
): { readonly signed: Buffer; readonly signatures: Buffer; readonly publicKey: Buffer } {
  if (signer === undefined) throw new Error('No signers found');
  const [signed = Buffer.alloc(0)] = prefixed(signer, 1);
  const rest = signer.subarray(4 + signed.length + (withLevels ? 8 : 0));
  const [signatures = Buffer.alloc(0), publicKey = Buffer.alloc(0)] = prefixed(rest, 2);
  return { signed, signatures, publicKey };
}

/** The parts of a sequence in which each part has its length before it. */
function prefixed(bytes: Buffer | undefined, most = 64): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; bytes !== undefined && at + 4 <= bytes.length && parts.length < most; ) {
    const length = bytes.readUInt32LE(at);
    if (at + 4 + length > bytes.length) throw new Error('a part of the signing block does not fit');
    parts.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

const CHUNK = 1024 * 1024;

/** The digest of the digests of all chunks of the three sections. */
async function contentDigest(file: FileHandle, sections: ApkSections, hash: string): Promise<Buffer> {
  const digests: Buffer[] = [];
  const take = (chunk: Buffer): void => {
    digests.push(createHash(hash).update(counted(0xa5, chunk.length)).update(chunk).digest());
  };
  const { contentsEnd, directoryStart, directoryEnd, trailer } = sections;
  for (const [start, end] of [
    [0, contentsEnd],
    [directoryStart, directoryEnd],
  ] as const)
    for (let at = start; at < end; at += CHUNK) take(await readAt(file, at, Math.min(end, at + CHUNK)));
  take(trailer);
  return createHash(hash).update(counted(0x5a, digests.length)).update(Buffer.concat(digests)).digest();
}

function counted(kind: number, count: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(kind, 0);
  head.writeUInt32LE(count, 1);
  return head;
}
