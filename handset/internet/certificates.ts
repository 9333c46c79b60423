import { createHash, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { TlsFace } from './host.ts';

/** The root authority of a handset's internet, and the one below it that signs for the hosts. Their keys never leave memory. */
export interface InternetAuthority {
  readonly certificatePem: string;
  /** Of the authority that signs for the hosts: they send it along. */
  readonly intermediatePem: string;
  /** Base64 of the SHA-256 of the hosts' key (all have one), as pins have it. */
  readonly leafPin: string;
  readonly intermediatePin: string;
  /** What a host sends: its own certificate first. */
  chainPem(host: string, face?: TlsFace): string;
  /** A TLS context with a certificate for the host, made once for each. */
  contextFor(host: string, face?: TlsFace): SecureContext;
}

const DAY_MS = 86_400_000;
const AUTHORITY = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
];

export async function createInternetAuthority(
  name = "Telltale handset's internet",
): Promise<InternetAuthority> {
  // One key for all leaves: making one costs 100 ms, and what is tested is trust, not keys.
  const [rootKey, middleKey, leafKey] = await Promise.all([keyPair(), keyPair(), keyPair()]);
  const root = named(`${name} root`);
  const middle = named(`${name} issuer`);
  const rootSigns = { key: rootKey.pem, name: root };
  const certificatePem = certificate({ subject: root, key: rootKey, signer: rootSigns }, AUTHORITY);
  const intermediatePem = certificate({ subject: middle, key: middleKey, signer: rootSigns }, AUTHORITY);
  const contexts = new Map<string, SecureContext>();
  const signing = { leafKey, intermediatePem, signer: { key: middleKey.pem, name: middle } };
  const chainPem = (host: string, face: TlsFace = 'ordinary'): string => chainOf(host, face, signing);
  return {
    certificatePem,
    intermediatePem,
    leafPin: leafKey.pin,
    intermediatePin: middleKey.pin,
    chainPem,
    contextFor(host, face = 'ordinary') {
      const known = contexts.get(`${host} ${face}`);
      if (known !== undefined) return known;
      const context = createSecureContext({
        key: leafKey.pem,
        cert: chainPem(host, face),
        ...(face === 'TLS 1.2 only' ? { maxVersion: 'TLSv1.2' as const } : {}),
      });
      contexts.set(`${host} ${face}`, context);
      return context;
    },
  };
}

interface Signing {
  readonly leafKey: KeyPair;
  readonly intermediatePem: string;
  readonly signer: Signer;
}

function chainOf(host: string, face: TlsFace, { leafKey, intermediatePem, signer }: Signing): string {
  const shown = face === 'another name' ? `not-${host}` : host;
  const subject = named(shown);
  const leaf = certificate(
    {
      subject,
      key: leafKey,
      signer: face === 'self-signed' ? { key: leafKey.pem, name: subject } : signer,
      ...(face === 'expired' ? { endedDaysAgo: 1 } : {}),
    },
    [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: shown }] },
    ],
  );
  return face === 'self-signed' || face === 'no intermediate' ? leaf : leaf + intermediatePem;
}

interface KeyPair {
  readonly publicKey: forge.pki.rsa.PublicKey;
  readonly pem: string;
  readonly pin: string;
}

async function keyPair(): Promise<KeyPair> {
  // Node makes the key in 100 ms, beside everything else; forge, in JavaScript, takes seconds.
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const spki = Buffer.from(pair.publicKey.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return {
    publicKey: forge.pki.publicKeyFromPem(pair.publicKey),
    pem: pair.privateKey,
    pin: createHash('sha256').update(spki).digest('base64'),
  };
}

interface Signer {
  /** In PEM. */
  readonly key: string;
  readonly name: forge.pki.CertificateField[];
}

interface Wanted {
  readonly subject: forge.pki.CertificateField[];
  readonly key: KeyPair;
  readonly signer: Signer;
  readonly endedDaysAgo?: number;
}

function certificate({ subject, key, signer, endedDaysAgo }: Wanted, extensions: object[]): string {
  const made = forge.pki.createCertificate();
  made.publicKey = key.publicKey;
  made.serialNumber = `01${randomBytes(8).toString('hex')}`;
  const end = Date.now() + (endedDaysAgo === undefined ? 300 : -endedDaysAgo) * DAY_MS;
  made.validity.notBefore = new Date(Math.min(Date.now(), end) - DAY_MS);
  made.validity.notAfter = new Date(end);
  made.setSubject(subject);
  made.setIssuer(signer.name);
  made.setExtensions(extensions);
  return signed(made, signer.key);
}

/** As `made.sign`, which takes 50 ms in JavaScript. */
function signed(made: forge.pki.Certificate, key: string): string {
  made.signatureOid = SHA256_WITH_RSA;
  made.siginfo.algorithmOid = SHA256_WITH_RSA;
  const [toBeSigned] = [forge.pki.certificateToAsn1(made).value].flat();
  if (typeof toBeSigned !== 'object') throw new Error('node-forge made a certificate without content');
  made.tbsCertificate = toBeSigned;
  const bytes = Buffer.from(forge.asn1.toDer(toBeSigned).getBytes(), 'latin1');
  made.signature = sign('sha256', bytes, key).toString('latin1');
  return forge.pki.certificateToPem(made);
}

/** OID of RFC 4055. */
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';

function named(commonName: string): forge.pki.CertificateField[] {
  return [{ name: 'commonName', value: commonName }];
}
