import { dnsAnswer, dnsQuery, readDnsQuestion } from '../internet/dns.ts';
import type { Interfaces, Internet, NetworkIdentity } from '../network-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { javaError, unknownHost } from './java-error.ts';
import type { Account, TrafficCounter } from './traffic-counter.ts';

export interface LookupParts {
  readonly android: AndroidVersion;
  readonly internet: Internet;
  readonly interfaces: Interfaces;
  readonly counter: TrafficCounter;
  blocks(uid: number): boolean;
  now(): number;
}

export interface Lookup {
  (app: NetworkIdentity, host: string): Promise<readonly string[]>;
  /** Drops every answer that is kept. */
  forget(): void;
}

/** How long the resolver keeps an answer. */
const KEPT_MS = 300_000;
const AID_DNS = 1051;
/** TrafficStats.TAG_SYSTEM_DNS. */
const TAG_SYSTEM_DNS = 0xff_ff_ff_82;
/** DnsResolver, resolv_tag_socket: queries count for the app that asked from Android 11 on, before that for AID_DNS. */
const FIRST_API_COUNTED_BY_APP = 30;

/** Names as the phone's resolver answers them: one query and its answer are counted, then it knows for a while. */
export function createNameLookup(parts: LookupParts): Lookup {
  const known = new Map<string, { readonly addresses: readonly string[]; readonly untilMs: number }>();
  let asked = 0;
  const lookup = async (app: NetworkIdentity, host: string): Promise<readonly string[]> => {
    if (app.mayUseInternet === false)
      throw javaError(
        'java.lang.SecurityException',
        'Permission denied (missing INTERNET permission?)',
        'EACCES',
      );
    const name = host.toLowerCase();
    const kept = known.get(name);
    const active = parts.interfaces.active();
    if (active === undefined || parts.blocks(app.uid)) throw unknownHost(host);
    if (kept !== undefined && kept.untilMs > parts.now()) return kept.addresses;
    const query = dnsQuery(asked++ & 0xffff, name);
    const addresses = parts.internet.resolve(name);
    const question = readDnsQuestion(query);
    const account = accountOf(parts.android, app.uid, active);
    parts.counter.datagramSent(account, query.length);
    if (question !== undefined)
      parts.counter.datagramReceived(
        account,
        dnsAnswer(question, addresses.length === 0 ? undefined : addresses).length,
      );
    if (addresses.length === 0) throw unknownHost(host);
    known.set(name, { addresses, untilMs: parts.now() + KEPT_MS });
    return addresses;
  };
  return Object.assign(lookup, { forget: () => known.clear() });
}

function accountOf({ api }: AndroidVersion, uid: number, active: Account['interface']): Account {
  return api < FIRST_API_COUNTED_BY_APP
    ? { interface: active, uid: AID_DNS }
    : { interface: active, uid, tag: TAG_SYSTEM_DNS };
}
