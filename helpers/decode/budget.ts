/** What may be spent on one root. Work is counted in bytes that were looked at, since what decodes has no clock. */
export interface Limits {
  readonly depth: number;
  readonly bytes: number;
  readonly layers: number;
  readonly work: number;
}

/** Wide enough for what apps pack, narrow enough that the worst input takes seconds and a quarter of a gigabyte. */
export const LIMITS: Limits = { depth: 16, bytes: 256 * 1024 * 1024, layers: 50_000, work: 2 ** 31 };

export type LimitKind = keyof Limits;

/** There is more of something than memory should hold: thrown by who counts it, and noted as the limit of layers. */
export class TooMany extends Error {}

/** Counts what unwrapping one root costs, and notes which limits kept it from going on. */
export class Budget {
  readonly reached = new Set<LimitKind>();
  readonly #limits: Limits;
  #bytes: number;
  #layers: number;
  #work: number;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#bytes = limits.bytes;
    this.#layers = limits.layers;
    this.#work = limits.work;
  }

  /** The most that a decoder may still make. */
  get bytesLeft(): number {
    return this.#bytes;
  }

  /** Notes that a decoder had more to give than was left. */
  cutOff(): void {
    this.reached.add('bytes');
  }

  /** Notes that more was found than there may be layers. */
  tooMany(): void {
    this.reached.add('layers');
  }

  /** What a decoder makes of something, `undefined` when it fails: then it has decoded nothing. */
  attempt<Made>(decode: () => Made): Made | undefined {
    try {
      return decode();
    } catch (error) {
      if (error instanceof TooMany) this.tooMany();
      return undefined;
    }
  }

  /** Whether looking at so many bytes more is within the limit. */
  work(bytes: number): boolean {
    if (this.#work < bytes) {
      this.reached.add('work');
      return false;
    }
    this.#work -= bytes;
    return true;
  }

  /** Whether one layer more, which takes so many bytes of memory at this depth, is within the limits. */
  layer(bytes: number, depth: number): boolean {
    if (depth > this.#limits.depth) this.reached.add('depth');
    else if (this.#layers < 1) this.reached.add('layers');
    else if (this.#bytes < bytes) this.reached.add('bytes');
    else {
      this.#layers -= 1;
      this.#bytes -= bytes;
      return true;
    }
    return false;
  }
}
