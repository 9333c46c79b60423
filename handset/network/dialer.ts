import type { Duplex, Transform } from 'node:stream';
import { duplexPair } from '../duplex-pair.ts';
import { isAddress } from '../internet/addresses.ts';
import type { InterfaceName, Interfaces, Internet, NetworkIdentity } from '../network-parts.ts';
import type { Loopback } from '../shell-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { ADDRESSES } from './interfaces.ts';
import { connectError, javaError } from './java-error.ts';
import type { Link } from './link.ts';
import type { Lookup } from './name-lookup.ts';
import { connectNeighbour, isNeighbour } from './neighbours.ts';
import type { OutgoingPacket, PacketFilter } from './packet-filter.ts';
import { followConnection, type SocketTable } from './socket-table.ts';
import type { Account, TrafficCounter } from './traffic-counter.ts';

export interface DialerParts {
  readonly android: AndroidVersion;
  readonly internet: Internet;
  readonly loopback: Loopback;
  readonly interfaces: Interfaces;
  readonly counter: TrafficCounter;
  readonly table: SocketTable;
  readonly lookup: Lookup;
  readonly link: Link;
  readonly filter: PacketFilter;
  blocks(uid: number): boolean;
}

/** Connects sockets of apps: those that stay on the phone, and those that are counted. */
export interface Dialer {
  dial(app: NetworkIdentity, host: string, port: number): Promise<Duplex>;
  /** Cuts what runs over an interface, as the kernel does when its network is gone. */
  lost(name: InterfaceName): void;
}

export function createDialer(parts: DialerParts): Dialer {
  const running = new Map<Duplex, InterfaceName>();
  return {
    async dial(app, host, port) {
      if (isLoopback(host)) return await dialLoopback(parts, app, port);
      if (isAddress(host)) requirePermission(parts.android, app);
      const address = isAddress(host) ? host : ((await parts.lookup(app, host))[0] ?? host);
      const over = parts.interfaces.active();
      if (over === undefined) throw connectError({ host, address, port }, 'ENETUNREACH');
      // The firewall rejects by an ICMP message, as a closed port is reported.
      const first = synTo(app.uid, address, port);
      if (parts.blocks(app.uid) || parts.filter.refuses(first))
        throw connectError({ host, address, port }, 'ECONNREFUSED');
      const account = { interface: over, uid: app.uid };
      const opening = { uid: app.uid, localAddress: ADDRESSES[over], remote: { address, port } };
      const listed = parts.table.tcp(opening, 'SYN_SENT');
      parts.counter.opened(account);
      const far = isNeighbour(address)
        ? connectNeighbour(address, port, listed.localPort)
        : parts.internet.connect(address, port);
      const wire = await far.catch((error: unknown) => {
        listed.gone();
        throw refusedAs({ host, address, port }, error);
      });
      listed.is('ESTABLISHED');
      const socket = counted(wire, account, parts);
      followConnection(socket, listed);
      running.set(socket, over);
      socket.once('close', () => running.delete(socket));
      return socket;
    },
    lost(name) {
      const cause = Object.assign(new Error('Software caused connection abort'), { code: 'ECONNABORTED' });
      for (const [socket, over] of running) if (over === name) socket.destroy(cause);
    },
  };
}

async function dialLoopback(parts: DialerParts, app: NetworkIdentity, port: number): Promise<Duplex> {
  requirePermission(parts.android, app);
  const place = { host: '127.0.0.1', address: '127.0.0.1', port };
  // Where it leads is changed before the filter looks, and never shown to the app (netfilter: nat before filter).
  const first = synTo(app.uid, place.address, port);
  const led = parts.filter.redirects(first) ?? port;
  if (parts.filter.refuses({ ...first, port: led })) throw connectError(place, 'ECONNREFUSED');
  const socket = await parts.loopback.connect(led).catch((error: unknown) => {
    throw refusedAs(place, error);
  });
  const opening = { uid: app.uid, localAddress: place.address, remote: { address: place.address, port } };
  followConnection(socket, parts.table.tcp(opening, 'ESTABLISHED'));
  return socket;
}

/** The first packet of a connection, with the options that a SYN has. */
function synTo(uid: number, address: string, port: number): OutgoingPacket {
  return { family: 4, protocol: 'tcp', uid, address, port, bytes: 60 };
}

/** Without the permission the kernel gives no sockets: of the group inet before Android 10, of eBPF's since. */
export function requirePermission({ api }: AndroidVersion, app: NetworkIdentity): void {
  if (app.mayUseInternet !== false) return;
  const [code, text] =
    api < 29 ? ['EACCES', 'EACCES (Permission denied)'] : ['EPERM', 'EPERM (Operation not permitted)'];
  throw javaError('java.net.SocketException', `socket failed: ${text}`, code ?? '');
}

function refusedAs(place: { host: string; address: string; port: number }, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' ? connectError(place, code) : error;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\./.test(host);
}

/** The same connection over the radio's link, with a meter on it: what waits for its turn has not been counted yet. */
function counted(wire: Duplex, account: Account, { counter, link }: DialerParts): Duplex {
  const [app, kernel] = duplexPair();
  const [up, down] = [link.lane('up'), link.lane('down')];
  up.on('data', (chunk: Buffer) => counter.sent(account, chunk.length));
  down.on('data', (chunk: Buffer) => counter.received(account, chunk.length));
  kernel.pipe(up).pipe(wire).pipe(down).pipe(kernel);
  wire.once('error', (error) => kernel.destroy(error)); // A reset reaches the app as one; any other cut as an end.
  kernel.once('close', () => {
    counter.closed(account);
    afterLane(up, kernel, () => wire.destroy());
  });
  wire.once('close', () => afterLane(down, wire, () => kernel.destroy()));
  return app;
}

/** Ends the far side of a lane: once all has passed that was sent before an end, at once after a cut. */
function afterLane(lane: Transform, from: Duplex, end: () => void): void {
  if (!from.readableEnded || lane.readableEnded) return end();
  lane.once('end', () => setImmediate(end));
}
