import type { Loopback } from '../parts.ts';
import { join } from './join.ts';
import type { AdbStream } from './stream.ts';

/** `adb reverse`: ports of the phone's loopback that lead to the host. They end with the connection that made them. */
export interface Reverses {
  /** Serves `reverse:<request>`. */
  serve(request: string, stream: AdbStream): void;
  clear(): void;
}

export function createReverses(loopback: Loopback, open: (service: string) => Promise<AdbStream>): Reverses {
  const active = new Map<string, { readonly host: string; readonly stop: () => void }>();

  function forward(phone: string, host: string, rebind: boolean): string {
    const port = portOf(phone);
    if (port === undefined) return fail(`cannot bind listener: unknown socket specification '${phone}'`);
    const chosen = port === 0 ? freePort(active) : port;
    const name = `tcp:${chosen}`;
    const existing = active.get(name);
    if (existing !== undefined && !rebind) return fail('cannot rebind existing socket');
    existing?.stop();
    active.delete(name);
    try {
      const stop = loopback.listen(chosen, (socket) => {
        open(host).then(
          (stream) => join(socket, stream),
          () => socket.destroy(),
        );
      });
      active.set(name, { host, stop });
    } catch {
      return fail(`cannot bind listener: Address already in use`);
    }
    return port === 0 ? `OKAY${counted(String(chosen))}` : 'OKAY';
  }

  function answer(request: string): string {
    if (request === 'list-forward') {
      return counted([...active].map(([phone, { host }]) => `(reverse) ${phone} ${host}\n`).join(''));
    }
    if (request === 'killforward-all') {
      clear();
      return 'OKAY';
    }
    const kill = /^killforward:(.+)$/.exec(request)?.[1];
    if (kill !== undefined) {
      const entry = active.get(kill);
      if (entry === undefined) return fail(`listener '${kill}' not found`);
      entry.stop();
      active.delete(kill);
      return 'OKAY';
    }
    const bind = /^forward:(norebind:)?([^;]+);(.+)$/.exec(request);
    if (bind?.[2] === undefined || bind[3] === undefined) return fail(`unknown reverse request '${request}'`);
    return forward(bind[2], bind[3], bind[1] === undefined);
  }

  function clear(): void {
    for (const { stop } of active.values()) stop();
    active.clear();
  }

  return { serve: (request, stream) => void stream.end(answer(request)), clear };
}

function portOf(spec: string): number | undefined {
  const port = /^tcp:(\d{1,5})$/.exec(spec)?.[1];
  return port === undefined || Number(port) > 65_535 ? undefined : Number(port);
}

/** The range from which Linux takes ports by itself. */
function freePort(active: ReadonlyMap<string, unknown>): number {
  for (let port = 32_768; port < 61_000; port += 1) if (!active.has(`tcp:${port}`)) return port;
  throw new Error('no port is free');
}

/** adb's length-prefixed text: four hex digits, then the text. */
function counted(text: string): string {
  return `${Buffer.byteLength(text).toString(16).padStart(4, '0')}${text}`;
}

function fail(text: string): string {
  return `FAIL${counted(text)}`;
}
