import { join } from './join.ts';
import type { PhoneSockets } from './phone-sockets.ts';
import type { AdbStream } from './stream.ts';

/** `adb reverse`: sockets of the phone that lead to hosts. They end with the connection that made them. */
export interface Reverses {
  /** Serves `reverse:<request>` of one connection. */
  serve(request: string, connection: ReverseConnection, stream: AdbStream): void;
  /** The connection is no more. */
  forget(connection: ReverseConnection): void;
}

export interface ReverseConnection {
  /** As the daemon calls it in `adb reverse --list`. */
  readonly name: string;
  open(service: string): Promise<AdbStream>;
}

interface Listener {
  readonly stop: () => void;
  host: string;
  connection: ReverseConnection;
}

/** One list for the phone: a second host sees, replaces and removes what the first has made (adb_listeners.cpp). */
export function createReverses(sockets: PhoneSockets): Reverses {
  const listeners = new Map<string, Listener>();

  function answer(request: string, connection: ReverseConnection): string {
    if (request === 'list-forward') return counted(listed(listeners));
    if (request === 'killforward-all') {
      for (const { stop } of listeners.values()) stop();
      listeners.clear();
      return 'OKAY';
    }
    const [, verb, rest = ''] = /^(killforward|forward):(.*)$/s.exec(request) ?? [];
    if (verb === 'killforward') return kill(listeners, rest);
    if (verb === 'forward') return bind({ listeners, sockets, connection }, rest);
    return fail('not a reverse forwarding command');
  }

  return {
    serve: (request, connection, stream) => void stream.end(answer(request, connection)),
    forget(connection) {
      for (const [name, listener] of listeners) {
        if (listener.connection !== connection) continue;
        listener.stop();
        listeners.delete(name);
      }
    },
  };
}

function listed(listeners: ReadonlyMap<string, Listener>): string {
  return [...listeners]
    .map(([name, { host, connection }]) => `${connection.name} ${name} ${host}\n`)
    .join('');
}

function kill(listeners: Map<string, Listener>, name: string): string {
  if (name === '' || name.includes(';')) return fail(`bad killforward: ${name}`);
  const listener = listeners.get(name);
  if (listener === undefined) return fail(`listener '${name}' not found`);
  listener.stop();
  listeners.delete(name);
  return 'OKAY';
}

interface Binding {
  readonly listeners: Map<string, Listener>;
  readonly sockets: PhoneSockets;
  readonly connection: ReverseConnection;
}

function bind({ listeners, sockets, connection }: Binding, words: string): string {
  const rebind = !words.startsWith('norebind:');
  const spec = rebind ? words : words.slice('norebind:'.length);
  const [phone = '', host = '', ...rest] = spec.split(';');
  if (phone === '' || host === '' || host.startsWith('*') || rest.length > 0)
    return fail(`bad forward: ${spec}`);
  const existing = listeners.get(phone);
  if (existing !== undefined) {
    if (!rebind) return fail('cannot rebind existing socket');
    Object.assign(existing, { host, connection });
    return 'OKAY';
  }
  try {
    const { name, stop } = sockets.listen(phone, (socket) => {
      const listener = listeners.get(name);
      if (listener === undefined) return void socket.destroy();
      listener.connection.open(listener.host).then(
        (stream) => join(socket, stream),
        () => socket.destroy(),
      );
    });
    listeners.set(name, { stop, host, connection });
    return name === phone ? 'OKAY' : `OKAY${counted(name.slice('tcp:'.length))}`;
  } catch (error) {
    return fail(`cannot bind listener: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** adb's length-prefixed text: four hex digits, then the text. */
function counted(text: string): string {
  return `${Buffer.byteLength(text).toString(16).padStart(4, '0')}${text}`;
}

function fail(text: string): string {
  return `FAIL${counted(text)}`;
}
