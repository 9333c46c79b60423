import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Opening } from '../../helpers/model/flow.ts';
import { type FlowId, parseFlowId } from '../../helpers/model/ids.ts';
import type { Listen } from '../messages.ts';
import { createFirstBytes, type FirstBytes } from './first-bytes.ts';

/** One accepted connection, from its first byte to its last. */
export interface TappedConnection extends Pick<FirstBytes, 'opening' | 'tls'> {
  readonly id: FlowId;
  readonly openedMs: number;
  /** The phone's side, as the host sees it. */
  readonly clientPort: number;
  /** Set when it did not come over this machine's loopback. */
  readonly clientAddress: string | undefined;
  bytesIn: number;
  bytesOut: number;
  closedMs: number | undefined;
  /** It was cut off by the end of the recording. */
  stillOpen: boolean;
  /** The phone did not end it in order: it was reset, or cut off by the end of the recording. */
  cutOff: boolean;
  /** The phone ended its side in order, and everything before that was read. */
  ended: boolean;
}

export interface TapOptions {
  readonly port: number;
  /** Beside loopback. */
  readonly listen?: Listen;
  /** Where the engine listens. */
  readonly enginePort: number;
  /** So long nothing of a new connection is led on, for looks at the phone's sockets to meet it; absent: at once. */
  readonly holdMs?: number;
  /** The connection is over: every one of them, exactly once. */
  onClosed(connection: TappedConnection): void;
  /** For tests only: connections that are led on without the engine. */
  bypass?(opening: Opening): Promise<Socket> | undefined;
}

export interface Tap {
  readonly port: number;
  readonly accepted: number;
  /** Connections from elsewhere than was agreed, cut off at once and led nowhere. */
  readonly refused: number;
  /** By the port from which the engine sees the connection come. */
  connectionAt(enginePort: number): TappedConnection | undefined;
  /** Cuts off what is open. `onClosed` has been told of every connection when it resolves. */
  close(): Promise<void>;
}

/** So long after its end an engine may still speak of a connection. */
const AFTERMATH_MS = 1_000;

/**
 * Stands in front of the engine on loopback and counts. The engine listens on all interfaces and its events miss what
 * it could not read; these counts do not depend on it.
 */
export async function startTap(options: TapOptions): Promise<Tap> {
  const byEnginePort = new Map<number, TappedConnection>();
  const sockets = new Set<Socket>();
  const legs = new Set<Socket>();
  const untold = new Set<TappedConnection>();
  let allTold = (): void => undefined;
  const onClosed = (connection: TappedConnection): void => {
    if (!untold.delete(connection)) return;
    options.onClosed(connection);
    if (untold.size === 0) allTold();
  };
  let accepted = 0;
  let refused = 0;
  let ending = false;
  const take = (client: Socket): void => {
    if (!isAgreed(client, options.listen)) {
      refused += 1;
      client.destroy();
      return;
    }
    accepted += 1;
    sockets.add(client);
    const connection = follow(client, parseFlowId(`connection-${accepted}`));
    client.once('close', () => {
      sockets.delete(client);
      connection.stillOpen = ending;
      connection.cutOff ||= ending;
    });
    untold.add(connection);
    lead({ ...options, onClosed }, client, connection, { byEnginePort, legs });
  };
  const { port, servers } = await listen(options, take);
  return {
    port,
    get accepted() {
      return accepted;
    },
    get refused() {
      return refused;
    },
    connectionAt: (enginePort) => byEnginePort.get(enginePort),
    async close() {
      ending = true;
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
      if (untold.size === 0) return;
      const told = new Promise<void>((resolve) => {
        allTold = resolve;
      });
      // What is on its way to the engine gets there, unless the engine takes nothing any more.
      setTimeout(() => {
        for (const leg of legs) leg.destroy();
      }, AFTERMATH_MS).unref();
      await told;
    },
  };
}

function follow(client: Socket, id: FlowId): TappedConnection {
  const firstBytes = createFirstBytes();
  const connection: TappedConnection = {
    id,
    openedMs: Date.now(),
    clientPort: client.remotePort ?? 0,
    clientAddress: isLoopback(client.remoteAddress) ? undefined : client.remoteAddress,
    bytesIn: 0,
    bytesOut: 0,
    closedMs: undefined,
    stillOpen: false,
    cutOff: false,
    ended: false,
    opening: firstBytes.opening,
    tls: firstBytes.tls,
  };
  client.on('data', (chunk: Buffer) => firstBytes.push(chunk));
  client.once('end', () => {
    connection.ended = true;
  });
  client.once('close', () => {
    connection.bytesIn = client.bytesRead;
    connection.bytesOut = client.bytesWritten;
    connection.closedMs = Date.now();
  });
  return connection;
}

/** The tap's connections to the engine, and whose they are. */
interface EngineSide {
  readonly byEnginePort: Map<number, TappedConnection>;
  readonly legs: Set<Socket>;
}

/** The engine's end is known by its local port before a byte goes through: that is how events find the connection. */
function lead(
  options: TapOptions,
  client: Socket,
  connection: TappedConnection,
  { byEnginePort, legs }: EngineSide,
): void {
  client.setNoDelay(true);
  client.on('error', () => {
    connection.cutOff = true;
    client.destroy();
  });
  let leg: Socket | undefined;
  let told = false;
  const tellIfOver = (): void => {
    // Both may be closed before either says so.
    if (told || !client.closed || leg?.closed === false) return;
    told = true;
    options.onClosed(connection);
  };
  client.once('close', tellIfOver);
  const towards = (socket: Socket): void => {
    leg = socket;
    legs.add(socket);
    socket.once('close', () => {
      legs.delete(socket);
      tellIfOver();
    });
    socket.setNoDelay(true);
    socket.on('error', () => client.destroy());
    // What came of a connection that was cut off is on its way to the engine, and is still to be recorded.
    client.once('close', () => socket.destroySoon());
    socket.once('close', () => {
      client.end();
      client.destroySoon();
    });
    client.pipe(socket);
    socket.pipe(client);
  };
  const toEngine = (): void => towards(connectToEngine(options, connection, byEnginePort));
  if (options.bypass === undefined) return toEngine();
  client.once('data', (head: Buffer) => {
    client.pause();
    const bypassed = options.bypass?.(connection.opening());
    if (bypassed === undefined) {
      client.unshift(head);
      toEngine();
      return;
    }
    bypassed.then(
      (socket) => {
        // The upstream proxy understands the same CONNECT.
        client.unshift(head);
        towards(socket);
      },
      () => client.destroy(),
    );
  });
}

function connectToEngine(
  { enginePort, holdMs }: TapOptions,
  connection: TappedConnection,
  byEnginePort: EngineSide['byEnginePort'],
): Socket {
  const socket = connect({ host: '127.0.0.1', port: enginePort, allowHalfOpen: true });
  if (holdMs !== undefined) hold(socket, holdMs);
  socket.once('connect', () => {
    const { localPort } = socket;
    if (localPort === undefined) return;
    byEnginePort.set(localPort, connection);
    socket.once('close', () => forgetLater(byEnginePort, localPort));
  });
  return socket;
}

/** Its end takes the cork out: of a connection that the phone has ended nothing waits, and nothing is lost. */
function hold(socket: Socket, holdMs: number): void {
  socket.cork();
  setTimeout(() => socket.uncork(), holdMs).unref();
}

/** By then the port may be another connection's. */
function forgetLater(byEnginePort: Map<number, TappedConnection>, port: number): void {
  const gone = byEnginePort.get(port);
  const forget = (): void => {
    if (byEnginePort.get(port) === gone) byEnginePort.delete(port);
  };
  setTimeout(forget, AFTERMATH_MS).unref();
}

function isAgreed({ remoteAddress }: Socket, listen: Listen | undefined): boolean {
  return isLoopback(remoteAddress) || (listen !== undefined && remoteAddress === listen.from);
}

function isLoopback(address: string | undefined): boolean {
  return address === '127.0.0.1';
}

/** On loopback, and at the other address under the same number. */
async function listen(
  options: Pick<TapOptions, 'port' | 'listen'>,
  take: (client: Socket) => void,
): Promise<{ readonly port: number; readonly servers: readonly Server[] }> {
  const own = await listenAt('127.0.0.1', options.port, take);
  if (options.listen === undefined) return { port: own.port, servers: [own.server] };
  const other = await listenAt(options.listen.address, own.port, take).catch((error: unknown) => {
    own.server.close();
    throw error;
  });
  return { port: own.port, servers: [own.server, other.server] };
}

async function listenAt(
  address: string,
  port: number,
  take: (client: Socket) => void,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer({ pauseOnConnect: false, allowHalfOpen: true }, take);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  const bound = server.address();
  return { server, port: typeof bound === 'object' && bound !== null ? bound.port : port };
}
