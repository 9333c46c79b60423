import { differenceAt, type SequenceKind, xorAt } from './sequences.ts';

/** How the bytes of a disguised copy go with those of the image, once both are looked at in the same way. */
export type Relation =
  | { readonly kind: 'equal' }
  /** Combined with a key that repeats, of some period that divides the lag. */
  | { readonly kind: 'key'; readonly combine: 'xor' | 'add'; readonly lag: number }
  /** Each byte stands for another one. */
  | { readonly kind: 'substitution' };

type Remade = (bytes: Uint8Array) => Uint8Array;

export interface Disguise {
  /** As a finding says it: "…, <name>". */
  readonly name: string;
  /** What the disguise makes of the image without its key. */
  readonly ofStimulus: Remade;
  /** Where a byte of that came from, as an offset of the image. */
  readonly origin: (at: number, length: number) => number;
  /** What undoes the part of the disguise that needs no key. */
  readonly ofData: Remade;
  /** Makes the image of what `ofStimulus` made of it, where that can be told from the image's first byte. */
  readonly undo: (bytes: Uint8Array, first: number) => Uint8Array;
  /** How many bytes it makes of one, where more. */
  readonly growth?: number;
  /** Which of `PROBES` shows it. */
  readonly probe: number;
  readonly relation: Relation;
}

/**
 * Every period up to 64 divides one of these: XORed over such a lag, a repeating key falls out whatever it is. Few and long
 * lags cost less than 64 short ones.
 */
const LAGS: readonly number[] = [2880, 12_012, 1938, 1334, 1550, 1512, 2695, 1517, 2021, 3127, 2013, 3484];

const PLAIN = 0;
const XOR_NEIGHBOURS = 1;
const DIFFERENCES = 2;
const DISTANCES = 3;
const FIRST_LAG = 4;
const ADD_LAGS = LAGS.slice(0, 2);

/** The ways to look at data; several disguises show themselves in one. */
export const PROBES: readonly SequenceKind[] = [
  { kind: 'plain' },
  { kind: 'xor', lag: 1 },
  { kind: 'difference', lag: 1 },
  { kind: 'distances' },
  ...LAGS.map((lag) => ({ kind: 'xor', lag }) as const),
  ...ADD_LAGS.map((lag) => ({ kind: 'difference', lag }) as const),
];

const asIs: Remade = (bytes) => bytes;
const backwards: Remade = (bytes) => Uint8Array.from(bytes).reverse();
const xorNeighbours: Remade = (bytes) => xorAt(1)(bytes, 0, bytes.length);
const differences: Remade = (bytes) => differenceAt(1)(bytes, 0, bytes.length);
const inPlace = (at: number): number => at;
const EQUAL: Relation = { kind: 'equal' };
const SUBSTITUTION: Relation = { kind: 'substitution' };

export const DISGUISES: readonly Disguise[] = [
  {
    name: 'backwards',
    ofStimulus: backwards,
    undo: backwards,
    origin: (at, length) => length - 1 - at,
    ofData: asIs,
    probe: PLAIN,
    relation: EQUAL,
  },
  ...[2, 4, 8].map((width) => turned(width)),
  {
    name: 'each byte XORed with the one before',
    ofStimulus: xorNeighbours,
    undo: (bytes, first) => running(bytes, first, (sum, byte) => sum ^ byte),
    origin: inPlace,
    ofData: asIs,
    probe: PLAIN,
    relation: EQUAL,
  },
  {
    name: 'each byte less the one before',
    ofStimulus: differences,
    undo: (bytes, first) => running(bytes, first, (sum, byte) => sum + byte),
    origin: inPlace,
    ofData: asIs,
    probe: PLAIN,
    relation: EQUAL,
  },
  {
    name: 'XORed with everything before',
    ofStimulus: asIs,
    undo: asIs,
    origin: inPlace,
    ofData: xorNeighbours,
    probe: XOR_NEIGHBOURS,
    relation: EQUAL,
  },
  {
    name: 'added to everything before',
    ofStimulus: asIs,
    undo: asIs,
    origin: inPlace,
    ofData: differences,
    probe: DIFFERENCES,
    relation: EQUAL,
  },
  substituted('with other bytes for its bytes', { ofStimulus: asIs, undo: asIs, origin: inPlace }),
  substituted('backwards, with other bytes for its bytes', {
    ofStimulus: backwards,
    undo: backwards,
    origin: (at, length) => length - 1 - at,
  }),
  // Base64 writes three bytes as four letters: from which of the three on a copy begins decides its letters.
  ...[0, 1, 2].map((skipped) =>
    substituted('in base64 of another alphabet', {
      ofStimulus: (bytes) => base64Digits(bytes.subarray(skipped)),
      // What was skipped belongs to the image's head.
      undo: (digits) => Buffer.concat([new Uint8Array(skipped), ofBase64Digits(digits)]),
      origin: (at) => skipped + Math.floor((at * 3) / 4),
      growth: 4 / 3,
    }),
  ),
  ...LAGS.map((lag, at) => keyed('xor', lag, FIRST_LAG + at)),
  ...ADD_LAGS.map((lag, at) => keyed('add', lag, FIRST_LAG + LAGS.length + at)),
];

/** The bytes of each group of so many stand backwards, as a number of the other byte order does. */
function turned(width: number): Disguise {
  const turn: Remade = (bytes) => {
    const groups = Uint8Array.from(bytes);
    for (let at = 0; at + width <= bytes.length; at += width)
      for (let step = 0; step < width; step += 1) groups[at + step] = bytes[at + width - 1 - step] as number;
    return groups;
  };
  return {
    name: `with its bytes turned round in groups of ${width}`,
    ofStimulus: turn,
    undo: turn,
    origin: inPlace,
    ofData: asIs,
    probe: PLAIN,
    relation: EQUAL,
  };
}

function substituted(
  name: string,
  ways: Pick<Disguise, 'ofStimulus' | 'undo' | 'origin' | 'growth'>,
): Disguise {
  return { name, ...ways, ofData: asIs, probe: DISTANCES, relation: SUBSTITUTION };
}

function keyed(combine: 'xor' | 'add', lag: number, probe: number): Disguise {
  return {
    name: combine === 'xor' ? 'XORed with a repeating key' : 'with a repeating key added',
    ofStimulus: asIs,
    undo: asIs,
    origin: inPlace,
    ofData: asIs,
    probe,
    relation: { kind: 'key', combine, lag },
  };
}

/** Groups of six bits, one in each byte: any alphabet is a substitution of these. */
function base64Digits(bytes: Uint8Array): Uint8Array {
  const digits = new Uint8Array(Math.floor(bytes.length / 3) * 4);
  for (let group = 0; group * 3 + 2 < bytes.length; group += 1) {
    const at = group * 3;
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const to = group * 4;
    digits[to] = word >> 18;
    digits[to + 1] = (word >> 12) & 63;
    digits[to + 2] = (word >> 6) & 63;
    digits[to + 3] = word & 63;
  }
  return digits;
}

function ofBase64Digits(digits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.floor(digits.length / 4) * 3);
  for (let group = 0; group * 4 + 3 < digits.length; group += 1) {
    const at = group * 4;
    const word =
      ((digits[at] ?? 0) << 18) |
      ((digits[at + 1] ?? 0) << 12) |
      ((digits[at + 2] ?? 0) << 6) |
      (digits[at + 3] ?? 0);
    bytes.set([word >> 16, word >> 8, word], group * 3);
  }
  return bytes;
}

/** Undoes what was done to each byte by the one before it. */
function running(
  bytes: Uint8Array,
  first: number,
  next: (before: number, byte: number) => number,
): Uint8Array {
  let before = first;
  const made = new Uint8Array(bytes.length + 1).fill(first, 0, 1);
  for (let at = 0; at < bytes.length; at += 1) {
    before = next(before, bytes[at] ?? 0) & 255;
    made[at + 1] = before;
  }
  return made;
}
