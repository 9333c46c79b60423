import { Duplex } from 'node:stream';

/** How a stream sends its packets; given by the connection that it belongs to. */
interface StreamWire {
  write(payload: Buffer): void;
  ready(): void;
  close(): void;
}

/**
 * One adb stream as a Node duplex. Each side may have one WRTE under way and waits for its OKAY; there is no half
 * close: CLSE ends both directions.
 */
export class AdbStream extends Duplex {
  readonly #wire: StreamWire;
  #acknowledged: (() => void) | undefined;
  #owesReady = false;
  #closed = false;
  readonly #largest: number;

  constructor(wire: StreamWire, largest: number) {
    super({ allowHalfOpen: true, writableHighWaterMark: largest });
    this.#wire = wire;
    this.#largest = largest;
    this.on('error', () => undefined); // A peer that goes away is no fault of the program that served it.
  }

  /** Bytes came from the peer. */
  receive(payload: Buffer): void {
    if (this.#closed || this.readableEnded) return;
    if (this.push(payload)) this.#wire.ready();
    else this.#owesReady = true;
  }

  /** The peer took our last packet. */
  acknowledge(): void {
    const done = this.#acknowledged;
    this.#acknowledged = undefined;
    done?.();
  }

  /** The peer closed the stream. */
  peerClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.push(null);
    this.#acknowledged = undefined;
    this.destroy();
  }

  override _read(): void {
    if (!this.#owesReady) return;
    this.#owesReady = false;
    if (!this.#closed) this.#wire.ready();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#sendFrom(chunk, 0, callback);
  }

  #sendFrom(chunk: Buffer, offset: number, callback: (error?: Error | null) => void): void {
    if (this.#closed || offset >= chunk.length) {
      callback(this.#closed && offset < chunk.length ? new Error('the stream is closed') : null);
      return;
    }
    const end = Math.min(offset + this.#largest, chunk.length);
    this.#acknowledged = () => this.#sendFrom(chunk, end, callback);
    this.#wire.write(chunk.subarray(offset, end));
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
