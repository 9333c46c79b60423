import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import forge from 'node-forge';
import { zipOf } from './apk.fake.ts';

/** Somebody who signs APKs in tests. */
export interface FakeSigner {
  readonly key: KeyObject;
  readonly publicKey: Buffer;
  readonly certificate: Buffer;
}

/** A key of 1024 bits, which is made in no time and safe for nothing. */
export function fakeSigner(commonName: string): FakeSigner {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { format: 'pem', type: 'spki' },
    privateKeyEncoding: { format: 'pem', type: 'pkcs1' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.UTC(2018, 0));
  certificate.validity.notAfter = new Date(Date.UTC(2048, 0));
  const name = [{ name: 'commonName', value: commonName }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes();
  return {
    key: createPrivateKey(privateKey),
    publicKey: Buffer.from(publicKey.replaceAll(/-----.*?-----|\s/g, ''), 'base64'),
    certificate: Buffer.from(der, 'latin1'),
  };
}

export const SOMEBODY = fakeSigner('Somebody');

const RSA_PKCS1_SHA256 = 0x0103;

/** A ZIP archive with a signature of scheme 2 or 3 before its central directory. */
export function signedZip(
  entries: Readonly<Record<string, Buffer>>,
  { signer = SOMEBODY, scheme = 2 }: { readonly signer?: FakeSigner; readonly scheme?: 2 | 3 } = {},
): Buffer {
  const zip = zipOf(entries);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const directory = zip.readUInt32LE(end + 16);
  const digest = chunkedDigest([zip.subarray(0, directory), zip.subarray(directory, end), zip.subarray(end)]);
  const levels = scheme === 3 ? Buffer.from([28, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f]) : Buffer.alloc(0);
  const signed = Buffer.concat([
    prefixed(prefixed(word(RSA_PKCS1_SHA256), prefixed(digest))),
    prefixed(prefixed(signer.certificate)),
    levels,
    prefixed(),
  ]);
  const signature = sign('sha256', signed, signer.key);
  const one = prefixed(
    prefixed(signed),
    levels,
    prefixed(prefixed(word(RSA_PKCS1_SHA256), prefixed(signature))),
    prefixed(signer.publicKey),
  );
  const block = signingBlock(scheme === 3 ? 0xf05368c0 : 0x7109871a, prefixed(one));
  const trailer = Buffer.from(zip.subarray(end));
  trailer.writeUInt32LE(directory + block.length, 16);
  return Buffer.concat([zip.subarray(0, directory), block, zip.subarray(directory, end), trailer]);
}

function signingBlock(id: number, value: Buffer): Buffer {
  const pair = Buffer.concat([long(4 + value.length), word(id), value]);
  const size = long(pair.length + 24);
  return Buffer.concat([size, pair, size, Buffer.from('APK Sig Block 42')]);
}

function chunkedDigest(sections: readonly Buffer[]): Buffer {
  const digests = sections.map((bytes) =>
    createHash('sha256').update(Buffer.of(0xa5)).update(word(bytes.length)).update(bytes).digest(),
  );
  return createHash('sha256')
    .update(Buffer.of(0x5a))
    .update(word(digests.length))
    .update(Buffer.concat(digests))
    .digest();
}

function prefixed(...parts: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(parts);
  return Buffer.concat([word(bytes.length), bytes]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
