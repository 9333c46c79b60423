import type { Duplex } from 'node:stream';
import { duplexPair } from '../duplex-pair.ts';
import type { Loopback } from '../shell-parts.ts';

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
      if (accept === undefined) {
        throw Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${port}`), { code: 'ECONNREFUSED' });
      }
      const [near, far] = duplexPair();
      accept(far);
      return near;
    },
  };
}
