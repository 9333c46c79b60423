import { Duplex, PassThrough } from 'node:stream';
import type { Loopback } from '../parts.ts';

/** TCP on the phone's own loopback, in memory: no port of the host is taken, so that every handset has all of them. */
export function createLoopback(): Loopback {
  const listeners = new Map<number, (socket: Duplex) => void>();
  return {
    listen(port, accept) {
      if (listeners.has(port)) throw new Error(`port ${port} of the phone is taken`);
      listeners.set(port, accept);
      return () => {
        if (listeners.get(port) === accept) listeners.delete(port);
      };
    },
    async connect(port) {
      const accept = listeners.get(port);
      if (accept === undefined)
        throw Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${port}`), { code: 'ECONNREFUSED' });
      const [near, far] = duplexPair();
      accept(far);
      return near;
    },
  };
}

/** Two ends of one connection: what is written to one is read from the other. */
function duplexPair(): readonly [Duplex, Duplex] {
  const there = new PassThrough();
  const back = new PassThrough();
  const near = Duplex.from({ readable: back, writable: there });
  const far = Duplex.from({ readable: there, writable: back });
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on('error', () => undefined); // A connection that was cut ends its other end; nothing else is concerned.
    one.once('close', () => other.destroy());
  }
  return [near, far];
}
