import { connect, createServer, type Server, type Socket } from 'node:net';
import { type FlowId, parseFlowId } from '../../helpers/model/ids.ts';
import { type Opening, PEEKED_BYTES, readOpening } from './first-bytes.ts';

/** One accepted connection, from its first byte to its last. */
export interface TappedConnection {
  readonly id: FlowId;
  readonly openedMs: number;
  /** The phone's side, as the host sees it. */
  readonly clientPort: number;
  bytesIn: number;
  bytesOut: number;
  closedMs: number | undefined;
  opening(): Opening;
}

export interface TapOptions {
  readonly port: number;
  /** Where the engine listens. */
  readonly enginePort: number;
  /** The connection is over: every one of them, exactly once. */
  onClosed(connection: TappedConnection): void;
  /** For tests only: connections that are led on without the engine. */
  bypass?(opening: Opening): Promise<Socket> | undefined;
}

export interface Tap {
  readonly port: number;
  readonly accepted: number;
  /** By the port from which the engine sees the connection come. */
  connectionAt(enginePort: number): TappedConnection | undefined;
  close(): Promise<void>;
}

/**
 * Stands in front of the engine on loopback and counts. The engine listens on all interfaces and its events miss what
 * it could not read; these counts do not depend on it.
 */
export async function startTap(options: TapOptions): Promise<Tap> {
  const byEnginePort = new Map<number, TappedConnection>();
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer({ pauseOnConnect: false, allowHalfOpen: true }, (client) => {
    accepted += 1;
    sockets.add(client);
    const first: Buffer[] = [];
    const connection: TappedConnection = {
      id: parseFlowId(`connection-${accepted}`),
      openedMs: Date.now(),
      clientPort: client.remotePort ?? 0,
      bytesIn: 0,
      bytesOut: 0,
      closedMs: undefined,
      opening: () => readOpening(Buffer.concat(first)),
    };
    let peeked = 0;
    client.on('data', (chunk: Buffer) => {
      if (peeked < PEEKED_BYTES) first.push(chunk.subarray(0, PEEKED_BYTES - peeked));
      peeked += chunk.length;
    });
    client.once('close', () => {
      sockets.delete(client);
      connection.bytesIn = client.bytesRead;
      connection.bytesOut = client.bytesWritten;
      connection.closedMs = Date.now();
      options.onClosed(connection);
    });
    lead(options, client, connection, byEnginePort);
  });
  const port = await listen(server, options.port);
  return {
    port,
    get accepted() {
      return accepted;
    },
    connectionAt: (enginePort) => byEnginePort.get(enginePort),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The engine's end is known by its local port before a byte goes through: that is how events find the connection. */
function lead(
  options: TapOptions,
  client: Socket,
  connection: TappedConnection,
  byEnginePort: Map<number, TappedConnection>,
): void {
  client.setNoDelay(true);
  client.on('error', () => client.destroy());
  const towards = (socket: Socket): void => {
    socket.setNoDelay(true);
    socket.on('error', () => client.destroy());
    client.once('close', () => socket.destroy());
    socket.once('close', () => {
      if (socket.localPort !== undefined) byEnginePort.delete(socket.localPort);
      client.end();
      client.destroySoon();
    });
    client.pipe(socket);
    socket.pipe(client);
  };
  const toEngine = (): void => {
    const socket = connect({ host: '127.0.0.1', port: options.enginePort, allowHalfOpen: true });
    socket.once('connect', () => {
      if (socket.localPort !== undefined) byEnginePort.set(socket.localPort, connection);
    });
    towards(socket);
  };
  if (options.bypass === undefined) return toEngine();
  client.once('data', (head: Buffer) => {
    client.pause();
    const bypassed = options.bypass?.(readOpening(head));
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

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
