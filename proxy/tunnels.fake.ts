import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** A connection of a client's to the proxy, and through it to a host. */
export interface Asked {
  readonly proxyPort: number;
  readonly host: string;
  readonly port: number;
}

/** Asks for a tunnel by CONNECT. */
export async function connectTunnel({ proxyPort, host, port }: Asked): Promise<Socket> {
  const socket = await opened(proxyPort);
  socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(`refused: ${head}`);
  return socket;
}

/** The same by SOCKS 5 (RFC 1928), with a host name. */
export async function socksTunnel({ proxyPort, host, port }: Asked): Promise<Socket> {
  const socket = await opened(proxyPort);
  socket.write(Buffer.from([5, 1, 0]));
  await once(socket, 'data');
  const asked = Buffer.from([5, 1, 0, 3, host.length, ...Buffer.from(host), port >> 8, port & 0xff]);
  socket.write(asked);
  await once(socket, 'data');
  return socket;
}

/** TLS inside a tunnel, by a client that trusts this authority. */
export async function securedIn(
  socket: Socket,
  host: string,
  { ca, protocols }: { readonly ca: string; readonly protocols?: readonly string[] },
): Promise<TLSSocket> {
  const secured = connectTls({
    socket,
    servername: host,
    ca,
    ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }),
  });
  await once(secured, 'secureConnect');
  return secured;
}

async function opened(proxyPort: number): Promise<Socket> {
  const socket = connect(proxyPort, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}
