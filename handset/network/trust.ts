import type { X509Certificate } from 'node:crypto';
import type { NetworkIdentity } from '../network-parts.ts';
import { certificatesIn, findPath } from './certificate-path.ts';
import { pinFailure, pinned, pinsFor } from './pins.ts';
import { namesOf } from './subject-hash.ts';
import type { Authority, AuthorityKind, TrustStore } from './trust-store.ts';

/** What an app makes of a host's certificates. */
export type Judgement =
  | {
      readonly kind: 'accepted';
      readonly chain: readonly X509Certificate[];
      readonly refusal?: LaterRefusal;
    }
  /** The handshake fails: the app's TLS says so by an alert. */
  | { readonly kind: 'refused'; readonly why: string; readonly code: string };

/** The handshake succeeds, and then the app's client closes without a request. */
interface LaterRefusal {
  readonly why: string;
  readonly code: string;
  readonly closesAfterMs: number;
}

export interface Trusting {
  readonly store: TrustStore;
  now(): number;
}

/** From this target SDK on an app trusts what the user added only when it declares so (Android 7, API 24). */
const FIRST_SDK_WITHOUT_USER_TRUST = 24;

/** The rules of the app's network_security_config and of the client that it brings. */
export async function judge(
  app: NetworkIdentity,
  host: { readonly name: string; readonly checksName: boolean },
  sent: readonly X509Certificate[],
  { store, now }: Trusting,
): Promise<Judgement> {
  const path = await findPath(sent, (name) => authorities(app, store, name), now());
  if (path.kind === 'refused') return path;
  const pins = pinsFor(app.pins ?? [], host.name);
  // A certificate that the user added overrides the pins only where a debug build says so, which none here does.
  const broken = pins.filter((one) => !pinned(path.chain, one));
  if (broken.some((one) => one.checkedBy === 'system'))
    return {
      kind: 'refused',
      why: 'java.security.cert.CertificateException: Pin verification failed',
      code: 'ERR_TLS_PIN',
    };
  const refusal = nameRefusal(host, path.chain) ?? pinRefusal(host.name, path.chain, broken);
  return { kind: 'accepted', chain: path.chain, ...(refusal === undefined ? {} : { refusal }) };
}

async function authorities(
  app: NetworkIdentity,
  store: TrustStore,
  name: Buffer,
): Promise<readonly Authority[]> {
  if (app.bundledAuthorities !== undefined)
    return certificatesIn(app.bundledAuthorities)
      .filter((certificate) => namesOf(certificate).subject.equals(name))
      .map((certificate) => ({ certificate, kind: 'bundled' }));
  const trustsUser = app.trustsUserCertificates ?? app.targetSdk < FIRST_SDK_WITHOUT_USER_TRUST;
  const kinds: readonly AuthorityKind[] = trustsUser ? ['system', 'user'] : ['system'];
  return await store.authoritiesNamed(name, kinds);
}

/** OkHttp's OkHostnameVerifier looks after the handshake; a plain SSLSocket never does. */
function nameRefusal(
  host: { readonly name: string; readonly checksName: boolean },
  [leaf]: readonly X509Certificate[],
): LaterRefusal | undefined {
  if (!host.checksName || leaf === undefined || namesHost(leaf, host.name)) return undefined;
  const names = leaf.subjectAltName?.replaceAll(/(?:DNS|IP Address):/g, '') ?? '';
  const why = `Hostname ${host.name} not verified:\n    DN: ${leaf.subject}\n    subjectAltNames: [${names}]`;
  return { why, code: 'ERR_TLS_CERT_ALTNAME_INVALID', closesAfterMs: 0 };
}

function namesHost(leaf: X509Certificate, name: string): boolean {
  if (/^[\d.]+$|:/.test(name)) return leaf.checkIP(name) !== undefined;
  // The common name alone has not counted since OkHttp 3.10; here it never does.
  return leaf.checkHost(name, { subject: 'never' }) !== undefined;
}

function pinRefusal(
  host: string,
  chain: readonly X509Certificate[],
  [broken]: ReturnType<typeof pinsFor>,
): LaterRefusal | undefined {
  if (broken === undefined) return undefined;
  return {
    why: pinFailure(chain, host, broken),
    code: 'ERR_TLS_PIN',
    closesAfterMs: broken.closesAfterMs ?? 0,
  };
}
