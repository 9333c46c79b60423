import { generateKeyPair, randomBytes } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** The root authority of a handset's internet. Its key never leaves memory. */
export interface InternetAuthority {
  readonly certificatePem: string;
  /** A TLS context with a certificate for the host, made once for each. */
  contextFor(host: string): SecureContext;
}

const DAY_MS = 86_400_000;

export async function createInternetAuthority(): Promise<InternetAuthority> {
  // One key for all leaves: making one costs 100 ms, and what is tested is trust, not keys.
  const [root, leaf] = await Promise.all([keyPair(), keyPair()]);
  const subject = [{ name: 'commonName', value: "Telltale handset's internet root" }];
  const certificate = certificateOf(root.publicKey, subject, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);
  certificate.setIssuer(subject);
  certificate.sign(root.privateKey, forge.md.sha256.create());
  const contexts = new Map<string, SecureContext>();
  return {
    certificatePem: forge.pki.certificateToPem(certificate),
    contextFor(host) {
      const known = contexts.get(host);
      if (known !== undefined) return known;
      const one = certificateOf(
        leaf.publicKey,
        [{ name: 'commonName', value: host }],
        [
          { name: 'basicConstraints', cA: false },
          { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
        ],
      );
      one.setIssuer(subject);
      one.sign(root.privateKey, forge.md.sha256.create());
      const context = createSecureContext({ key: leaf.pem, cert: forge.pki.certificateToPem(one) });
      contexts.set(host, context);
      return context;
    },
  };
}

interface KeyPair {
  readonly publicKey: forge.pki.rsa.PublicKey;
  readonly privateKey: forge.pki.rsa.PrivateKey;
  readonly pem: string;
}

async function keyPair(): Promise<KeyPair> {
  // Node makes the key in 100 ms, beside everything else; forge, in JavaScript, takes seconds.
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return {
    publicKey: forge.pki.publicKeyFromPem(pair.publicKey),
    privateKey: forge.pki.privateKeyFromPem(pair.privateKey),
    pem: pair.privateKey,
  };
}

function certificateOf(
  publicKey: forge.pki.rsa.PublicKey,
  subject: forge.pki.CertificateField[],
  extensions: object[],
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + 300 * DAY_MS);
  certificate.setSubject(subject);
  certificate.setExtensions(extensions);
  return certificate;
}
