import { X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { StartedInternet } from '../internet/internet.ts';
import type { Network } from '../network-parts.ts';
import { createLoopback } from '../shell/loopback.ts';
import type { Loopback } from '../shell-parts.ts';
import { ANDROID_9 } from '../system/android-version.ts';
import { createNetwork, type NetworkOptions } from './network.ts';
import { namesOf } from './subject-hash.ts';
import type { AuthorityKind, TrustStore } from './trust-store.ts';

/** A store that has these authorities, whatever files would be called. */
export function storeOf(pems: Partial<Record<AuthorityKind, readonly string[]>>): TrustStore {
  return {
    authoritiesNamed: async (name, kinds) =>
      kinds.flatMap((kind) =>
        (pems[kind] ?? [])
          .map((pem) => ({ certificate: new X509Certificate(pem), kind }))
          .filter(({ certificate }) => namesOf(certificate).subject.equals(name)),
      ),
  };
}

/** Lets a port of the phone's loopback lead to a proxy on the host, as `adb reverse` does. */
function leadToGateway(loopback: Loopback, port: number, gateway: string): Loopback {
  const [host = '', gatewayPort = ''] = gateway.split(':');
  loopback.listen(port, (socket: Duplex) => {
    const onward = connect(Number(gatewayPort), host);
    socket.pipe(onward).pipe(socket);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return loopback;
}

/** A phone's network on this internet, whose authority it trusts; a proxy is on its port 8080, for who asks for it. */
export function networkOn(internet: StartedInternet, change: Partial<NetworkOptions>): Network {
  return createNetwork({
    android: ANDROID_9,
    internet,
    loopback: leadToGateway(createLoopback(), 8080, internet.gateway),
    proxy: () => undefined,
    store: storeOf({ system: [internet.authorityPem] }),
    isForeground: () => false,
    blocks: () => false,
    now: Date.now,
    ...change,
  });
}
