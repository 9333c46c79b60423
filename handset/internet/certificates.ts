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
  // One key for all leaves: what is tested is trust, not keys.
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
  /** SubjectPublicKeyInfo in DER (RFC 5280, 4.1.2.7). */
  readonly spki: Buffer;
  readonly pem: string;
  readonly pin: string;
}

/** On the curve P-256, which takes a millisecond; RSA of 2048 bits took half of the phone's boot. */
async function keyPair(): Promise<KeyPair> {
  const pair = await promisify(generateKeyPair)('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const spki = pair.publicKey;
  return { spki, pem: pair.privateKey, pin: createHash('sha256').update(spki).digest('base64') };
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
  made.publicKey = NO_RSA_KEY;
  made.serialNumber = `01${randomBytes(8).toString('hex')}`;
  const end = Date.now() + (endedDaysAgo === undefined ? 300 : -endedDaysAgo) * DAY_MS;
  made.validity.notBefore = new Date(Math.min(Date.now(), end) - DAY_MS);
  made.validity.notAfter = new Date(end);
  made.setSubject(subject);
  made.setIssuer(signer.name);
  made.setExtensions(extensions);
  return signed(made, key.spki, signer.key);
}

/** Where the algorithm of the signature and the key stand in a TBSCertificate of version 3 (RFC 5280, 4.1). */
const ALGORITHM_AT = 2;
const KEY_AT = 6;

/** node-forge writes certificates of RSA keys only: key and signature are put in their places here. */
function signed(made: forge.pki.Certificate, spki: Buffer, key: string): string {
  made.signatureOid = ECDSA_WITH_SHA256;
  made.siginfo.algorithmOid = ECDSA_WITH_SHA256;
  const [toBeSigned] = [forge.pki.certificateToAsn1(made).value].flat();
  if (typeof toBeSigned !== 'object' || typeof toBeSigned.value === 'string')
    throw new Error('node-forge made a certificate without content');
  toBeSigned.value[ALGORITHM_AT] = sequence(oid(ECDSA_WITH_SHA256));
  toBeSigned.value[KEY_AT] = forge.asn1.fromDer(spki.toString('latin1'));
  const bytes = Buffer.from(forge.asn1.toDer(toBeSigned).getBytes(), 'latin1');
  // A bit string begins with how many bits of its last byte are not used.
  const bits = `\0${sign('sha256', bytes, key).toString('latin1')}`;
  const signature = forge.asn1.create(UNIVERSAL, forge.asn1.Type.BITSTRING, false, bits);
  const der = forge.asn1.toDer(sequence(toBeSigned, sequence(oid(ECDSA_WITH_SHA256)), signature));
  return forge.pem.encode({ type: 'CERTIFICATE', body: der.getBytes() });
}

function sequence(...values: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return forge.asn1.create(UNIVERSAL, forge.asn1.Type.SEQUENCE, true, values);
}

function oid(dotted: string): forge.asn1.Asn1 {
  return forge.asn1.create(UNIVERSAL, forge.asn1.Type.OID, false, forge.asn1.oidToDer(dotted).getBytes());
}

const UNIVERSAL = forge.asn1.Class.UNIVERSAL;
/** RFC 5758, 3.2: without parameters. */
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
/** Stands where node-forge wants a key of its own kind, until ours is put there. */
const NO_RSA_KEY = forge.pki.setRsaPublicKey(new forge.jsbn.BigInteger('1'), new forge.jsbn.BigInteger('1'));

function named(commonName: string): forge.pki.CertificateField[] {
  return [{ name: 'commonName', value: commonName }];
}
