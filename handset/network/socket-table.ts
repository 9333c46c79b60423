import type { Duplex } from 'node:stream';
import type { OpenSocket, TcpState } from '../network-parts.ts';

/** Linux gives ports from here on to whoever connects (ip_local_port_range). */
const FIRST_PORT = 32_768;
const PORTS = 28_232;
/** TCP_TIMEWAIT_LEN of the kernel. */
const TIME_WAIT_MS = 60_000;
const ANY = { address: '0.0.0.0', port: 0 };

/** Who opens a socket, from which address, and where to. */
interface Opening {
  readonly uid: number;
  readonly localAddress: string;
  readonly remote: OpenSocket['remote'];
}

interface Row extends OpenSocket {
  readonly untilMs?: number;
}

/** A row of the table: it is in a state until it is gone. */
export interface Listed {
  readonly localPort: number;
  is(state: TcpState): void;
  gone(): void;
}

/** The sockets that apps hold open. */
export interface SocketTable {
  sockets(): readonly OpenSocket[];
  tcp(opening: Opening, state: TcpState): Listed;
  udp(opening: Pick<Opening, 'uid' | 'localAddress'>): Listed;
  listening(uid: number, address: string, port: number): Listed;
}

export function createSocketTable(parts: { now(): number; changed(): void }): SocketTable {
  const open = new Map<number, Row>();
  let opened = 0;
  function add(row: Omit<OpenSocket, 'inode' | 'local'> & { readonly local: string }, port?: number): Listed {
    const inode = 20_000 + opened;
    const local = { address: row.local, port: port ?? FIRST_PORT + (opened % PORTS) };
    opened += 1;
    open.set(inode, { ...row, local, inode });
    parts.changed();
    return {
      localPort: local.port,
      is(state) {
        const before = open.get(inode);
        if (before === undefined || before.state === state) return;
        // The kernel keeps no owner for what only waits for late packets.
        const waits = state === 'TIME_WAIT' ? { uid: 0, untilMs: parts.now() + TIME_WAIT_MS } : {};
        open.set(inode, { ...before, state, ...waits });
        parts.changed();
      },
      gone() {
        if (open.delete(inode)) parts.changed();
      },
    };
  }
  return {
    sockets() {
      for (const [inode, { untilMs }] of open)
        if (untilMs !== undefined && untilMs <= parts.now()) open.delete(inode);
      return [...open.values()];
    },
    tcp: ({ uid, localAddress, remote }, state) =>
      add({ protocol: 'tcp', state, uid, local: localAddress, remote }),
    udp: ({ uid, localAddress }) =>
      add({ protocol: 'udp', state: 'CLOSE', uid, local: localAddress, remote: ANY }),
    listening: (uid, address, port) =>
      add({ protocol: 'tcp', state: 'LISTEN', uid, local: address, remote: ANY }, port),
  };
}

/** Follows a connection from `ESTABLISHED` on: who closes first waits longer (RFC 9293, 3.6). */
export function followConnection(socket: Duplex, listed: Listed): void {
  let otherEnded = false;
  let cut = false;
  socket.once('end', () => {
    otherEnded = true;
    if (!socket.writableEnded) listed.is('CLOSE_WAIT');
  });
  socket.once('finish', () => {
    if (!otherEnded) listed.is('FIN_WAIT2');
  });
  socket.once('error', () => {
    cut = true;
  });
  socket.once('close', () => {
    if (otherEnded || cut) listed.gone();
    else listed.is('TIME_WAIT');
  });
}
