import type { Opening } from '../../helpers/model/flow.ts';

/** DNS over TLS (RFC 7858, section 3.1). */
const DNS_OVER_TLS_PORT = 853;

/** Public name servers that are asked over TLS or HTTPS. From memory, and no full list: one that is missing is told of as another host. */
const RESOLVERS: readonly string[] = [
  'dns.google',
  'cloudflare-dns.com',
  'one.one.one.one',
  'dns.quad9.net',
  'dns.adguard-dns.com',
  'dns.nextdns.io',
  'doh.opendns.com',
  'dns.alidns.com',
  'dot.pub',
  'doh.pub',
  'dot.360.cn',
  'doh.360.cn',
];

/** Whether a connection goes to a name server, by its port or its name. */
export function resolvesNames({ asked, serverName }: Opening): boolean {
  const names = [asked?.host, serverName].filter((name) => name !== undefined);
  return (
    asked?.port === DNS_OVER_TLS_PORT ||
    names.some((name) => RESOLVERS.some((one) => name === one || name.endsWith(`.${one}`)))
  );
}
