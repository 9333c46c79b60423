import { createHash, type X509Certificate } from 'node:crypto';
import type { Pins } from '../network-parts.ts';

/** Base64 of the SHA-256 of the certificate's public key: what follows `sha256/` in a pin. */
export function pinOf(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}

/** The pins for a host. `*.` stands for exactly one label (OkHttp, CertificatePinner). */
export function pinsFor(pins: readonly Pins[], host: string): readonly Pins[] {
  const name = host.toLowerCase();
  return pins.filter((one) => {
    const pattern = one.host.toLowerCase();
    if (!pattern.startsWith('*.')) return pattern === name;
    const dot = name.indexOf('.');
    return dot > 0 && name.slice(dot) === pattern.slice(1);
  });
}

/** Any certificate of the verified chain may be the pinned one, the authority too. */
export function pinned(chain: readonly X509Certificate[], pins: Pins): boolean {
  return chain.some((certificate) => pins.sha256.includes(pinOf(certificate)));
}

/** What OkHttp throws (CertificatePinner.check). */
export function pinFailure(chain: readonly X509Certificate[], host: string, pins: Pins): string {
  const seen = chain.map((one) => `    sha256/${pinOf(one)}: ${one.subject.replaceAll('\n', ',')}`);
  const wanted = pins.sha256.map((pin) => `    sha256/${pin}`);
  return [
    'Certificate pinning failure!',
    '  Peer certificate chain:',
    ...seen,
    `  Pinned certificates for ${host}:`,
    ...wanted,
  ].join('\n');
}
