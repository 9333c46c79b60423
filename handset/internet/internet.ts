import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { duplexPair } from '../duplex-pair.ts';
import type { Internet } from '../network-parts.ts';
import { addressOf, isAddress } from './addresses.ts';
import { BEHAVIOURS } from './behaviours.ts';
import { createInternetAuthority, type InternetAuthority } from './certificates.ts';
import { dnsAnswer, readDnsQuestion } from './dns.ts';
import { startGateway } from './gateway.ts';
import type { InternetHost, Upload } from './host.ts';
import { createHostServer, type HostServer } from './host-server.ts';
import { HOSTS } from './hosts.ts';

export interface StartedInternet extends Internet {
  readonly authority: InternetAuthority;
  /** What its hosts received, in order: for tests. */
  uploads(): readonly Upload[];
}

interface Standing {
  readonly host: InternetHost;
  readonly address: string;
  readonly server: HostServer;
}

/** Where anybody may ask for addresses by UDP. */
const NAME_SERVER = { name: 'dns.telltale.test', address: '198.18.0.53' };
const DNS_PORT = 53;

/** Starts a small internet: a few hosts by name, real TLS under an authority of its own, nothing beyond them. */
export async function startInternet(options: {
  readonly directory: string;
  readonly hosts?: readonly InternetHost[];
}): Promise<StartedInternet> {
  const authority = await createInternetAuthority();
  const authorityFile = path.join(options.directory, 'authority.pem');
  await mkdir(options.directory, { recursive: true });
  await writeFile(authorityFile, authority.certificatePem);
  const uploads: Upload[] = [];
  const behaviours = new Map<string, string>();
  const standing = new Map<string, Standing>();
  const resolve = (name: string): readonly string[] => {
    const found = standing.get(name.toLowerCase());
    return found === undefined ? [] : [found.address];
  };
  for (const host of [...HOSTS, nameServer(resolve), ...(options.hosts ?? [])]) {
    const server = createHostServer(host, {
      context: () => authority.contextFor(host.name, host.tls),
      handler: () => BEHAVIOURS[behaviours.get(host.name) ?? ''] ?? host.handle,
      note: (upload) => void uploads.push(upload),
    });
    standing.set(host.name, { host, server, address: host.address ?? addressOf(host.name) });
  }
  const at = (place: string): Standing | undefined =>
    isAddress(place)
      ? [...standing.values()].find(({ address }) => address === place)
      : standing.get(place.toLowerCase());
  const connect = async (host: string, port: number): Promise<Duplex> => connectTo(at(host), host, port);
  const gateway = await startGateway(connect);
  return {
    gateway: gateway.address,
    authorityFile,
    authorityPem: authority.certificatePem,
    authority,
    resolve,
    connect,
    async datagram(host, port, bytes) {
      return at(host)?.host.udp?.[port]?.(bytes);
    },
    behave(host, behaviour) {
      if (!standing.has(host)) throw new Error(`the internet has no host ${host}`);
      if (behaviour === undefined) behaviours.delete(host);
      else if (Object.hasOwn(BEHAVIOURS, behaviour)) behaviours.set(host, behaviour);
      else
        throw new Error(
          `hosts do not know how to ${behaviour}; say one of ${Object.keys(BEHAVIOURS).join(', ')}`,
        );
    },
    uploads: () => uploads,
    close: () => gateway.close(),
  };
}

function connectTo(found: Standing | undefined, host: string, port: number): Duplex {
  if (found === undefined) {
    // Nobody has that address: on a phone the connection attempt times out, which nobody wants to wait for.
    throw isAddress(host)
      ? Object.assign(new Error(`connect EHOSTUNREACH ${host}:${port}`), { code: 'EHOSTUNREACH' })
      : Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  }
  const serve = found.server(port);
  if (serve === undefined)
    throw Object.assign(new Error(`connect ECONNREFUSED ${host}:${port}`), { code: 'ECONNREFUSED' });
  const [near, far] = duplexPair();
  serve(far);
  return near;
}

function nameServer(resolve: (name: string) => readonly string[]): InternetHost {
  return {
    ...NAME_SERVER,
    udp: {
      [DNS_PORT](bytes) {
        const question = readDnsQuestion(bytes);
        if (question === undefined) return undefined;
        const addresses = resolve(question.name);
        return dnsAnswer(question, addresses.length === 0 ? undefined : addresses);
      },
    },
  };
}
