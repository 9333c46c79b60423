import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { ContractOrigin } from './origin.fake.ts';

/** Between what a client of the contract speaks. */
export interface Ends {
  readonly proxyPort: number;
  /** The proxy's authority, in which the client trusts. */
  readonly authority: string;
  readonly origin: ContractOrigin;
}

const PATIENCE_MS = 15_000;

/** A connection to the proxy, by whose own port the recorded one is found again. */
export async function connected({ proxyPort }: Pick<Ends, 'proxyPort'>): Promise<Socket> {
  const socket = connectTcp(proxyPort, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

export async function tunnel(ends: Ends, port: number, host = 'localhost'): Promise<Socket> {
  const socket = await connected(ends);
  socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
  await heard(socket, /^HTTP\/1\.1 200/);
  return socket;
}

interface Tls {
  readonly host?: string;
  readonly protocol?: 'http/1.1' | 'h2' | 'none';
}

/** TLS over a tunnel, with the handshake done. */
export async function secured(
  ends: Ends,
  port: number,
  { host = 'localhost', protocol = 'http/1.1' }: Tls = {},
): Promise<TLSSocket> {
  const socket = await tunnel(ends, port, host);
  const name = /^[\d.]+$/.test(host) ? {} : { servername: host };
  const alpn = protocol === 'none' ? {} : { ALPNProtocols: [protocol] };
  const tls = connectTls({ socket, host, ...name, ca: ends.authority, ...alpn });
  await once(tls, 'secureConnect');
  tls.on('error', () => undefined);
  return tls;
}

/** What was said up to where it fits, or until nobody says more. */
export async function heard(socket: Socket, fits: RegExp): Promise<string> {
  return await new Promise((resolve, reject) => {
    let said = '';
    const done = (outcome: string | Error): void => {
      clearTimeout(timer);
      socket.off('data', take);
      socket.off('close', closed);
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    const timer = setTimeout(() => done(new Error(`was not heard: ${fits}, but ${said}`)), PATIENCE_MS);
    const closed = (): void => done(said);
    const take = (chunk: Buffer): void => {
      said += chunk.toString('latin1');
      if (fits.test(said)) done(said);
    };
    socket.on('data', take);
    socket.once('close', closed);
  });
}

/** Ends a connection, and waits until it is over. */
export async function over(socket: Socket): Promise<void> {
  if (socket.closed) return;
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
}
