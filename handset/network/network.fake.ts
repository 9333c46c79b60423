import type { AppNetwork, Network, TrafficRow } from '../network-parts.ts';
import { createInterfaces } from './interfaces.ts';
import { createPacketFilter } from './packet-filter.ts';

/** The network of an app in a test that has none. */
export function fakeAppNetwork(): AppNetwork {
  const unreachable = (): Promise<never> => Promise.reject(new Error('there is no network in this test'));
  return {
    fetch: unreachable,
    webSocket: unreachable,
    tcp: unreachable,
    tls: unreachable,
    lookup: unreachable,
    udp: () => ({ send: unreachable, onMessage: () => undefined, close: () => undefined }),
    listen: () => () => undefined,
    closeIdle: () => undefined,
  };
}

type Totals = ReadonlyMap<number, { readonly sentBytes: number; readonly receivedBytes: number }>;

/** A network that leads nowhere, and has counted what a test says, all in the background over Wi-Fi. */
export function fakeNetwork(totals: Totals): Network {
  const unreachable = (): Promise<never> => Promise.reject(new Error('there is no network in this test'));
  const none = { sentBytes: 0, sentPackets: 0, receivedBytes: 0, receivedPackets: 0 };
  return {
    connect: unreachable,
    echo: () => 'no-network',
    request: unreachable,
    client: () => ({ ...fakeAppNetwork(), close: () => undefined }),
    counters: () => totals,
    traffic: () =>
      [...totals].map(([uid, { sentBytes, receivedBytes }]): TrafficRow => {
        const tcp = { sentBytes, sentPackets: 1, receivedBytes, receivedPackets: 1 };
        return { interface: 'wlan0', uid, set: 'DEFAULT', tag: 0, tcp, udp: none };
      }),
    interfaces: createInterfaces(() => undefined),
    filter: createPacketFilter(),
    slow: () => undefined,
    rebooted: () => undefined,
    sockets: () => [],
    onChange: () => undefined,
  };
}
