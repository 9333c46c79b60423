import { X509Certificate } from 'node:crypto';
import { namesOf } from './subject-hash.ts';
import type { Authority } from './trust-store.ts';

/** From the host's certificate to an authority that is trusted, or why there is no such way. */
export type CertificatePath =
  | {
      readonly kind: 'trusted';
      /** The host's own first, the authority last. */
      readonly chain: readonly X509Certificate[];
      readonly authority: Authority;
    }
  | { readonly kind: 'refused'; readonly why: string; readonly code: string };

type FindAuthorities = (name: Buffer) => Promise<readonly Authority[]>;

const MOST_CERTIFICATES = 10;
const NO_ANCHOR =
  'java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.';

/** Builds the path by itself, in any order in which the host sent its certificates (conscrypt, TrustManagerImpl). */
export async function findPath(
  sent: readonly X509Certificate[],
  find: FindAuthorities,
  nowMs: number,
): Promise<CertificatePath> {
  const [leaf] = sent;
  if (leaf === undefined) return refused('the host sent no certificate', 'ERR_SSL_NO_CERTIFICATE');
  const chain: X509Certificate[] = [leaf];
  for (let current = leaf; chain.length <= MOST_CERTIFICATES; ) {
    const authority = await authorityAbove(current, find);
    if (authority !== undefined) return checked(chain, authority, nowMs);
    const next = sent.find((one) => !chain.includes(one) && issued(one, current));
    if (next === undefined) break;
    chain.push(next);
    current = next;
  }
  return refused(
    NO_ANCHOR,
    chain.some(selfSigned) ? 'SELF_SIGNED_CERT_IN_CHAIN' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  );
}

async function authorityAbove(
  certificate: X509Certificate,
  find: FindAuthorities,
): Promise<Authority | undefined> {
  const { issuer, subject } = namesOf(certificate);
  const itself = (await find(subject)).find((one) => one.certificate.raw.equals(certificate.raw));
  return itself ?? (await find(issuer)).find((one) => signedBy(certificate, one.certificate));
}

function checked(chain: readonly X509Certificate[], authority: Authority, nowMs: number): CertificatePath {
  const top = chain.at(-1);
  const whole =
    top?.raw.equals(authority.certificate.raw) === true ? chain : [...chain, authority.certificate];
  for (const certificate of whole) {
    const ended = new Date(certificate.validTo);
    if (nowMs > ended.getTime()) return refused(dated('expired at', ended, nowMs), 'CERT_HAS_EXPIRED');
    const begins = new Date(certificate.validFrom);
    if (nowMs < begins.getTime())
      return refused(dated('not valid until', begins, nowMs), 'CERT_NOT_YET_VALID');
  }
  return { kind: 'trusted', chain: whole, authority };
}

function dated(what: string, date: Date, nowMs: number): string {
  const [now, then] = [new Date(nowMs), date].map((one) => one.toUTCString());
  return `Chain validation failed: java.security.cert.CertPathValidatorException: Certificate ${what} ${then} (compared to ${now})`;
}

function refused(why: string, code: string): CertificatePath {
  return { kind: 'refused', why, code };
}

/** An authority that the host sent along; its own certificate is none. */
function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return (
    issuer.ca && namesOf(issuer).subject.equals(namesOf(certificate).issuer) && signedBy(certificate, issuer)
  );
}

function selfSigned(certificate: X509Certificate): boolean {
  const { subject, issuer } = namesOf(certificate);
  return subject.equals(issuer);
}

function signedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false; // A key of a kind that signs nothing.
  }
}

/** Certificates in one or several PEM texts. */
export function certificatesIn(pems: readonly string[]): readonly X509Certificate[] {
  const blocks = pems.flatMap(
    (pem) => pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
  );
  return blocks.map((block) => new X509Certificate(block));
}
