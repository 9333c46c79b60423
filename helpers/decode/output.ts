import type { Budget } from './budget.ts';

/** Grows as a decoder writes, up to what the budget leaves; beyond it says so and takes no more. */
export class Output {
  #bytes = new Uint8Array(1_024);
  #length = 0;
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The byte that was written so many before the end; the last one is 1 before it. */
  back(distance: number): number {
    return this.#bytes[this.#length - distance] ?? 0;
  }

  push(byte: number): boolean {
    if (!this.#room(1)) return false;
    this.#bytes[this.#length] = byte;
    this.#length += 1;
    return true;
  }

  append(bytes: Uint8Array): boolean {
    if (!this.#room(bytes.length)) return false;
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return true;
  }

  /** Repeats what was written before; what is being written may be repeated in turn, as dictionary coders do. */
  repeat(distance: number, length: number): boolean {
    if (distance < 1 || distance > this.#length || !this.#room(length)) return false;
    const bytes = this.#bytes;
    for (let to = this.#length, end = to + length; to < end; to += 1)
      bytes[to] = bytes[to - distance] as number;
    this.#length += length;
    return true;
  }

  #room(more: number): boolean {
    const needed = this.#length + more;
    if (needed > this.#budget.bytesLeft) {
      this.#budget.cutOff();
      return false;
    }
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    return true;
  }
}
