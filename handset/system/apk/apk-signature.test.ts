import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipOf } from './apk.fake.ts';
import { readSignature, signatureHash } from './apk-signature.ts';
import { SOMEBODY, signedZip } from './apk-signing.fake.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'apk-signature-'));
});
afterAll(async () => await rm(directory, { recursive: true }));

async function signatureOf(bytes: Buffer, api = 28): ReturnType<typeof readSignature> {
  const file = path.join(directory, createHash('sha256').update(bytes).digest('hex'));
  await writeFile(file, bytes);
  return await readSignature(file, api);
}

const ENTRIES = { 'AndroidManifest.xml': Buffer.from('manifest'), 'classes.dex': Buffer.alloc(3_000, 7) };

describe('an APK that is signed', () => {
  it.each([
    [2, 28],
    [3, 28],
    [2, 27],
  ] as const)('by scheme %i is read on API %i, with the certificate of its signer', async (scheme, api) => {
    const found = await signatureOf(signedZip(ENTRIES, { scheme }), api);
    expect(found?.scheme).toBe(scheme);
    expect(found?.certificate.equals(SOMEBODY.certificate)).toBe(true);
  });

  it('by scheme 3 alone is not signed for Android 8.1', async () => {
    expect(await signatureOf(signedZip(ENTRIES, { scheme: 3 }), 27)).toBeUndefined();
  });

  it.each([
    ['an entry', (bytes: Buffer) => bytes.indexOf(Buffer.alloc(100, 7)) + 3],
    ['the central directory', (bytes: Buffer) => bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + 20],
  ])('does not hold any more when %s was changed', async (_, at) => {
    const bytes = signedZip(ENTRIES);
    const offset = at(bytes);
    bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
    await expect(signatureOf(bytes)).rejects.toThrow(
      'SHA256 digest of contents did not verify'.replace('SHA', 'SHA-'),
    );
  });

  it('does not hold when its certificate is another one', async () => {
    const bytes = signedZip(ENTRIES);
    const at = bytes.indexOf(SOMEBODY.certificate);
    bytes.writeUInt8(bytes.readUInt8(at + 60) ^ 1, at + 60);
    await expect(signatureOf(bytes)).rejects.toThrow('signature did not verify');
  });
});

it.each([
  ['unsigned', zipOf(ENTRIES)],
  ['no archive', Buffer.from('not an APK at all')],
])('finds nobody where the file is %s', async (_, bytes) => {
  await expect(signatureOf(bytes).catch(() => undefined)).resolves.toBeUndefined();
});

it('does not read beyond a signing block that says a wrong size', async () => {
  const bytes = signedZip(ENTRIES);
  const footer = bytes.indexOf('APK Sig Block 42') - 8;
  for (const size of [0n, 23n, 1n << 40n, (1n << 63n) - 1n]) {
    bytes.writeBigUInt64LE(size, footer);
    await expect(signatureOf(bytes)).rejects.toThrow();
  }
});

it('names a certificate as Android does, by the hash that Java gives its bytes', () => {
  // java.util.Arrays.hashCode(new byte[] {1, -2, 3}) is ((1 * 31 + 1) * 31 - 2) * 31 + 3.
  expect(signatureHash(Buffer.of(1, 0xfe, 3))).toBe((30_693).toString(16));
  expect(signatureHash(Buffer.alloc(0))).toBe('1');
});

it("reads and verifies the signatures of Appium's own helpers", async () => {
  const driver = createRequire(
    createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json'),
  );
  const apks = path.join(path.dirname(driver.resolve('io.appium.settings/package.json')), 'apks');
  const found = await readSignature(path.join(apks, 'settings_apk-debug.apk'), 28);
  expect(found?.scheme).toBeGreaterThanOrEqual(2);
  expect(found?.certificate.length).toBeGreaterThan(400);
});
