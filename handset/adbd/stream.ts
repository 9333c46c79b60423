import { Duplex } from 'node:stream';
import { ProtocolError } from './packets.ts';

/** How a stream sends its packets; given by the connection that it belongs to. */
export interface StreamWire {
  write(payload: Buffer): void;
  /** `taken` bytes were read, so that the peer may send more. */
  ready(taken: number): void;
  close(): void;
}

export interface StreamLimits {
  readonly largestPayload: number;
  /**
   * With `delayed_ack`: how many bytes each side may have under way at first (docs/dev/delayed_ack.md of adb). Without
   * it, `undefined`: one WRTE at a time.
   */
  readonly window: { readonly toPeer: number; readonly fromPeer: number } | undefined;
}

/**
 * One adb stream as a Node duplex. Without `delayed_ack`, each side may have one WRTE under way and waits for its OKAY.
 * There is no half close: CLSE ends both directions.
 */
export class AdbStream extends Duplex {
  readonly #wire: StreamWire;
  readonly #limits: StreamLimits;
  #resume: (() => void) | undefined;
  /** What the peer may still send, and we may: packets without `delayed_ack`, bytes with it. */
  #peersCredit: number;
  #ourCredit: number;
  /** Read from the peer, and not yet told so. */
  #owed = 0;
  #closed = false;
  readonly #hangUp = new AbortController();

  constructor(wire: StreamWire, limits: StreamLimits) {
    super({ allowHalfOpen: true, writableHighWaterMark: limits.largestPayload });
    this.#wire = wire;
    this.#limits = limits;
    this.#peersCredit = limits.window?.fromPeer ?? 1;
    this.#ourCredit = limits.window?.toPeer ?? 1;
    this.on('error', () => undefined); // A peer that goes away is no fault of the program that served it.
  }

  /** Aborted once the peer has closed the stream: what it sent before can still be read, nothing reaches it any more. */
  get hungUp(): AbortSignal {
    return this.#hangUp.signal;
  }

  /** Bytes came from the peer. Throws `ProtocolError` when it was not its turn. */
  receive(payload: Buffer): void {
    if (this.#peersCredit <= 0) throw new ProtocolError('the peer writes without waiting to be let');
    this.#peersCredit -= this.#limits.window === undefined ? 1 : payload.length;
    this.#owed += payload.length;
    if (this.#closed || this.readableEnded || this.push(payload) || payload.length === 0) this.#letWrite();
  }

  /** The peer took our last packet, or `bytes` of what we sent. */
  acknowledge(bytes: number | undefined): void {
    if (this.#limits.window === undefined) this.#ourCredit = 1;
    else this.#ourCredit += bytes ?? 0;
    if (this.#ourCredit <= 0) return;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  /** The peer closed the stream, or went away. */
  peerClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.push(null);
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
    this.#hangUp.abort();
    if (this.readableEnded || this.readableLength === 0) this.destroy();
    else this.once('end', () => this.destroy());
  }

  override _read(): void {
    if (this.#peersCredit <= 0 || this.#owed > 0) this.#letWrite();
  }

  #letWrite(): void {
    const taken = this.#owed;
    const waits = this.#limits.window === undefined ? this.#peersCredit === 0 : taken > 0;
    if (!waits || this.#closed) return;
    this.#owed = 0;
    if (this.#limits.window === undefined) this.#peersCredit = 1;
    else this.#peersCredit += taken;
    this.#wire.ready(taken);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#sendFrom(chunk, 0, callback);
  }

  #sendFrom(chunk: Buffer, from: number, callback: (error?: Error | null) => void): void {
    let offset = from;
    while (!this.#closed && offset < chunk.length && this.#ourCredit > 0) {
      const piece = chunk.subarray(offset, offset + this.#limits.largestPayload);
      offset += piece.length;
      this.#ourCredit -= this.#limits.window === undefined ? 1 : piece.length;
      this.#wire.write(piece);
    }
    // What is written to a stream that the peer has closed reaches nobody; that is no error of the writer.
    if (this.#ourCredit > 0 || this.#closed) callback();
    else this.#resume = () => this.#sendFrom(chunk, offset, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#shut();
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#shut();
    callback(error);
  }

  #shut(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wire.close();
    this.push(null);
  }
}
