import { ProtocolError } from './packets.ts';
import type { AdbStream } from './stream.ts';

export interface OpenStream {
  readonly stream: AdbStream;
  /** The peer's number of it; unknown until it accepts. */
  peer: number | undefined;
  readonly accepted?: (stream: AdbStream | undefined) => void;
}

/** Far above what adb ever opens at once; a flood beyond it ends the connection. */
const MOST_STREAMS = 1024;

/** The streams of one connection, by the numbers that the phone gives them: 1, 2, 3, …, none twice. */
export class StreamTable {
  readonly #open = new Map<number, OpenStream>();
  #nextId = 1;
  #reserved = 0;

  /** Counts a stream that is asked for; the returned function ends that. Throws `ProtocolError` for one too many. */
  reserve(): () => void {
    if (this.#open.size + this.#reserved >= MOST_STREAMS)
      throw new ProtocolError(`more than ${MOST_STREAMS} streams are open`);
    this.#reserved += 1;
    return () => {
      this.#reserved -= 1;
    };
  }

  add(entry: OpenStream): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#open.set(id, entry);
    return id;
  }

  /** `undefined` for one that is closed already. Throws `ProtocolError` for a number that never was given to any. */
  find(id: number): OpenStream | undefined {
    if (id >= this.#nextId || id === 0)
      throw new ProtocolError(`the peer speaks of a stream ${id} that never was`);
    return this.#open.get(id);
  }

  peerOf(id: number): number {
    return this.#open.get(id)?.peer ?? 0;
  }

  remove(id: number): void {
    this.#open.delete(id);
  }

  takeAll(): readonly OpenStream[] {
    const all = [...this.#open.values()];
    this.#open.clear();
    return all;
  }
}
