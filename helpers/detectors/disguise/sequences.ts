/**
 * What stays the same of bytes when somebody hides them without a cipher: one value for each of the bytes from `from` on and
 * before `to`. Where a value would need a byte that is not there, it is zero.
 */
type Sequence = (bytes: Uint8Array, from: number, to: number) => Uint8Array;

export type SequenceKind =
  | { readonly kind: 'plain' | 'distances' }
  | { readonly kind: 'xor' | 'difference'; readonly lag: number };

/** The sequence of a kind; `known-samples.ts` makes the same of data. */
export function sequenceOf(sequence: SequenceKind): Sequence {
  switch (sequence.kind) {
    case 'plain':
      return plain;
    case 'distances':
      return distances;
    case 'xor':
      return xorAt(sequence.lag);
    case 'difference':
      return differenceAt(sequence.lag);
  }
}

function plain(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return bytes.subarray(from, to);
}

/** `x[i] ^ x[i + lag]`: a key of any period that divides the lag falls out. */
export function xorAt(lag: number): Sequence {
  return (bytes, from, to) => {
    const values = new Uint8Array(Math.max(0, Math.min(to, bytes.length) - from));
    const end = Math.min(values.length, bytes.length - lag - from);
    for (let at = 0; at < end; at += 1)
      values[at] = (bytes[from + at] as number) ^ (bytes[from + at + lag] as number);
    return values;
  };
}

/** `x[i + lag] - x[i]`, modulo 256: a key that is added falls out. */
export function differenceAt(lag: number): Sequence {
  return (bytes, from, to) => {
    const values = new Uint8Array(Math.max(0, Math.min(to, bytes.length) - from));
    const end = Math.min(values.length, bytes.length - lag - from);
    for (let at = 0; at < end; at += 1)
      values[at] = (bytes[from + at + lag] as number) - (bytes[from + at] as number);
    return values;
  };
}

/** From so many bytes on, a distance says nothing: so many before are enough to tell it. */
export const FAR = 255;

/** How far back the same byte stood last, zero from 255 on: no substitution of bytes changes it. */
function distances(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const values = new Uint8Array(Math.max(0, Math.min(to, bytes.length) - from));
  const last = new Int32Array(256).fill(from - 2 * FAR);
  for (let at = Math.max(0, from - FAR); at < from + values.length; at += 1) {
    const byte = bytes[at] as number;
    const distance = at - (last[byte] as number);
    if (at >= from) values[at - from] = distance < FAR ? distance : 0;
    last[byte] = at;
  }
  return values;
}
