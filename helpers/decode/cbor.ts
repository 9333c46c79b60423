import type { ReadFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';
import { Values } from './values.ts';

/** CBOR (RFC 8949): a map, a list or something tagged that fills the input. */
export const readCbor: ReadFormat = (input, budget) => {
  const major = (input[0] ?? 0) >> 5;
  if (major < LIST || major > TAG || !budget.work(input.length)) return NOTHING_DECODED;
  const values = new Values(input);
  /** How many values each open container still holds; `undefined` where a break ends it. */
  const open: (number | undefined)[] = [1];
  let at = 0;
  while (open.length > 0 && open.length < DEEPEST) {
    const left = open.at(-1);
    if (left === 0) {
      open.pop();
      continue;
    }
    const head = headAt(input, at);
    if (head === undefined) return NOTHING_DECODED;
    at = head.end;
    if (head.isBreak) {
      if (left !== undefined) return NOTHING_DECODED;
      open.pop();
      continue;
    }
    if (left !== undefined) open[open.length - 1] = left - 1;
    if (head.length !== undefined) {
      const end = at + head.length;
      if (end > input.length) return NOTHING_DECODED;
      values.string({ start: at, end }, 'strings', 'CBOR string');
      at = end;
    } else if ('holds' in head) open.push(head.holds);
    else if (head.number !== undefined) values.number(head.number);
  }
  return at === input.length ? values.decoded('CBOR', { start: 0, end: at }) : NOTHING_DECODED;
};

const BYTES = 2;
const TEXT = 3;
const LIST = 4;
const MAP = 5;
const TAG = 6;
const INDEFINITE = 31;
const DEEPEST = 1_000;

interface Head {
  readonly end: number;
  readonly number?: number | bigint;
  /** Of a string: how many bytes follow. */
  readonly length?: number;
  /** Of a container: how many values follow; `undefined` when a break ends them. */
  readonly holds?: number | undefined;
  readonly isBreak?: boolean;
}

function headAt(input: Uint8Array, at: number): Head | undefined {
  const initial = input[at];
  if (initial === undefined) return undefined;
  const major = initial >> 5;
  const short = initial & 31;
  if (short === INDEFINITE) {
    if (major === 7) return { end: at + 1, isBreak: true };
    return major >= BYTES && major <= MAP ? { end: at + 1, holds: undefined } : undefined;
  }
  const argument = argumentAt(input, at + 1, short);
  if (argument === undefined) return undefined;
  const { value, end } = argument;
  const count = Number(value);
  if (major === BYTES || major === TEXT) return { end, length: count };
  if (major === LIST) return { end, holds: count };
  if (major === MAP) return { end, holds: 2 * count };
  if (major === TAG) return { end, holds: 1 };
  return { end, number: major === 1 ? -1n - value : value };
}

function argumentAt(
  input: Uint8Array,
  at: number,
  short: number,
): { readonly value: bigint; readonly end: number } | undefined {
  if (short < 24) return { value: BigInt(short), end: at };
  const width = 2 ** (short - 24);
  if (short > 27 || at + width > input.length) return undefined;
  let value = 0n;
  for (let step = 0; step < width; step += 1) value = (value << 8n) | BigInt(input[at + step] ?? 0);
  return { value, end: at + width };
}
