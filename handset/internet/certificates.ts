import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import forge from 'node-forge';

/** The root authority of a handset's internet. Its key never leaves memory. */
export interface InternetAuthority {
  readonly certificatePem: string;
  /** A TLS context with a certificate for the host, made once for each. */
  contextFor(host: string): SecureContext;
}

const DAY_MS = 86_400_000;

export function createInternetAuthority(): InternetAuthority {
  const root = keyPair();
  // One key for all leaves: making one costs 100 ms, and what is tested is trust, not keys.
  const leaf = keyPair();
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

function keyPair(): {
  publicKey: forge.pki.rsa.PublicKey;
  privateKey: forge.pki.rsa.PrivateKey;
  pem: string;
} {
  // Node makes the key in 100 ms; forge, in JavaScript, takes seconds.
  const pair = generateKeyPairSync('rsa', {
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
