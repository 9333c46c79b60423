import { alphabetOf, byteRuns, HEX_VALUE } from './byte-runs.ts';
import type { ReadText } from './decoder.ts';
import type { Piece, Region } from './layer.ts';

/**
 * A number for each byte, as programs print them: `[137, 80, 78]`, `[-119, 80, 78]` as Java does, `89 50 4e`, `89:50:4e`,
 * `0x89, 0x50`, `\x89\x50`, one a line. A list with any other number in it ends there.
 */
export const readNumberList: ReadText = (input, budget) =>
  byteRuns(input, LIST, SHORTEST).flatMap((run): readonly Piece[] => {
    if (!budget.work(2 * (run.end - run.start))) return [];
    return [
      ...listsIn(input, run, { label: 'list of numbers', numberAt: decimalAt }),
      ...listsIn(input, run, { label: 'list of hex numbers', numberAt: hexAt }),
    ];
  });

const LIST = alphabetOf('0123456789abcdefABCDEFxX,;:-\\ \t\r\n');
const BETWEEN = alphabetOf(',;: \t\r\n');
const FEWEST = 24;
const SHORTEST = 2 * FEWEST;
/** As wide as what stands between two numbers becomes when each has a line, indented. */
const LONGEST_BETWEEN = 24;
const MINUS = 0x2d;
const ZERO = 0x30;
const BACKSLASH = 0x5c;

interface Spelling {
  readonly label: string;
  /** The number that begins here as `length * 256 + byte`, or `NONE`: no object for each byte of a picture. */
  numberAt(input: Uint8Array, at: number): number;
}
const NONE = -1;

function listsIn(input: Uint8Array, { start, end }: Region, { label, numberAt }: Spelling): readonly Piece[] {
  const lists: Piece[] = [];
  let bytes = new Uint8Array((end - start) >> 1);
  let count = 0;
  let from = start;
  let last = start;
  for (let at = start; at < end; ) {
    const read = numberAt(input, at);
    const next = at + (read >> 8);
    const between = read === NONE ? 0 : betweenAt(input, next);
    if (read !== NONE) {
      if (count === 0) from = at;
      bytes[count] = read & 0xff;
      count += 1;
      last = next;
    }
    // Numbers with a mark of their own need nothing between them.
    const goesOn = read !== NONE && (between > 0 || input[next] === BACKSLASH);
    if (!goesOn) {
      if (count >= FEWEST)
        lists.push({ label, start: from, end: last, bytes: bytes.slice(0, count), complete: true });
      if (count >= FEWEST) bytes = new Uint8Array((end - last + 1) >> 1);
      count = 0;
    }
    at = read === NONE ? at + 1 : next + between;
  }
  if (count >= FEWEST)
    lists.push({ label, start: from, end: last, bytes: bytes.slice(0, count), complete: true });
  return lists;
}

function betweenAt(input: Uint8Array, from: number): number {
  let at = from;
  while (BETWEEN[input[at] ?? 0] === 1) at += 1;
  return at - from > LONGEST_BETWEEN ? 0 : at - from;
}

/** -128 to 255: with a sign or without, as a byte is. */
function decimalAt(input: Uint8Array, start: number): number {
  const sign = input[start] === MINUS ? 1 : 0;
  let at = start + sign;
  let value = 0;
  for (; at < start + sign + 3 && isDigit(input[at]); at += 1)
    value = value * 10 + (input[at] ?? ZERO) - ZERO;
  if (at === start + sign || HEX_VALUE[input[at] ?? 0] !== NO_DIGIT || value > (sign === 1 ? 128 : 255))
    return NONE;
  return (at - start) * 256 + ((sign === 1 ? -value : value) & 0xff);
}

/** Two digits, with or without `0x` or `\x` before them. */
function hexAt(input: Uint8Array, start: number): number {
  const first = input[start];
  const isMarked = (first === BACKSLASH || first === ZERO) && ((input[start + 1] ?? 0) | 0x20) === 0x78;
  const at = start + (isMarked ? 2 : 0);
  const high = HEX_VALUE[input[at] ?? 0] ?? NO_DIGIT;
  const low = HEX_VALUE[input[at + 1] ?? 0] ?? NO_DIGIT;
  if (high === NO_DIGIT || low === NO_DIGIT || HEX_VALUE[input[at + 2] ?? 0] !== NO_DIGIT) return NONE;
  return (at + 2 - start) * 256 + high * 16 + low;
}

const NO_DIGIT = 255;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}
