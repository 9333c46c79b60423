import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { ORIGIN_HOST } from './start-origin.ts';

/** How the load reaches the origin: directly, or through a proxy by CONNECT. */
export interface Route {
  readonly trusted: string;
  readonly proxyPort?: number;
}

/** A TLS connection to the origin's port, handshake done. */
export async function secured(route: Route, port: number, protocol = 'http/1.1'): Promise<TLSSocket> {
  const socket =
    route.proxyPort === undefined ? connectTcp(port, '127.0.0.1') : await tunnel(route.proxyPort, port);
  const tls = connectTls({ socket, servername: ORIGIN_HOST, ca: route.trusted, ALPNProtocols: [protocol] });
  await once(tls, 'secureConnect');
  return tls;
}

async function tunnel(proxyPort: number, port: number): Promise<Socket> {
  const socket = connectTcp(proxyPort, '127.0.0.1');
  socket.write(`CONNECT ${ORIGIN_HOST}:${port} HTTP/1.1\r\nHost: ${ORIGIN_HOST}:${port}\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(`the proxy answered: ${head}`);
  return socket;
}
