import { X509Certificate } from 'node:crypto';
import type { FileOwner, PhoneFiles } from '../shell-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { nameHash, namesOf } from './subject-hash.ts';

/** Finds authorities by the name that a certificate gives as its issuer. */
export interface TrustStore {
  authoritiesNamed(name: Buffer, kinds: readonly AuthorityKind[]): Promise<readonly Authority[]>;
}

export type AuthorityKind = 'system' | 'user';

export interface Authority {
  readonly certificate: X509Certificate;
  readonly kind: AuthorityKind | 'bundled';
}

const SYSTEM = '/system/etc/security/cacerts';
const APEX = '/apex/com.android.conscrypt/cacerts';
const USER = '/data/misc/user/0/cacerts-added';
const SWITCHED_OFF = '/data/misc/user/0/cacerts-removed';
const FIRST_API_WITH_APEX_STORE = 34;
const ROOT_OWNED: FileOwner = { uid: 0, gid: 0, mode: 0o644 };

/**
 * The phone's own files, read at each look-up, so that a file counts from the moment it is there. They are found by
 * their names alone, `<hash of the subject>.<n>`, n counted from 0 without a gap (conscrypt, TrustedCertificateStore).
 */
export function createTrustStore(android: AndroidVersion, files: PhoneFiles): TrustStore {
  return {
    async authoritiesNamed(name, kinds) {
      const hash = nameHash(name);
      const found: Authority[] = [];
      // The user's first, as findTrustAnchorByIssuerAndSignature looks.
      for (const kind of (['user', 'system'] as const).filter((one) => kinds.includes(one))) {
        const directory = kind === 'user' ? USER : await systemDirectory(android, files);
        const removed = kind === 'system' ? await inDirectory(files, SWITCHED_OFF, hash) : [];
        for (const certificate of await inDirectory(files, directory, hash)) {
          if (!namesOf(certificate).subject.equals(name)) continue;
          if (removed.some((one) => one.raw.equals(certificate.raw))) continue;
          found.push({ certificate, kind });
        }
      }
      return found;
    },
  };
}

/** From Android 14 on the store of the conscrypt module counts, unless it is empty. */
async function systemDirectory({ api }: AndroidVersion, files: PhoneFiles): Promise<string> {
  if (api < FIRST_API_WITH_APEX_STORE) return SYSTEM;
  return (await files.list(APEX)).length > 0 ? APEX : SYSTEM;
}

async function inDirectory(
  files: PhoneFiles,
  directory: string,
  hash: string,
): Promise<readonly X509Certificate[]> {
  const found: X509Certificate[] = [];
  for (let number = 0; ; number += 1) {
    const bytes = await files.read(`${directory}/${hash}.${number}`).catch(() => undefined);
    if (bytes === undefined) return found;
    try {
      found.push(new X509Certificate(bytes));
    } catch {
      // No certificate: Android leaves it out, and looks at the next one.
    }
  }
}

/** Puts an authority into the system's stores, as the ROM has it. */
export async function installAuthority(
  android: AndroidVersion,
  files: PhoneFiles,
  pem: string,
): Promise<void> {
  const name = `${nameHash(namesOf(new X509Certificate(pem)).subject)}.0`;
  const stores = android.api >= FIRST_API_WITH_APEX_STORE ? [SYSTEM, APEX] : [SYSTEM];
  for (const store of stores) await files.write(`${store}/${name}`, Buffer.from(pem), ROOT_OWNED);
}
