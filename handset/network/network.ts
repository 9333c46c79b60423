import type { HttpRequest, HttpResponse } from '../app-parts.ts';
import type { InterfaceName, Internet, Network, NetworkIdentity, TrafficRow } from '../network-parts.ts';
import type { Loopback } from '../shell-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { type ClientParts, createAppClient } from './app-client.ts';
import { createDialer } from './dialer.ts';
import { sendEcho } from './echo.ts';
import { createInterfaces } from './interfaces.ts';
import { createLink } from './link.ts';
import { createNameLookup } from './name-lookup.ts';
import { createPacketFilter } from './packet-filter.ts';
import type { HttpProxy } from './proxy-choice.ts';
import { createSocketTable } from './socket-table.ts';
import { createTrafficCounter } from './traffic-counter.ts';
import type { TrustStore } from './trust-store.ts';

export interface NetworkOptions {
  readonly android: AndroidVersion;
  readonly internet: Internet;
  readonly loopback: Loopback;
  readonly store: TrustStore;
  /** The proxy that HTTP clients are told of. */
  proxy(): HttpProxy | undefined;
  /** In which set the bytes of a uid count. */
  isForeground(uid: number): boolean;
  /** Whether the phone's rules refuse the uid the network that it would take. */
  blocks(uid: number): boolean;
  now(): number;
}

const LARGEST_BODY = 64 * 1024 * 1024;

export function createNetwork(options: NetworkOptions): Network {
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const counter = createTrafficCounter({ isForeground: options.isForeground, changed });
  const table = createSocketTable({ now: options.now, changed });
  const interfaces = createInterfaces((name: InterfaceName) => {
    dialer.lost(name);
    changed();
  });
  const link = createLink();
  const filter = createPacketFilter();
  const counting = { ...options, counter, table, interfaces, link, filter };
  const dialing = { ...counting, lookup: createNameLookup(counting) };
  const dialer = createDialer(dialing);
  const parts: ClientParts = { ...dialing, dialer };
  return {
    connect: (uid, host, port) => dialer.dial({ uid, targetSdk: options.android.api }, host, port),
    echo: (uid, bytes, ttl) => sendEcho(counting, { uid, bytes, ttl }),
    request: (app, wanted) => request(app, wanted, parts),
    client: (app) => createAppClient(app, parts),
    counters: () => counter.totals(),
    traffic: (): readonly TrafficRow[] => counter.rows(),
    interfaces,
    filter,
    slow: link.slow,
    rebooted() {
      counter.reset();
      filter.rebooted();
      dialing.lookup.forget();
    },
    sockets: () => table.sockets(),
    onChange: (listener) => void listeners.push(listener),
  };
}

/** One request on a connection of its own, its answer read to the end. */
async function request(app: NetworkIdentity, wanted: HttpRequest, parts: ClientParts): Promise<HttpResponse> {
  const client = createAppClient(app, parts);
  try {
    const response = await client.fetch(wanted);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > LARGEST_BODY) throw new Error(`the answer is larger than ${LARGEST_BODY} bytes`);
      chunks.push(chunk);
    }
    return { status: response.status, headers: response.headers, body: Buffer.concat(chunks) };
  } finally {
    client.close();
  }
}
