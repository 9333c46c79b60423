import { TooMany } from './budget.ts';
import type { Decoded, Piece, Region } from './layer.ts';
import { uncovered } from './regions.ts';

/** Shorter ones are written among the other values, where they can be read together. */
const LONG = 64;
/** Shorter pieces are no pieces of a picture that was cut up. */
const SHORTEST_JOINED = 16;
/** Each takes some memory besides its bytes. */
const MOST_VALUES = 1_000_000;

/**
 * What a structured format holds, in order: long strings by themselves, everything else written out as text. So a number
 * is as readable as it is in JSON, and a picture that was cut into many short strings stands in one piece again.
 */
export class Values {
  readonly #input: Uint8Array;
  readonly #written: Uint8Array[] = [];
  readonly #fields: Piece[] = [];
  readonly #groups = new Map<string, Uint8Array[]>();
  #length = 0;
  #count = 0;

  constructor(input: Uint8Array) {
    this.#input = input;
  }

  number(value: number | bigint): void {
    this.#countOne();
    this.#written.push(Buffer.from(`${value}\n`));
  }

  /** A string or bytes. `group` names those that belong together: of one field, of one column. */
  string({ start, end }: Region, group: string, label: string): void {
    const bytes = this.#input.subarray(start, end);
    this.#length += bytes.length;
    this.#countOne();
    if (this.#isRepeated) return;
    if (bytes.length >= LONG) this.#fields.push({ label, start, end, bytes, complete: true });
    else this.#written.push(bytes, LINE_END);
    if (bytes.length < SHORTEST_JOINED) return;
    const pieces = this.#groups.get(group);
    if (pieces === undefined) this.#groups.set(group, [bytes]);
    else pieces.push(bytes);
  }

  #countOne(): void {
    this.#count += 1;
    if (this.#count > MOST_VALUES) throw new TooMany();
  }

  /** More than there is: strings that overlap, of which a few bytes make gigabytes. */
  get #isRepeated(): boolean {
    return this.#length > this.#input.length;
  }

  /** All of it, as what stands in this stretch of the input; only what is `covered` has been read. */
  decoded(format: string, stretch: Region, covered: readonly Region[] = [stretch]): Decoded {
    const { start, end } = stretch;
    const unread = uncovered(covered, this.#input.length);
    const explains = uncovered([...this.#fields, ...unread], this.#input.length);
    const bytes = Buffer.concat(this.#written);
    const values = { label: `values of ${format}`, start, end, bytes, complete: !this.#isRepeated, explains };
    const joined = [...this.#groups.values()]
      .filter((pieces) => pieces.length > 1)
      .map((pieces) => ({
        label: `joined strings of ${format}`,
        start,
        end,
        bytes: Buffer.concat(pieces),
        complete: false,
        explains: [],
      }));
    return { pieces: [...this.#fields, ...joined, values] };
  }
}

const LINE_END = Uint8Array.of(0x0a);
