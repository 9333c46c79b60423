import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInternetAuthority, type InternetAuthority } from '../internet/certificates.ts';
import type { TlsFace } from '../internet/host.ts';
import type { NetworkDeclaration, Pins } from '../network-parts.ts';
import { createPhoneFiles } from '../shell/phone-files.ts';
import type { FileOwner, PhoneFiles } from '../shell-parts.ts';
import { androidNamed } from '../system/android-version.ts';
import { certificatesIn } from './certificate-path.ts';
import { pinOf } from './pins.ts';
import { nameHash, namesOf } from './subject-hash.ts';
import { type Judgement, judge } from './trust.ts';
import { createTrustStore, installAuthority } from './trust-store.ts';

const OWNER: FileOwner = { uid: 0, gid: 0, mode: 0o644 };
const SYSTEM = '/system/etc/security/cacerts';
const APEX = '/apex/com.android.conscrypt/cacerts';
const USER = '/data/misc/user/0/cacerts-added';
const HOST = 'ims.jd.com';
const DAY = 86_400_000;

let ours: InternetAuthority;
let proxys: InternetAuthority;
let directory: string;
let files: PhoneFiles;

beforeAll(async () => {
  [ours, proxys] = await Promise.all([createInternetAuthority(), createInternetAuthority('Proxy')]);
});

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'trust-test-'));
  files = createPhoneFiles(directory);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const hashOf = (pem: string): string => nameHash(namesOf(new X509Certificate(pem)).subject);

interface Asked extends NetworkDeclaration {
  readonly targetSdk?: number;
  readonly android?: string;
  readonly from?: InternetAuthority;
  readonly face?: TlsFace;
  readonly daysLater?: number;
  readonly checksName?: boolean;
}

/** What an app makes of a host, with the internet's own authority in the ROM. */
async function asked({
  android = '9',
  targetSdk = 28,
  from = ours,
  face,
  ...more
}: Asked): Promise<Judgement> {
  const version = androidNamed(android);
  await installAuthority(version, files, ours.certificatePem);
  const { daysLater = 0, checksName = true, ...declaration } = more;
  return await judge(
    { uid: 10_001, targetSdk, ...declaration },
    { name: HOST, checksName },
    certificatesIn([from.chainPem(HOST, face)]),
    { store: createTrustStore(version, files), now: () => Date.now() + daysLater * DAY },
  );
}

const put = (store: string, pem: string, name = `${hashOf(pem)}.0`): Promise<void> =>
  files.write(`${store}/${name}`, Buffer.from(pem), OWNER);

describe('an app trusts', () => {
  it('what the ROM brought, under the name that openssl gives it', async () => {
    expect(await asked({})).toMatchObject({ kind: 'accepted' });
    expect(await files.list(SYSTEM)).toEqual([expect.stringMatching(/^[0-9a-f]{8}\.0$/)]);
  });

  it('nobody else, and says so in the words of Conscrypt', async () => {
    expect(await asked({ from: proxys })).toEqual({
      kind: 'refused',
      why: 'java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.',
      code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    });
  });

  it.each([
    ['23, by default', { targetSdk: 23 }, 'accepted'],
    ['24, by default', { targetSdk: 24 }, 'refused'],
    ['28, with a declaration', { targetSdk: 28, trustsUserCertificates: true }, 'accepted'],
    ['23, declared otherwise', { targetSdk: 23, trustsUserCertificates: false }, 'refused'],
  ])('what the user added, at target SDK %s', async (_, identity, kind) => {
    await put(USER, proxys.certificatePem);
    expect((await asked({ ...identity, from: proxys })).kind).toBe(kind);
  });

  it.each([
    ['13', SYSTEM, 'accepted'],
    ['13', APEX, 'refused'],
    ['14', SYSTEM, 'refused'],
    ['14', APEX, 'accepted'],
    ['16', APEX, 'accepted'],
  ])('on Android %s what root put into %s: %s', async (android, store, kind) => {
    await put(store, proxys.certificatePem);
    expect((await asked({ android, from: proxys })).kind).toBe(kind);
  });

  it('no file of another name or number', async () => {
    await put(SYSTEM, proxys.certificatePem, 'proxy.crt');
    await put(SYSTEM, proxys.certificatePem, `${hashOf(proxys.certificatePem)}.1`);
    await put(SYSTEM, proxys.certificatePem, `${hashOf(ours.certificatePem)}.1`);
    expect((await asked({ from: proxys })).kind).toBe('refused');
  });

  it('what comes after a file with nonsense in it, but not after a gap', async () => {
    await files.write(`${SYSTEM}/${hashOf(proxys.certificatePem)}.0`, Buffer.from('nonsense'), OWNER);
    expect((await asked({ from: proxys })).kind).toBe('refused');
    await put(SYSTEM, proxys.certificatePem, `${hashOf(proxys.certificatePem)}.1`);
    expect((await asked({ from: proxys })).kind).toBe('accepted');
  });

  it('no authority of the ROM that the user switched off', async () => {
    await put('/data/misc/user/0/cacerts-removed', ours.certificatePem);
    expect((await asked({})).kind).toBe('refused');
  });

  it('only what it brings along, if it brings any', async () => {
    await put(USER, proxys.certificatePem);
    const bundledAuthorities = [ours.certificatePem];
    expect((await asked({ bundledAuthorities })).kind).toBe('accepted');
    expect((await asked({ bundledAuthorities, from: proxys, targetSdk: 23 })).kind).toBe('refused');
    expect((await asked({ bundledAuthorities: [proxys.certificatePem] })).kind).toBe('refused');
  });
});

describe('a host is refused', () => {
  it.each([
    ['expired', {}, { kind: 'refused', code: 'CERT_HAS_EXPIRED' }],
    ['ordinary', { daysLater: 400 }, { kind: 'refused', code: 'CERT_HAS_EXPIRED' }],
    ['ordinary', { daysLater: -400 }, { kind: 'refused', code: 'CERT_NOT_YET_VALID' }],
    ['self-signed', {}, { kind: 'refused', code: 'SELF_SIGNED_CERT_IN_CHAIN' }],
    ['no intermediate', {}, { kind: 'refused', code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }],
    ['another name', {}, { kind: 'accepted', refusal: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } }],
  ] as const)('that is %s, on a phone with the clock at %j', async (face, more, judgement) => {
    expect(await asked({ face, ...more })).toMatchObject(judgement);
  });

  it('not for its name by a bare socket', async () => {
    expect(await asked({ face: 'another name', checksName: false })).not.toHaveProperty('refusal');
  });
});

describe('a pin', () => {
  const pins = (change: Partial<Pins>): readonly Pins[] => [
    { host: HOST, sha256: [ours.leafPin], checkedBy: 'client', ...change },
  ];

  it('is the hash of the key that the certificate has', () => {
    expect(pinOf(new X509Certificate(ours.intermediatePem))).toBe(ours.intermediatePin);
  });

  it.each([
    ['the key of the host', {}],
    ['the key of an authority between', {}],
    ['another host alone', { host: 'other.jd.com', sha256: ['x'] }],
    ['hosts one level below', { host: '*.ims.jd.com', sha256: ['x'] }],
  ])('lets %s pass', async (what, change) => {
    const sha256 = what.includes('between') ? { sha256: [ours.intermediatePin] } : {};
    expect(await asked({ pins: pins({ ...change, ...sha256 }) })).not.toHaveProperty('refusal');
  });

  it('of the client closes after the handshake, with a list of what it saw', async () => {
    await put(USER, proxys.certificatePem);
    const judgement = await asked({ targetSdk: 23, from: proxys, pins: pins({ closesAfterMs: 400 }) });
    expect(judgement).toMatchObject({
      kind: 'accepted',
      refusal: { code: 'ERR_TLS_PIN', closesAfterMs: 400 },
    });
    if (judgement.kind !== 'accepted') return;
    expect(judgement.refusal?.why).toContain(`    sha256/${proxys.leafPin}: CN=${HOST}`);
    expect(judgement.refusal?.why).toContain(
      `  Pinned certificates for ${HOST}:\n    sha256/${ours.leafPin}`,
    );
  });

  it('of the system fails the handshake, for a whole domain too', async () => {
    await put(USER, proxys.certificatePem);
    const pinned = pins({ checkedBy: 'system', host: '*.jd.com' });
    expect(await asked({ targetSdk: 23, from: proxys, pins: pinned })).toMatchObject({
      kind: 'refused',
      code: 'ERR_TLS_PIN',
    });
    expect(await asked({ pins: pinned })).not.toHaveProperty('refusal');
  });
});

describe('the name of a file in a store', () => {
  it('is that of openssl x509 -subject_hash_old', () => {
    // A name with one common name, hashed by OpenSSL 3.0.
    const name = Buffer.from('300f310d300b06035504030c0474657374', 'hex');
    expect(nameHash(name)).toBe('84f51f95');
  });
});
