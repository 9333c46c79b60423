import type { Duplex } from 'node:stream';
import type { Loopback } from '../shell-parts.ts';

/** Sockets of the phone by adb's names for them: `tcp:8080`, `localabstract:scrcpy`, … (socket_spec.cpp). */
export interface PhoneSockets {
  /** Rejects when nobody listens, and for names that lead nowhere on a phone. */
  connect(spec: string): Promise<Duplex>;
  /** The name that it got (a port for `tcp:0`), and what stops it. Throws in adbd's words. */
  listen(spec: string, accept: (socket: Duplex) => void): { readonly name: string; stop(): void };
}

/** Sockets in the kernel's own name space, in init's directory, and by a path. */
const LOCAL = /^(?:local|localreserved|localabstract|localfilesystem):.+/s;
const FIRST_FREE_PORT = 32_768;
const LAST_PORT = 65_535;

/** `local:` and its like exist for adb only: no app of the handset can open one. */
export function createPhoneSockets(loopback: Loopback, open: () => readonly [Duplex, Duplex]): PhoneSockets {
  const local = new Map<string, (socket: Duplex) => void>();
  return {
    async connect(spec) {
      const tcp = parsePort(spec);
      if (tcp !== undefined) return await loopback.connect(tcp);
      const accept = local.get(reserved(spec));
      if (accept === undefined) throw new Error(`could not connect to '${spec}'`);
      const [near, far] = open();
      accept(far);
      return near;
    },
    listen(spec, accept) {
      const tcp = parsePort(spec);
      if (tcp !== undefined) return listenOn(loopback, tcp, accept);
      const name = reserved(spec);
      if (!LOCAL.test(spec)) throw new Error(`unknown socket specification: ${spec}`);
      if (local.has(name)) throw new Error('Address already in use');
      local.set(name, accept);
      return { name: spec, stop: () => void local.delete(name) };
    },
  };
}

/** On a device `local:` is another word for `localreserved:`. */
function reserved(spec: string): string {
  return spec.replace(/^local:/, 'localreserved:');
}

/** `undefined` for no TCP port of the phone itself: adbd opens no connections to elsewhere. Throws for a wrong one. */
function parsePort(spec: string): number | undefined {
  const port = /^tcp:(?:localhost:)?(-?\d+)$/.exec(spec)?.[1];
  if (port === undefined) return undefined;
  if (Number(port) < 0 || Number(port) > LAST_PORT) throw new Error(`bad port number '${Number(port)}'`);
  return Number(port);
}

function listenOn(
  loopback: Loopback,
  port: number,
  accept: (socket: Duplex) => void,
): ReturnType<PhoneSockets['listen']> {
  if (port !== 0) {
    try {
      return { name: `tcp:${port}`, stop: loopback.listen(port, accept) };
    } catch (cause) {
      throw new Error('Address already in use', { cause });
    }
  }
  for (let free = FIRST_FREE_PORT; free <= LAST_PORT; free += 1) {
    try {
      return { name: `tcp:${free}`, stop: loopback.listen(free, accept) };
    } catch {
      // Taken: the kernel tries the next one, too.
    }
  }
  throw new Error('Address already in use');
}
