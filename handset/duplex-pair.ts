import { Duplex } from 'node:stream';

/** Two ends of one connection in memory: what is written to one is read from the other; cutting one ends the other. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const near = new End();
  const far = new End();
  near.peer = far;
  far.peer = near;
  return [near, far];
}

/** `Duplex.from` over two pass-through streams would report every cut as an error that nobody listens for. */
class End extends Duplex {
  peer: End | undefined;
  /** Lets the peer write on, once what it wrote last was read. */
  #taken: (() => void) | undefined;

  constructor() {
    super({ allowHalfOpen: true });
    this.on('error', () => undefined);
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.peer?.deliver(chunk, callback);
  }

  deliver(chunk: Buffer, taken: () => void): void {
    if (this.destroyed || this.push(chunk)) taken();
    else this.#taken = taken;
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.peer?.destroyed === false) this.peer.push(null);
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
    // A reset reaches the other end as one, and what was on its way is lost.
    if (isReset(error)) this.peer?.destroy(error);
    // An orderly end was told to the peer already. After a cut, what was written before may still be read.
    else if (!this.writableFinished || !this.readableEnded) this.peer?.cut();
    callback(error);
  }

  cut(): void {
    if (this.destroyed) return;
    if (!this.readableEnded && this.peer?.writableFinished !== true) this.push(null);
    if (this.readableEnded) this.destroy();
    else this.once('end', () => this.destroy());
  }
}

function isReset(error: Error | null): error is Error {
  return error !== null && 'code' in error && error.code === 'ECONNRESET';
}
