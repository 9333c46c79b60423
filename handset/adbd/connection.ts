import type { Duplex } from 'node:stream';
import { type Authorization, type Challenge, createChallenge, parseHostKey } from './authorization.ts';
import {
  AUTH,
  CLSE,
  CNXN,
  createPacketReader,
  encodePacket,
  MAX_PAYLOAD,
  OKAY,
  OPEN,
  type Packet,
  ProtocolError,
  WRTE,
} from './packets.ts';
import { AdbStream } from './stream.ts';

export interface ConnectionParts {
  /** `device::ro.product.name=…;features=…` */
  readonly banner: string;
  /** Absent: whoever connects may use the phone, as with `ro.adb.secure=0`. */
  readonly authorization?: Authorization;
  /** Prepares a service that the host asks for; resolves to what runs it, rejects to refuse it. */
  admit(service: string): Promise<(stream: AdbStream) => void>;
  log(line: string): void;
}

/** One connection of an adb host, with its streams. */
export interface AdbConnection {
  /** Opens a stream from the phone to the host, e.g. `tcp:3000`; rejects when the host refuses. */
  open(service: string): Promise<AdbStream>;
  destroy(): void;
}

/** Far above what adb ever opens at once; a flood beyond it ends the connection. */
const MOST_STREAMS = 1024;
const VERSION = 0x01000001;
/** What an AUTH packet is about: its first argument (AOSP adb/protocol.txt). */
const AUTH_TOKEN = 1;
const AUTH_SIGNATURE = 2;
const AUTH_PUBLIC_KEY = 3;

interface OpenStream {
  readonly stream: AdbStream;
  /** The peer's id; unknown until it accepts. */
  peer: number | undefined;
  readonly accepted?: (stream: AdbStream | undefined) => void;
}

/** Speaks the protocol on one socket until it closes. Nonsense from the peer closes it, with a log line. */
export function serveConnection(socket: Duplex, parts: ConnectionParts): AdbConnection {
  const connection = new Connection(socket, parts);
  const read = createPacketReader();
  socket.on('data', (chunk) => {
    try {
      for (const packet of read(chunk)) connection.handle(packet);
    } catch (error) {
      parts.log(`closing an adb connection: ${messageOf(error)}`);
      socket.destroy();
    }
  });
  socket.on('error', () => undefined); // A reset ends it like a close.
  socket.on('close', () => connection.closed());
  return { open: (service) => connection.open(service), destroy: () => void socket.destroy() };
}

class Connection {
  readonly #socket: Duplex;
  readonly #parts: ConnectionParts;
  readonly #streams = new Map<number, OpenStream>();
  #nextId = 1;
  #admitting = 0;
  #greeted = false;
  #challenge: Challenge | undefined;
  #largest = MAX_PAYLOAD;

  constructor(socket: Duplex, parts: ConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  handle(packet: Packet): void {
    if (packet.command === CNXN) return this.#introduced(packet);
    if (packet.command === AUTH) return this.#authorize(packet);
    if (!this.#greeted) throw new ProtocolError('the peer did not introduce itself');
    switch (packet.command) {
      case OPEN:
        return this.#accept(packet);
      case OKAY:
        return this.#acknowledged(packet);
      case WRTE:
        return this.#written(packet);
      case CLSE:
        return this.#peerClosed(packet);
      default:
        throw new ProtocolError(`an unknown command ${packet.command.toString(16)}`);
    }
  }

  open(service: string): Promise<AdbStream> {
    return new Promise((resolve, reject) => {
      const refused = (): void => reject(new Error(`the host refused ${service}`));
      const { id } = this.#create(undefined, (stream) =>
        stream === undefined ? refused() : resolve(stream),
      );
      this.#send(OPEN, id, 0, Buffer.from(`${service}\0`));
    });
  }

  closed(): void {
    for (const entry of this.#streams.values()) {
      entry.accepted?.(undefined);
      entry.stream.peerClosed();
    }
    this.#streams.clear();
  }

  #introduced(packet: Packet): void {
    this.#largest = Math.max(1, Math.min(packet.arg1, MAX_PAYLOAD));
    if (this.#parts.authorization === undefined) this.#greet();
    else this.#challengeHost();
  }

  #challengeHost(): void {
    this.#challenge = createChallenge();
    this.#send(AUTH, AUTH_TOKEN, 0, this.#challenge.token);
  }

  /** The host signs with each of its keys in turn; when none was known, it sends one for the owner to allow. */
  #authorize({ arg0, payload }: Packet): void {
    const { authorization } = this.#parts;
    if (authorization === undefined || this.#challenge === undefined)
      throw new ProtocolError('the peer answers a challenge that it was not given');
    if (arg0 === AUTH_SIGNATURE) {
      const known = this.#challenge.isSignedBy(payload, authorization.keys);
      return known ? this.#greet() : this.#challengeHost();
    }
    if (arg0 !== AUTH_PUBLIC_KEY) throw new ProtocolError(`an unknown kind of authorization, ${arg0}`);
    const key = parseHostKey(payload);
    this.#parts.log(`a host asks to be allowed: ${key.split(' ')[1] ?? 'without a name'}`);
    void authorization.ask(key).then((allowed) => {
      if (!allowed || this.#socket.destroyed) return;
      authorization.keys.add(key);
      this.#greet();
    });
  }

  #greet(): void {
    this.#greeted = true;
    this.#send(CNXN, VERSION, MAX_PAYLOAD, Buffer.from(this.#parts.banner));
  }

  #accept(packet: Packet): void {
    // Names may hold NUL bytes (`abb_exec:package\0install`): only the last one ends the name.
    const service = packet.payload.toString('utf8').replace(/\0$/, '');
    this.#admitting += 1;
    if (this.#streams.size + this.#admitting > MOST_STREAMS) {
      throw new ProtocolError(`more than ${MOST_STREAMS} streams are open`);
    }
    this.#parts.admit(service).then(
      (run) => {
        this.#admitting -= 1;
        if (this.#socket.destroyed) return;
        const { id, stream } = this.#create(packet.arg0);
        this.#send(OKAY, id, packet.arg0);
        run(stream);
      },
      (error: unknown) => {
        this.#admitting -= 1;
        this.#parts.log(`refused ${JSON.stringify(service)}: ${messageOf(error)}`);
        this.#send(CLSE, 0, packet.arg0);
      },
    );
  }

  #acknowledged(packet: Packet): void {
    const entry = this.#streams.get(packet.arg1);
    if (entry === undefined) return;
    if (entry.peer !== undefined) return entry.stream.acknowledge();
    entry.peer = packet.arg0;
    entry.accepted?.(entry.stream);
  }

  #written(packet: Packet): void {
    const entry = this.#streams.get(packet.arg1);
    // For a stream that we have closed meanwhile: tell the peer once more.
    if (entry === undefined) this.#send(CLSE, 0, packet.arg0);
    else entry.stream.receive(packet.payload);
  }

  #peerClosed(packet: Packet): void {
    const entry = this.#streams.get(packet.arg1);
    if (entry === undefined) return;
    this.#streams.delete(packet.arg1);
    this.#send(CLSE, packet.arg1, packet.arg0);
    entry.accepted?.(undefined);
    entry.stream.peerClosed();
  }

  #create(peer: number | undefined, accepted?: OpenStream['accepted']): { id: number; stream: AdbStream } {
    const id = this.#nextId;
    this.#nextId += 1;
    const peerOf = (): number => this.#streams.get(id)?.peer ?? 0;
    const stream = new AdbStream(
      {
        write: (payload) => this.#send(WRTE, id, peerOf(), payload),
        ready: () => this.#send(OKAY, id, peerOf()),
        close: () => {
          this.#send(CLSE, id, peerOf());
          this.#streams.delete(id);
        },
      },
      this.#largest,
    );
    this.#streams.set(id, { stream, peer, ...(accepted === undefined ? {} : { accepted }) });
    return { id, stream };
  }

  #send(command: number, arg0: number, arg1: number, payload?: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(encodePacket(command, arg0, arg1, payload));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
