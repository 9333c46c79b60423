import { createServer, type Server } from 'node:net';
import type { Loopback, PhoneFiles, Shell } from '../parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import type { Authorization } from './authorization.ts';
import type { Cable } from './cable.ts';
import { type AdbConnection, serveConnection } from './connection.ts';
import type { Install } from './install.ts';
import { createReverses } from './reverse.ts';
import { admitService } from './services.ts';

export interface AdbdOptions {
  /** 0 chooses a free one. Never 5555 to 5585: a starting adb server takes those for emulators. */
  readonly port: number;
  readonly android: AndroidVersion;
  readonly identity: { readonly product: string; readonly model: string; readonly device: string };
  readonly shell: Shell;
  readonly files: PhoneFiles;
  readonly loopback: Loopback;
  readonly install: Install;
  readonly authorization?: Authorization;
  readonly cable: Cable;
  /** `adb reboot`: returns at once; `cable` is unplugged when the phone goes down. */
  reboot(reason: string): void;
  log(line: string): void;
}

export interface RunningAdbd {
  readonly port: number;
  connections(): number;
  /** Cuts every connection, as pulling the cable does. */
  dropConnections(): void;
  stop(): Promise<void>;
}

/** What Android 8 and 9 announce, and only what is implemented here. */
const FEATURES = ['shell_v2', 'cmd', 'stat_v2'];

/** Starts the adb daemon on the host's loopback. */
export async function startAdbd(options: AdbdOptions): Promise<RunningAdbd> {
  if (options.port >= 5555 && options.port <= 5585) {
    throw new Error(
      `port ${options.port} is one that adb takes for emulators; choose one outside of 5555 to 5585`,
    );
  }
  const connections = new Set<AdbConnection>();
  const { product, model, device } = options.identity;
  const banner = `device::ro.product.name=${product};ro.product.model=${model};ro.product.device=${device};features=${FEATURES.join(',')}`;
  const server = createServer((plugged) => {
    const socket = options.cable.attach(plugged);
    if (socket === undefined) return;
    const reverses = createReverses(options.loopback, (service) => connection.open(service));
    const connection = serveConnection(socket, {
      banner,
      ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
      admit: (service) => admitService(service, { ...options, reverses }),
      log: options.log,
    });
    connections.add(connection);
    socket.once('close', () => {
      connections.delete(connection);
      reverses.clear();
    });
  });
  const dropConnections = (): void => {
    for (const connection of connections) connection.destroy();
  };
  const port = await listen(server, options.port);
  return {
    port,
    connections: () => connections.size,
    dropConnections,
    async stop() {
      dropConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(inWords(cause, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function inWords(cause: Error, port: number): Error {
  if (!('code' in cause) || cause.code !== 'EADDRINUSE') return cause;
  return new Error(`port ${port} is taken by another program; choose another one, or none for a free one`, {
    cause,
  });
}
