import type { Duplex } from 'node:stream';
import { duplexPair } from './duplex-pair.ts';

/**
 * The same connection by a stream without one of Node's own handles: its HTTP/2 takes the handle of a TLS socket and
 * reads nothing from it where TLS runs over a stream (Node 20.20).
 */
export function plainDuplex(stream: Duplex): Duplex {
  const [near, far] = duplexPair();
  stream.pipe(far).pipe(stream);
  stream.once('error', (error) => far.destroy(error));
  stream.once('close', () => far.destroy());
  far.once('close', () => stream.destroy());
  return near;
}
