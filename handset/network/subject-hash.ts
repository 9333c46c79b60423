import { createHash, type X509Certificate } from 'node:crypto';
import { derElements } from './der.ts';

const EXPLICIT_VERSION = 0xa0;

/** Subject and issuer of a certificate in DER, as it has them (RFC 5280, 4.1). */
export function namesOf(certificate: X509Certificate): { readonly subject: Buffer; readonly issuer: Buffer } {
  const [whole] = derElements(certificate.raw);
  const [toBeSigned] = derElements(whole?.content ?? Buffer.alloc(0));
  const fields = derElements(toBeSigned?.content ?? Buffer.alloc(0));
  const first = fields[0]?.tag === EXPLICIT_VERSION ? 1 : 0;
  const issuer = fields[first + 2];
  const subject = fields[first + 4];
  if (issuer === undefined || subject === undefined) throw new Error('a certificate without names');
  return { subject: subject.bytes, issuer: issuer.bytes };
}

/** What names the files of Android's stores: `openssl x509 -subject_hash_old`, of a name in DER. */
export function nameHash(name: Buffer): string {
  const digest = createHash('md5').update(name).digest();
  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}
