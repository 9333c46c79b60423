import { Duplex } from 'node:stream';

/** What the gate does with the client's next flight. */
export type Passage = 'pass' | 'pass everything' | { readonly insteadOfIt: Buffer };

/**
 * Stands between a TLS client and its connection, and holds back what the client writes until it is decided whether
 * it goes out: only there can a certificate be refused by an alert, before the client has finished its handshake.
 */
export class TlsGate extends Duplex {
  readonly #wire: Duplex;
  readonly #decide: () => Promise<Passage>;
  #open = false;
  #opens: () => void = () => undefined;
  /** Resolves once everything passes; never, when something was sent instead. */
  readonly opened: Promise<void>;

  constructor(wire: Duplex, decide: () => Promise<Passage>) {
    super({ allowHalfOpen: true });
    this.#wire = wire;
    this.#decide = decide;
    this.opened = new Promise((resolve) => {
      this.#opens = resolve;
    });
    this.on('error', () => undefined);
    wire.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) wire.pause();
    });
    wire.once('end', () => void this.push(null));
    wire.once('error', (error) => this.destroy(error));
    wire.once('close', () => this.#closeOnceRead());
  }

  /** What came before the end of the connection can still be read, as from a kernel's socket. */
  #closeOnceRead(): void {
    if (this.#wire.readableEnded && !this.readableEnded) this.once('end', () => this.destroy());
    else this.destroy();
  }

  override _read(): void {
    this.#wire.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#open) return void this.#wire.write(chunk, done);
    // Not at once: the client writes its hello while it is being made.
    Promise.resolve()
      .then(this.#decide)
      .then((passage) => {
        if (typeof passage === 'object') {
          this.#wire.end(passage.insteadOfIt);
          return void this.destroy();
        }
        this.#open = passage === 'pass everything';
        if (this.#open) this.#opens();
        this.#wire.write(chunk, done);
      }, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#wire.writable) this.#wire.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // What was written last, an alert for one, still has to reach the other end.
    const wire = this.#wire;
    if (!wire.writableEnded || wire.writableFinished) wire.destroy();
    else wire.once('finish', () => wire.destroy());
    done(error);
  }
}
