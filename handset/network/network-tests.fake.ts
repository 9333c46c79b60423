import { X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Loopback } from '../parts.ts';
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
export function leadToGateway(loopback: Loopback, port: number, gateway: string): Loopback {
  const [host = '', gatewayPort = ''] = gateway.split(':');
  loopback.listen(port, (socket: Duplex) => {
    const onward = connect(Number(gatewayPort), host);
    socket.pipe(onward).pipe(socket);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return loopback;
}
