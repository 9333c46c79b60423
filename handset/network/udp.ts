import { isAddress } from '../internet/addresses.ts';
import type { NetworkIdentity, UdpSocket } from '../network-parts.ts';
import { type DialerParts, requirePermission } from './dialer.ts';
import { javaError } from './java-error.ts';

/** What IPv4 can carry in one datagram. */
const LARGEST = 65_507;

/** A datagram socket of an app: counted, listed, and never told of what is lost. */
export function openUdp(parts: DialerParts, app: NetworkIdentity): UdpSocket {
  requirePermission(parts.android, app);
  const listeners: ((bytes: Buffer, from: { address: string; port: number }) => void)[] = [];
  const listed = parts.table.udp({ uid: app.uid, localAddress: '0.0.0.0' });
  let open = true;
  return {
    async send(bytes, host, port) {
      if (!open) throw javaError('java.net.SocketException', 'Socket closed', 'EBADF');
      if (bytes.length > LARGEST)
        throw javaError('java.io.IOException', 'sendto failed: EMSGSIZE (Message too long)', 'EMSGSIZE');
      const address = isAddress(host) ? host : ((await parts.lookup(app, host))[0] ?? host);
      const over = parts.interfaces.active();
      if (over === undefined)
        throw javaError(
          'java.net.SocketException',
          'sendto failed: ENETUNREACH (Network is unreachable)',
          'ENETUNREACH',
        );
      // What a filter drops on its way out, the call itself is told of (EPERM of ip_local_out and of eBPF; by their documentation).
      const bytesSent = bytes.length + 28;
      const packet = { family: 4, protocol: 'udp', uid: app.uid, address, port, bytes: bytesSent } as const;
      if (parts.blocks(app.uid) || parts.filter.refuses(packet))
        throw javaError(
          'java.net.SocketException',
          'sendto failed: EPERM (Operation not permitted)',
          'EPERM',
        );
      const account = { interface: over, uid: app.uid };
      parts.counter.datagramSent(account, bytes.length);
      await parts.link.carry('up', bytes.length);
      const answer = await parts.internet.datagram(address, port, Buffer.from(bytes));
      if (answer !== undefined) await parts.link.carry('down', answer.length);
      if (answer === undefined || !open || parts.interfaces.active() !== over) return;
      parts.counter.datagramReceived(account, answer.length);
      for (const listener of listeners) listener(answer, { address, port });
    },
    onMessage: (listener) => void listeners.push(listener),
    close() {
      open = false;
      listed.gone();
    },
  };
}
