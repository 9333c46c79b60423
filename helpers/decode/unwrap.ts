import { Budget, LIMITS, type LimitKind, type Limits } from './budget.ts';
import { isText } from './byte-runs.ts';
import { carve } from './carve.ts';
import type { ReadFormat } from './decoder.ts';
import type { Decoded, Layer, Piece, Region } from './layer.ts';
import { isPicture } from './picture.ts';
import { common, uncovered } from './regions.ts';
import { FROM_THE_START, TEXTS, UNMARKED } from './registry.ts';

/** All layers of an object, and which limits kept some from being found. */
export interface Unwrapped {
  readonly root: Layer;
  readonly reached: readonly LimitKind[];
}

/** Shorter pieces hold nothing that a detector takes for evidence, whatever they are decoded to. */
const SHORTEST = 16;
/** Whatever has a mark within these is understood by it. */
const HEAD = 64;

/**
 * Unwraps an object to its last layer: formats that begin with it, formats that begin anywhere in it, and text that
 * stands for bytes. Whatever the input is, it ends within the limits and throws nothing. Synchronous, as all that it is
 * made of is, so that judging stays a plain function of the bundle.
 */
export function unwrap(bytes: Uint8Array, limits: Limits = LIMITS): Unwrapped {
  const budget = new Budget(limits);
  const root: Layer = {
    ...layerOf({ bytes }, budget, 1),
    bytes,
    from: { start: 0, end: bytes.length },
    explains: [],
    complete: true,
    view: false,
  };
  return { root, reached: [...budget.reached].sort() };
}

/** What stands in a layer at this depth. */
function layerOf(
  { bytes, doubtful }: Pick<Piece, 'bytes' | 'doubtful'>,
  budget: Budget,
  depth: number,
): Pick<Layer, 'structure' | 'children'> {
  const read = doubtful === true ? marked(bytes, budget, []) : readings(bytes, budget);
  const decoded = bytes.length < SHORTEST ? [] : [...read];
  return {
    structure: decoded.flatMap(({ structure }) => structure ?? []),
    children: decoded.flatMap(({ pieces }) => pieces.flatMap((piece) => child(piece, bytes, budget, depth))),
  };
}

/** First what the whole is, then what begins somewhere in the rest of it, then the text that is left. */
function* readings(bytes: Uint8Array, budget: Budget): Generator<Decoded> {
  const taken: Region[] = [];
  const inPart: Region[] = [];
  const take = (decoded: Decoded): Decoded => {
    for (const { start, end, explains } of decoded.pieces) {
      taken.push(...(explains ?? [{ start, end }]));
      if (explains !== undefined) inPart.push({ start, end });
    }
    taken.push(...(decoded.structure ?? []));
    return decoded;
  };
  const whole = first(FROM_THE_START, bytes, budget);
  if (whole !== undefined) yield take(whole);
  const wholly = inPart.length;
  for (const decoded of marked(bytes, budget, taken)) yield take(decoded);
  // What a format passes over, as the free space of a database, is like any other bytes.
  for (const open of common(uncovered(taken, bytes.length), inPart.slice(wholly)))
    for (const decoded of carve(bytes, open, budget)) yield take(decoded);
  if (!taken.some(({ start }) => start < HEAD) && !isPicture(bytes) && !isText(bytes.subarray(0, HEAD))) {
    const unmarked = first(UNMARKED, bytes, budget);
    if (unmarked !== undefined) yield take(unmarked);
  }
  for (const { start, end } of uncovered(taken, bytes.length)) {
    if (end - start < SHORTEST || !budget.work(end - start)) continue;
    const stretch = bytes.subarray(start, end);
    for (const read of TEXTS) {
      const pieces = budget.attempt(() => read(stretch, budget)) ?? [];
      if (pieces.length > 0) yield { pieces: pieces.map((piece) => moved(piece, start)) };
    }
  }
}

/** What begins with a mark in what is not taken yet. */
function* marked(bytes: Uint8Array, budget: Budget, taken: readonly Region[]): Generator<Decoded> {
  for (const open of uncovered(taken, bytes.length)) yield* carve(bytes, open, budget);
}

/** The first that reads anything of the input is the one that understands it. */
function first(readers: readonly ReadFormat[], bytes: Uint8Array, budget: Budget): Decoded | undefined {
  for (const read of readers) {
    const decoded = budget.attempt(() => read(bytes, budget));
    if (decoded !== undefined && !isEmpty(decoded)) return decoded;
  }
  return undefined;
}

function child(piece: Piece, parent: Uint8Array, budget: Budget, depth: number): readonly Layer[] {
  const { start, end, label, bytes, complete } = piece;
  // What is decoded to itself, as a string whose escapes are none, says nothing new: it would be so until the limit.
  if (bytes.length === 0 || isSame(bytes, parent)) return [];
  const view = isWithin(bytes, parent);
  if (!budget.layer(view ? 0 : bytes.length, depth)) return [];
  const inside = layerOf(piece, budget, depth + 1);
  const from = { start, end };
  return [{ bytes, label, from, explains: piece.explains ?? [from], complete, view, ...inside }];
}

/** Their lengths first: thousands of pieces may begin as their parent does. */
function isSame(bytes: Uint8Array, parent: Uint8Array): boolean {
  return bytes.length === parent.length && Buffer.compare(bytes, parent) === 0;
}

/** Buffers share memory with their neighbours, so that the same memory alone says nothing. */
function isWithin(bytes: Uint8Array, parent: Uint8Array): boolean {
  return (
    bytes.buffer === parent.buffer &&
    bytes.byteOffset >= parent.byteOffset &&
    bytes.byteOffset + bytes.length <= parent.byteOffset + parent.length
  );
}

function moved(piece: Piece, by: number): Piece {
  return by === 0 ? piece : { ...piece, start: piece.start + by, end: piece.end + by };
}

function isEmpty({ pieces, structure }: Decoded): boolean {
  return pieces.length === 0 && (structure === undefined || structure.length === 0);
}
