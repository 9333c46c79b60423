import type { Duplex } from 'node:stream';
import { WITH_CHECKSUMS } from './features.ts';
import { Handshake, type HandshakeParts } from './handshake.ts';
import {
  AUTH,
  CLSE,
  CNXN,
  createPacketReader,
  encodePacket,
  OKAY,
  OPEN,
  type Packet,
  ProtocolError,
  WRTE,
} from './packets.ts';
import { AdbStream } from './stream.ts';
import { type OpenStream, StreamTable } from './stream-table.ts';

export interface ConnectionParts extends Omit<HandshakeParts, 'send'> {
  /** Prepares a service that the host asks for; resolves to what runs it, rejects to refuse it. */
  admit(service: string): Promise<(stream: AdbStream) => void>;
}

/** One connection of an adb host, with its streams. */
export interface AdbConnection {
  /** Opens a stream from the phone to the host, e.g. `tcp:3000`; rejects when the host refuses. */
  open(service: string): Promise<AdbStream>;
}

const DELAYED_ACK = 'delayed_ack';
/** Of each stream, with `delayed_ack`. A phone offers 32 MiB (adb.h, INITIAL_DELAYED_ACK_BYTES); memory is dearer here. */
const WINDOW_BYTES = 1024 * 1024;
const MOST_UNSENT = 16 * 1024 * 1024;

/** Speaks the protocol on one socket until it closes. Nonsense from the peer closes it, with a log line. */
export function serveConnection(socket: Duplex, parts: ConnectionParts): AdbConnection {
  const connection = new Connection(socket, parts);
  const read = createPacketReader({
    largestPayload: () => connection.largestPayload(),
    verifiesChecksums: parts.traits.protocol === WITH_CHECKSUMS,
  });
  socket.on('data', (chunk) => {
    if (socket.destroyed) return;
    try {
      for (const packet of read(chunk)) connection.handle(packet);
    } catch (error) {
      parts.log(`closing an adb connection: ${messageOf(error)}`);
      socket.destroy();
    }
    // A peer that asks and does not listen has to wait.
    if (socket.writableLength > MOST_UNSENT) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  socket.on('error', () => undefined); // A reset ends it like a close.
  socket.on('close', () => connection.closed());
  return { open: (service) => connection.open(service) };
}

class Connection {
  readonly #socket: Duplex;
  readonly #parts: ConnectionParts;
  readonly #handshake: Handshake;
  readonly #streams = new StreamTable();

  constructor(socket: Duplex, parts: ConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#handshake = new Handshake({ ...parts, send: (packet) => this.#send(packet) });
  }

  /** Of a packet in either direction. */
  largestPayload(): number {
    return this.#handshake.introduced?.largestPayload ?? this.#parts.traits.largestPayload;
  }

  handle(packet: Packet): void {
    const { command } = packet;
    if (command === CNXN || command === AUTH) return this.#handshake.handle(packet);
    if (this.#handshake.peer === undefined) throw new ProtocolError('the peer did not introduce itself');
    switch (command) {
      case OPEN:
        return this.#accept(packet);
      case OKAY:
        return this.#acknowledged(packet);
      case WRTE:
        return this.#written(packet);
      case CLSE:
        return this.#peerClosed(packet);
      default:
        throw new ProtocolError(`an unknown command ${command.toString(16)}`);
    }
  }

  open(service: string): Promise<AdbStream> {
    return new Promise((resolve, reject) => {
      const refused = (): void => reject(new Error(`the host refused ${service}`));
      if (this.#socket.destroyed || this.#handshake.peer === undefined) return refused();
      const { id } = this.#create(undefined, 0, (stream) =>
        stream === undefined ? refused() : resolve(stream),
      );
      const window = this.#delaysAcks() ? WINDOW_BYTES : 0;
      this.#send({ command: OPEN, arg0: id, arg1: window, payload: Buffer.from(`${service}\0`) });
    });
  }

  closed(): void {
    for (const entry of this.#streams.takeAll()) {
      entry.accepted?.(undefined);
      entry.stream.peerClosed();
    }
  }

  #delaysAcks(): boolean {
    const { features } = this.#parts.traits;
    return features.includes(DELAYED_ACK) && this.#handshake.peer?.features.has(DELAYED_ACK) === true;
  }

  #accept({ arg0: peer, arg1: window, payload }: Packet): void {
    if (peer === 0) throw new ProtocolError('the peer opens a stream without a number');
    // Old daemons ignore it silently, newer ones close the stream (adb.cpp); nobody in his senses does either.
    if (this.#delaysAcks() !== window > 0) return this.#refuse(peer);
    // Names may hold NUL bytes (`abb_exec:package\0install`): only those at the end do not belong to it.
    const service = payload.toString('utf8').replace(/\0+$/, '');
    const admitted = this.#streams.reserve();
    this.#parts.admit(service).then(
      (run) => {
        admitted();
        if (this.#socket.destroyed) return;
        const { id, stream } = this.#create(peer, window);
        this.#ready(id, peer, WINDOW_BYTES);
        run(stream);
      },
      (error: unknown) => {
        admitted();
        if (this.#socket.destroyed) return;
        this.#parts.log(`refused ${JSON.stringify(service.slice(0, 200))}: ${messageOf(error)}`);
        this.#refuse(peer);
      },
    );
  }

  #refuse(peer: number): void {
    this.#send({ command: CLSE, arg0: 0, arg1: peer });
  }

  #acknowledged({ arg0, arg1, payload }: Packet): void {
    const entry = this.#streams.find(arg1);
    const bytes = this.#acknowledgedBytes(payload);
    // For a stream that we have closed meanwhile: the peer has to close it too.
    if (entry === undefined) return this.#send({ command: CLSE, arg0: arg1, arg1: arg0 });
    if (entry.peer === undefined) {
      entry.peer = arg0;
      entry.stream.acknowledge(bytes);
      entry.accepted?.(entry.stream);
    } else if (entry.peer === arg0) entry.stream.acknowledge(bytes);
    else throw new ProtocolError('the peer answers for a stream of another number');
  }

  #acknowledgedBytes(payload: Buffer): number | undefined {
    if (!this.#delaysAcks()) return undefined;
    if (payload.length !== 4) throw new ProtocolError('an OKAY says not how much was taken');
    return payload.readInt32LE(0);
  }

  #written({ arg0, arg1, payload }: Packet): void {
    const entry = this.#streams.find(arg1);
    // For a stream that we have closed meanwhile: tell the peer once more.
    if (entry === undefined) this.#refuse(arg0);
    else entry.stream.receive(payload);
  }

  #peerClosed({ arg0, arg1 }: Packet): void {
    const entry = this.#streams.find(arg1);
    if (entry === undefined) return;
    this.#streams.remove(arg1);
    this.#send({ command: CLSE, arg0: arg1, arg1: arg0 });
    entry.accepted?.(undefined);
    entry.stream.peerClosed();
  }

  #create(
    peer: number | undefined,
    window: number,
    accepted?: OpenStream['accepted'],
  ): { id: number; stream: AdbStream } {
    const peerOf = (): number => this.#streams.peerOf(id);
    const stream = new AdbStream(
      {
        write: (payload) => this.#send({ command: WRTE, arg0: id, arg1: peerOf(), payload }),
        ready: (taken) => this.#ready(id, peerOf(), taken),
        close: () => {
          this.#send({ command: CLSE, arg0: id, arg1: peerOf() });
          this.#streams.remove(id);
        },
      },
      {
        largestPayload: this.largestPayload(),
        window: this.#delaysAcks() ? { toPeer: window, fromPeer: WINDOW_BYTES } : undefined,
      },
    );
    const id = this.#streams.add({ stream, peer, ...(accepted === undefined ? {} : { accepted }) });
    return { id, stream };
  }

  #ready(id: number, peer: number, taken: number): void {
    const payload = Buffer.alloc(this.#delaysAcks() ? 4 : 0);
    if (payload.length > 0) payload.writeInt32LE(taken);
    this.#send({ command: OKAY, arg0: id, arg1: peer, payload });
  }

  #send(packet: Parameters<typeof encodePacket>[0]): void {
    if (this.#socket.destroyed) return;
    const { protocol = this.#parts.traits.protocol } = this.#handshake.introduced ?? {};
    this.#socket.write(encodePacket(packet, protocol <= WITH_CHECKSUMS));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
