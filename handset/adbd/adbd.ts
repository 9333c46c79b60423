import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { duplexPair } from '../duplex-pair.ts';
import { SHELL_UID } from '../shell/shell-user.ts';
import type { Loopback, PhoneFiles, Shell } from '../shell-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import type { Authorization } from './authorization.ts';
import type { Cable } from './cable.ts';
import { type AdbConnection, serveConnection } from './connection.ts';
import type { DaemonControl } from './daemon-control.ts';
import { type DaemonTraits, daemonTraits } from './features.ts';
import { createPhoneSockets, type PhoneSockets } from './phone-sockets.ts';
import type { DebuggableProcesses } from './process-lists.ts';
import { createReverses, type Reverses } from './reverse.ts';
import { admitService } from './services.ts';

export interface AdbdOptions {
  /** 0 chooses a free one. Never 5555 to 5585: a starting adb server takes those for emulators. */
  readonly port: number;
  readonly android: AndroidVersion;
  readonly build: 'userdebug' | 'user';
  readonly identity: { readonly product: string; readonly model: string; readonly device: string };
  readonly shell: Shell;
  readonly files: PhoneFiles;
  readonly loopback: Loopback;
  readonly debuggable: DebuggableProcesses;
  readonly authorization?: Authorization;
  readonly cable: Cable;
  /** `adb reboot`: returns at once; `cable` is unplugged when the phone goes down. */
  reboot(reason: string): void;
  log(line: string): void;
}

export interface RunningAdbd {
  /** Where it listens now: `adb tcpip` moves it. */
  readonly port: number;
  connections(): number;
  /** Cuts every connection, as pulling the cable does. */
  dropConnections(): void;
  /** The phone has booted again: nobody asked this daemon to be root. */
  rebooted(): void;
  stop(): Promise<void>;
}

/** Starts the adb daemon on the host's loopback. */
export async function startAdbd(options: AdbdOptions): Promise<RunningAdbd> {
  if (options.port >= 5555 && options.port <= 5585) {
    throw new Error(
      `port ${options.port} is one that adb takes for emulators; choose one outside of 5555 to 5585`,
    );
  }
  const daemon = new Daemon(options);
  await daemon.listen(options.port);
  return daemon;
}

class Daemon implements RunningAdbd {
  readonly #options: AdbdOptions;
  readonly #traits: DaemonTraits;
  readonly #sockets: PhoneSockets;
  readonly #reverses: Reverses;
  readonly #attached = new Set<number>();
  readonly #connections = new Map<AdbConnection, Duplex>();
  #server: Server | undefined;
  #uid = SHELL_UID;
  #port = 0;
  /** Where it listened first, which is its default. */
  #ownPort: number | undefined;

  constructor(options: AdbdOptions) {
    this.#options = options;
    this.#traits = daemonTraits(options.android);
    this.#sockets = createPhoneSockets(options.loopback, duplexPair);
    this.#reverses = createReverses(this.#sockets);
  }

  get port(): number {
    return this.#port;
  }

  connections(): number {
    return this.#connections.size;
  }

  dropConnections(): void {
    for (const socket of this.#connections.values()) socket.destroy();
  }

  rebooted(): void {
    this.#uid = SHELL_UID;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.dropConnections();
    if (server !== undefined) await closed(server);
  }

  async listen(port: number): Promise<void> {
    const server = createServer((plugged) => {
      const socket = this.#options.cable.attach(plugged);
      if (socket !== undefined) this.#serve(socket);
    });
    this.#port = await listening(server, port);
    this.#ownPort ??= this.#port;
    this.#server = server;
  }

  #serve(socket: Duplex): void {
    const name = `host-${this.#connections.size + 10}`;
    const connected = { name, open: connect, finish: () => finish(socket) };
    const connection = serveConnection(socket, {
      banner: bannerOf(this.#options.identity, this.#traits),
      traits: this.#traits,
      ...(this.#options.authorization === undefined ? {} : { authorization: this.#options.authorization }),
      admit: (service) => admitService(service, { ...this.#parts(), connection: connected }),
      log: this.#options.log,
    });
    function connect(service: string): ReturnType<AdbConnection['open']> {
      return connection.open(service);
    }
    this.#connections.set(connection, socket);
    socket.once('close', () => {
      this.#connections.delete(connection);
      this.#reverses.forget(connected);
    });
  }

  #parts(): Omit<Parameters<typeof admitService>[1], 'connection'> {
    const { features } = this.#traits;
    return {
      ...this.#options,
      sockets: this.#sockets,
      reverses: this.#reverses,
      attached: this.#attached,
      control: this.#control(),
      features,
    };
  }

  #control(): DaemonControl {
    const { android, build, reboot } = this.#options;
    return {
      uid: this.#uid,
      api: android.api,
      debuggable: build === 'userdebug',
      restart: (change) => void this.#restart(change),
      reboot,
    };
  }

  /** As init does when adbd ends: a new one, to which hosts have to connect again. */
  async #restart({ uid = this.#uid, port }: Parameters<DaemonControl['restart']>[0]): Promise<void> {
    this.#uid = uid;
    for (const socket of this.#connections.values()) finish(socket);
    const wanted = port === 'default' ? this.#ownPort : port;
    if (wanted === undefined || wanted === this.#port || this.#server === undefined) return;
    const before = this.#server;
    try {
      await this.listen(wanted);
      await closed(before);
    } catch (error) {
      this.#options.log(
        `adbd stays at port ${this.#port}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function bannerOf(identity: AdbdOptions['identity'], { features }: DaemonTraits): string {
  const { product, model, device } = identity;
  return `device::ro.product.name=${product};ro.product.model=${model};ro.product.device=${device};features=${features.join(',')}`;
}

/** Cuts a connection once what was sent before is out. */
function finish(socket: Duplex): void {
  socket.end(() => socket.destroy());
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function listening(server: Server, port: number): Promise<number> {
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
