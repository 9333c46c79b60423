import { subscribe } from 'node:diagnostics_channel';
import type { Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Recording } from '../engine/proxy-engine.ts';

/**
 * Tells of every TLS handshake with the phone that failed, by OpenSSL's own code, which names the alert: mockttp's event for it
 * knows a few causes only, and in TLS 1.3 nobody but who holds the keys can read an alert.
 */
export function reportTlsFailures({ connectionAt, tlsFailed }: Recording): void {
  const watched = new WeakSet<Server>();
  subscribe('net.server.socket', (message) => {
    const { server } = (message as { readonly socket: Socket & { readonly server?: Server } }).socket;
    if (server === undefined || watched.has(server)) return;
    watched.add(server);
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
      const connection = connectionAt(socket.remotePort);
      if (connection !== undefined) tlsFailed(connection.id, error.code ?? error.message);
    });
  });
}
