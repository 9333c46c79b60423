import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Recording } from '../engine/proxy-engine.ts';

/** mockttp's last events of a connection may be on their way through its own queue when it is closed. */
const AFTERMATH_MS = 50;

/** Tells how many bytes mockttp itself read and wrote over each connection: what it did not read, nobody recorded. */
export function reportOwnCounts(port: number, { connectionAt, toldAll }: Recording): void {
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    const { remotePort, localPort } = socket;
    if (localPort !== port) return;
    socket.once('close', () => {
      const connection = connectionAt(remotePort);
      if (connection === undefined) return;
      const counted = { bytesIn: socket.bytesRead, bytesOut: socket.bytesWritten };
      setTimeout(() => toldAll(connection.id, counted), AFTERMATH_MS);
    });
  });
}
