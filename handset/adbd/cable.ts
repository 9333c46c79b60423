import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** What lies between the adb host and the phone; whoever controls the phone can pull it, stop it, or make it slow. */
export interface Cable {
  /** The phone's end of a connection; `undefined` while nothing is plugged in, and the connection then ends at once. */
  attach(socket: Socket): Duplex | undefined;
  /** Cuts every connection; `plug` lets new ones come again. */
  unplug(): void;
  plug(): void;
  /** Cuts every connection; new ones may come at once. */
  drop(): void;
  /** Nothing passes in either direction until `release`; connections stay. */
  hold(): void;
  release(): void;
  /** Makes each piece wait that passes, and as long as its bytes take; without both, nothing waits. */
  slow(pace: Pace): void;
}

interface Pace {
  readonly milliseconds?: number;
  readonly bytesPerSecond?: number;
}

interface Way {
  /** Resolves when the next piece, of so many bytes, may pass; `undefined`: it may now. */
  open(bytes: number): Promise<void> | undefined;
}

export function createCable(): Cable {
  const ends = new Set<CableEnd>();
  let plugged = true;
  let pace: Pace = {};
  let held: { readonly released: Promise<void>; release(): void } | undefined;
  const takesMs = (bytes: number): number =>
    (pace.milliseconds ?? 0) + (bytes * 1000) / (pace.bytesPerSecond ?? Number.POSITIVE_INFINITY);
  const way: Way = {
    open: (bytes) => (held === undefined && takesMs(bytes) === 0 ? undefined : passage(takesMs(bytes))),
  };

  async function passage(delayMs: number): Promise<void> {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    while (held !== undefined) await held.released;
  }
  function drop(): void {
    for (const end of ends) end.destroy();
  }
  function release(): void {
    const before = held;
    held = undefined;
    before?.release();
  }
  return {
    attach(socket) {
      if (!plugged) return void socket.resetAndDestroy();
      const end = new CableEnd(socket, way);
      ends.add(end);
      end.once('close', () => ends.delete(end));
      return end;
    },
    unplug() {
      plugged = false;
      drop();
    },
    plug() {
      plugged = true;
    },
    drop,
    hold() {
      if (held !== undefined) return;
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      held = { released, release };
    },
    release,
    slow(chosen) {
      pace = chosen;
    },
  };
}

/** A socket behind the cable's way: in order, with the socket's own back pressure. */
class CableEnd extends Duplex {
  readonly #socket: Socket;
  readonly #way: Way;
  #arriving = false;

  constructor(socket: Socket, way: Way) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#way = way;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#arrived(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', () => this.destroy()); // A reset ends it like a close.
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    if (!this.#arriving) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send([chunk], done);
  }

  override _writev(
    pieces: readonly { readonly chunk: Buffer }[],
    done: (error?: Error | null) => void,
  ): void {
    this.#send(
      pieces.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: () => void): void {
    // Whoever waits for the end may then cut it: what was written before is out.
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #arrived(chunk: Buffer): void {
    const opened = this.#way.open(chunk.length);
    if (opened === undefined) return this.#take(chunk);
    this.#arriving = true;
    this.#socket.pause();
    void opened.then(() => this.#take(chunk));
  }

  #take(chunk: Buffer): void {
    this.#arriving = false;
    if (this.destroyed) return;
    if (this.push(chunk)) this.#socket.resume();
    else this.#socket.pause();
  }

  #send(chunks: readonly Buffer[], done: () => void): void {
    const opened = this.#way.open(chunks.reduce((sum, { length }) => sum + length, 0));
    if (opened === undefined) this.#pass(chunks, done);
    else void opened.then(() => this.#pass(chunks, done));
  }

  #pass(chunks: readonly Buffer[], done: () => void): void {
    if (this.#socket.destroyed) return done();
    this.#socket.cork();
    const free = chunks.map((chunk) => this.#socket.write(chunk)).at(-1) ?? true;
    this.#socket.uncork();
    if (free) done();
    else this.#socket.once('drain', () => done());
  }
}
