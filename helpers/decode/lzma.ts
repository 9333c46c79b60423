import type { Budget } from './budget.ts';
import { Output } from './output.ts';

/** What the bits of an LZMA stream are read with: position and literal bits (7-Zip's LZMA specification, 2015). */
export interface LzmaProperties {
  readonly literalContext: number;
  readonly literalPosition: number;
  readonly position: number;
}

export function lzmaProperties(byte: number): LzmaProperties | undefined {
  if (byte >= 9 * 5 * 5) return undefined;
  return {
    literalContext: byte % 9,
    literalPosition: Math.floor(byte / 9) % 5,
    position: Math.floor(byte / 45),
  };
}

const START = 1024;
const TOP = 2 ** 24;
/** Far more than any stream says, so that a stream without a length goes on to its own end. */
const UNKNOWN = Number.MAX_SAFE_INTEGER;

/** Reads an LZMA stream chunk by chunk, with the state that goes on from one to the next. */
export class LzmaReader {
  readonly output: Output;
  #properties: LzmaProperties = { literalContext: 3, literalPosition: 0, position: 2 };
  #input: Uint8Array = new Uint8Array();
  #at = 0;
  #range = 0;
  #code = 0;
  #state = 0;
  #distances = [0, 0, 0, 0];
  #literal = new Uint16Array();
  #isMatch = new Uint16Array();
  #isRepeat = new Uint16Array();
  #slots = new Uint16Array();
  #special = new Uint16Array();
  #align = new Uint16Array();
  #lengths: readonly Uint16Array[] = [];

  constructor(budget: Budget) {
    this.output = new Output(budget);
    this.reset(this.#properties);
  }

  /** How far the last chunk was read. */
  get consumed(): number {
    return this.#at;
  }

  reset(properties: LzmaProperties = this.#properties): void {
    const fresh = (length: number): Uint16Array<ArrayBuffer> => new Uint16Array(length).fill(START);
    this.#properties = properties;
    this.#literal = fresh(0x300 << (properties.literalContext + properties.literalPosition));
    this.#isMatch = fresh(12 * 16 * 2);
    this.#isRepeat = fresh(12 * 4);
    this.#slots = fresh(4 * 64);
    this.#special = fresh(128);
    this.#align = fresh(16);
    // Each: two choices, then 16 tables of 8, 16 tables of 8, one of 256.
    this.#lengths = [fresh(2 + 128 + 128 + 256), fresh(2 + 128 + 128 + 256)];
    this.#state = 0;
    this.#distances = [0, 0, 0, 0];
  }

  /** `true` when so many bytes came out, or the stream ended itself; what came before a break is in the output. */
  read(input: Uint8Array, wanted = UNKNOWN): boolean {
    this.#input = input;
    this.#at = 5;
    this.#range = 0xffffffff;
    this.#code = input.length < 5 ? 0 : new DataView(input.buffer, input.byteOffset + 1, 4).getUint32(0);
    const end = this.output.length + wanted;
    while (this.output.length < end) {
      if (this.#at > input.length) return false;
      const step = this.#step(end);
      if (step !== 'on') return step === 'ended';
    }
    return true;
  }

  #step(end: number): 'on' | 'ended' | 'broken' {
    const place = this.output.length & ((1 << this.#properties.position) - 1);
    if (this.#bit(this.#isMatch, this.#state * 16 + place) === 0)
      return this.#readLiteral() ? 'on' : 'broken';
    let length: number;
    if (this.#bit(this.#isRepeat, this.#state * 4) === 0) {
      length = this.#length(0, place);
      this.#distances = [this.#distance(length), ...this.#distances.slice(0, 3)];
      if (this.#distances[0] === 0xffffffff) return 'ended';
      this.#state = this.#state < 7 ? 7 : 10;
    } else {
      const short = this.#chooseRepeat(place);
      length = short ? 1 : this.#length(1, place);
      this.#state = this.#state < 7 ? (short ? 9 : 8) : 11;
    }
    const left = Math.min(length, end - this.output.length);
    return this.output.repeat((this.#distances[0] ?? 0) + 1, left) ? 'on' : 'broken';
  }

  /** Brings the distance that is used again to the front; `true` when a single byte is meant. */
  #chooseRepeat(place: number): boolean {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#distances;
    if (this.#bit(this.#isRepeat, this.#state * 4 + 1) === 0)
      return this.#bit(this.#isMatch, 192 + this.#state * 16 + place) === 0;
    if (this.#bit(this.#isRepeat, this.#state * 4 + 2) === 0)
      this.#distances = [second, first, third, fourth];
    else if (this.#bit(this.#isRepeat, this.#state * 4 + 3) === 0)
      this.#distances = [third, first, second, fourth];
    else this.#distances = [fourth, first, second, third];
    return false;
  }

  #readLiteral(): boolean {
    const { literalContext, literalPosition } = this.#properties;
    const { output } = this;
    const before = output.length === 0 ? 0 : output.back(1);
    const high = (output.length & ((1 << literalPosition) - 1)) << literalContext;
    const base = 0x300 * (high + (before >> (8 - literalContext)));
    let symbol = 1;
    if (this.#state >= 7) {
      let match = output.back((this.#distances[0] ?? 0) + 1);
      while (symbol < 0x100) {
        const expected = (match >> 7) & 1;
        match = (match << 1) & 0xff;
        const bit = this.#bit(this.#literal, base + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(this.#literal, base + symbol);
    this.#state = this.#state < 4 ? 0 : this.#state - (this.#state < 10 ? 3 : 6);
    return output.push(symbol & 0xff);
  }

  #length(kind: 0 | 1, place: number): number {
    const model = this.#lengths[kind] ?? this.#align;
    if (this.#bit(model, 0) === 0) return 2 + this.#tree(model, 2 + place * 8, 3);
    if (this.#bit(model, 1) === 0) return 10 + this.#tree(model, 130 + place * 8, 3);
    return 18 + this.#tree(model, 258, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(this.#slots, Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + this.#reversed(this.#special, base - slot, bits);
    let direct = 0;
    for (let bit = bits - 4; bit > 0; bit -= 1) direct = direct * 2 + this.#plain();
    return base + direct * 16 + this.#reversed(this.#align, 0, 4);
  }

  #tree(model: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    for (let left = bits; left > 0; left -= 1) symbol = (symbol << 1) | this.#bit(model, base + symbol);
    return symbol - (1 << bits);
  }

  #reversed(model: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let place = 0; place < bits; place += 1) {
      const bit = this.#bit(model, base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << place;
    }
    return value;
  }

  #bit(model: Uint16Array, at: number): 0 | 1 {
    const chance = model[at] ?? START;
    const bound = (this.#range >>> 11) * chance;
    const isOne = this.#code >= bound;
    if (isOne) {
      this.#range -= bound;
      this.#code -= bound;
      model[at] = chance - (chance >> 5);
    } else {
      this.#range = bound;
      model[at] = chance + ((2048 - chance) >> 5);
    }
    this.#normalise();
    return isOne ? 1 : 0;
  }

  #plain(): 0 | 1 {
    this.#range = Math.floor(this.#range / 2);
    const isOne = this.#code >= this.#range;
    if (isOne) this.#code -= this.#range;
    this.#normalise();
    return isOne ? 1 : 0;
  }

  #normalise(): void {
    if (this.#range >= TOP) return;
    this.#range = this.#range * 256;
    this.#code = ((this.#code << 8) | (this.#input[this.#at] ?? 0)) >>> 0;
    this.#at += 1;
  }
}
