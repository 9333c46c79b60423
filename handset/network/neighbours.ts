import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { ADDRESSES } from './interfaces.ts';

/** What an address of the phone's Wi-Fi network begins with: 192.168.1.0/24. */
const NETWORK = /^192\.168\.1\.\d{1,3}$/;

/** Whether the phone is in the Wi-Fi network with that address, rather than behind its router. */
export function isOnWifi(address: string): boolean {
  return NETWORK.test(address);
}

/**
 * Whether it is this machine's, in a network that the phone is in as well: that is so where the machine has the phone's own
 * address too, as one has that was made a network of its own for that (`unshare --net`). Nothing leaves the machine.
 */
export function isNeighbour(address: string): boolean {
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((all = []) => all.map((one) => one.address)),
  );
  return isOnWifi(address) && own.has(ADDRESSES.wlan0) && own.has(address);
}

/** From the phone's address, and from the port that its table of sockets shows. */
export async function connectNeighbour(address: string, port: number, localPort: number): Promise<Duplex> {
  const options = { host: address, port, localAddress: ADDRESSES.wlan0, localPort, allowHalfOpen: true };
  return await new Promise((resolve, reject) => {
    const socket = connect(options);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
