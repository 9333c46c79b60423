import type { Duplex } from 'node:stream';

/** What `http.Server` calls on the sockets it is given; a stream that is no TCP socket need not have them. */
const STUBS = ['setTimeout', 'setNoDelay', 'setKeepAlive', 'ref', 'unref'] as const;

/** Makes a stream acceptable to `server.emit('connection', …)`: what it lacks of a socket does nothing. */
export function asServerSocket(stream: Duplex): Duplex {
  for (const name of STUBS) {
    if (!(name in stream)) Object.defineProperty(stream, name, { value: () => stream, configurable: true });
  }
  // The client may go away at any time, and without a listener that would end the whole handset.
  stream.on('error', () => stream.destroy());
  return stream;
}
