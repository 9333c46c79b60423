import { generateKeyPairSync } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { getCA } from 'mockttp/dist/util/certificates';

/**
 * Has mockttp make the key that all its certificates share now, while the rest of it is loaded. It makes it when it first hears
 * of an authority, which one does not matter, and would begin with it when the run's own is there and keep everybody waiting.
 */
export async function beginLeafKey(): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await getCA({ key: privateKey, cert: rootCertificates[0] ?? '' });
}
