import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { OpenSocket } from '../parts.ts';

const PHONE = '192.168.1.100';
/** Linux gives ports from here on to whoever connects (ip_local_port_range). */
const FIRST_PORT = 32_768;
const PORTS = 28_232;

/** The connections that apps hold open. */
export function createSocketTable(changed: () => void): {
  sockets(): readonly OpenSocket[];
  /** The same connection, listed until it is closed. */
  listed(
    wanted: { readonly uid: number; readonly host: string; readonly port: number },
    socket: Duplex,
  ): Duplex;
} {
  const open = new Set<OpenSocket>();
  let opened = 0;
  return {
    sockets: () => [...open],
    listed({ uid, host, port }, socket) {
      const remote = addressOf(host);
      const row: OpenSocket = {
        uid,
        local: { address: remote === '127.0.0.1' ? remote : PHONE, port: FIRST_PORT + (opened % PORTS) },
        remote: { address: remote, port },
        inode: 20_000 + opened,
      };
      opened += 1;
      open.add(row);
      changed();
      socket.once('close', () => {
        open.delete(row);
        changed();
      });
      return socket;
    },
  };
}

/** Hosts of the phone's internet have names only: each gets an address of its own in 198.18.0.0/15 (RFC 2544). */
function addressOf(host: string): string {
  if (/^\d+(?:\.\d+){3}$/.test(host)) return host;
  const [high = 0, middle = 0, low = 0] = createHash('sha256').update(host).digest();
  return `198.${18 + (high & 1)}.${middle}.${low}`;
}
