/** Reads hostile bytes from front to back: what lies past their end reads as nothing, and is remembered. */
export interface ByteCursor {
  number(size: 1 | 2 | 3): number;
  take(length: number): Buffer;
  /** Bytes behind their own length, which takes up `size` bytes. */
  vector(size: 1 | 2 | 3): Buffer;
  readonly at: number;
  /** Something was read that is not there. */
  readonly short: boolean;
  readonly atEnd: boolean;
}

export function cursorOver(bytes: Buffer): ByteCursor {
  let at = 0;
  let short = false;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) short = true;
    const taken = bytes.subarray(at, at + length);
    at = Math.min(bytes.length, at + length);
    return taken;
  };
  const number = (size: number): number => {
    const taken = take(size);
    return taken.length < size ? 0 : taken.readUIntBE(0, size);
  };
  return {
    number,
    take,
    vector: (size) => take(number(size)),
    get at() {
      return at;
    },
    get short() {
      return short;
    },
    get atEnd() {
      return at >= bytes.length;
    },
  };
}
