import { createHash, X509Certificate } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateCACertificate } from 'mockttp/dist/util/certificates';

/** The certificate authority of one run. Its key signs for every host, so that it must not outlive the run's directory. */
export interface Authority {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificatePem: string;
  /** Eight hex digits, by which Android names the file: the first bytes of the MD5 of the subject. */
  readonly subjectHashOld: string;
}

/** Makes an RSA-2048 authority in `directory`; the key file is readable by its owner only. */
export async function createAuthority(directory: string): Promise<Authority> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { cert, key } = await generateCACertificate({
    bits: 2048,
    subject: { commonName: 'Telltale recording authority of one run', organizationName: 'Telltale' },
  });
  const certificateFile = path.join(directory, 'authority.pem');
  const keyFile = path.join(directory, 'authority.key');
  await writeFile(keyFile, key, { mode: 0o600 });
  await writeFile(certificateFile, cert);
  return { certificateFile, keyFile, certificatePem: cert, subjectHashOld: subjectHashOld(cert) };
}

/**
 * `openssl x509 -subject_hash_old`: the first four bytes, little-endian, of the MD5 of the subject's DER. It is the
 * sixth field of the certificate's body, or the fifth where the version is left out (RFC 5280, section 4.1).
 */
export function subjectHashOld(certificatePem: string): string {
  const body = contentOf(contentOf(new X509Certificate(certificatePem).raw));
  const fields = elementsOf(body);
  const subject = fields[fields[0]?.[0] === 0xa0 ? 5 : 4];
  if (subject === undefined) throw new TypeError('the certificate has no subject');
  return createHash('md5').update(subject).digest().readUInt32LE(0).toString(16).padStart(8, '0');
}

function elementsOf(content: Buffer): readonly Buffer[] {
  const elements: Buffer[] = [];
  for (let at = 0; at < content.length; ) {
    const { start, length } = lengthAt(content, at);
    elements.push(content.subarray(at, start + length));
    at = start + length;
  }
  return elements;
}

function contentOf(element: Buffer): Buffer {
  const { start, length } = lengthAt(element, 0);
  return element.subarray(start, start + length);
}

/** The length of a DER element: short form, or a count of bytes that hold it. */
function lengthAt(bytes: Buffer, at: number): { readonly start: number; readonly length: number } {
  const first = bytes.readUInt8(at + 1);
  if (first < 0x80) return { start: at + 2, length: first };
  const count = first & 0x7f;
  return { start: at + 2 + count, length: bytes.readUIntBE(at + 2, count) };
}
