import type { ReadFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';
import { Values } from './values.ts';

/** MessagePack (spec.md of msgpack/msgpack): a map or a list that fills the input. */
export const readMessagePack: ReadFormat = (input, budget) => {
  const first = input[0] ?? 0;
  const isContainer = (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);
  if (!isContainer || !budget.work(input.length)) return NOTHING_DECODED;
  const values = new Values(input);
  // What is still to come: each value takes one off, and each container puts its own on.
  let left = 1;
  let at = 0;
  for (; left > 0; left -= 1) {
    const item = itemAt(input, at);
    if (item === undefined) return NOTHING_DECODED;
    if (item.number !== undefined) values.number(item.number);
    if (item.string) values.string({ start: item.start, end: item.end }, 'strings', 'MessagePack string');
    left += item.holds;
    at = item.end;
  }
  return at === input.length ? values.decoded('MessagePack', { start: 0, end: at }) : NOTHING_DECODED;
};

interface Item {
  readonly number?: number | bigint;
  /** Its content is between `start` and `end`. */
  readonly string?: boolean;
  readonly start: number;
  readonly end: number;
  /** How many values stand in it. */
  readonly holds: number;
}

function itemAt(input: Uint8Array, at: number): Item | undefined {
  const type = input[at];
  if (type === undefined) return undefined;
  const next = at + 1;
  if (type < 0x80) return { number: type, start: next, end: next, holds: 0 };
  if (type < 0x90) return { start: next, end: next, holds: 2 * (type & 15) };
  if (type < 0xa0) return { start: next, end: next, holds: type & 15 };
  if (type < 0xc0) return stringOf(input, next, type & 31);
  if (type >= 0xe0) return { number: type - 256, start: next, end: next, holds: 0 };
  return longItem(input, type, next);
}

/** Types with a length, a count or a number behind them (section "Formats"). */
function longItem(input: Uint8Array, type: number, at: number): Item | undefined {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const sized = (width: number): number | undefined =>
    at + width > input.length
      ? undefined
      : width === 1
        ? view.getUint8(at)
        : width === 2
          ? view.getUint16(at)
          : view.getUint32(at);
  const fixed = (width: number, number: () => number | bigint): Item | undefined =>
    at + width > input.length ? undefined : { number: number(), start: at, end: at + width, holds: 0 };
  const string = (width: number, extra: number): Item | undefined => {
    const length = sized(width);
    return length === undefined ? undefined : stringOf(input, at + width, length + extra);
  };
  const holding = (width: number, times: number): Item | undefined => {
    const count = sized(width);
    return count === undefined ? undefined : { start: at + width, end: at + width, holds: times * count };
  };
  if (type <= 0xc3) return type === 0xc1 ? undefined : { number: type & 1, start: at, end: at, holds: 0 };
  if (type <= 0xc6) return string(2 ** (type - 0xc4), 0);
  if (type <= 0xc9) return string(2 ** (type - 0xc7), 1);
  if (type === 0xca) return fixed(4, () => view.getFloat32(at));
  if (type === 0xcb) return fixed(8, () => view.getFloat64(at));
  if (type <= 0xcf) return fixed(2 ** (type - 0xcc), () => integer(view, at, type - 0xcc));
  if (type <= 0xd3) return fixed(2 ** (type - 0xd0), () => signed(view, at, type - 0xd0));
  if (type <= 0xd8) return stringOf(input, at, 1 + 2 ** (type - 0xd4));
  if (type <= 0xdb) return string(2 ** (type - 0xd9), 0);
  return holding(type % 2 === 0 ? 2 : 4, type >= 0xde ? 2 : 1);
}

function stringOf(input: Uint8Array, start: number, length: number): Item | undefined {
  const end = start + length;
  return end > input.length ? undefined : { string: true, start, end, holds: 0 };
}

function integer(view: DataView, at: number, power: number): number | bigint {
  if (power === 3) return view.getBigUint64(at);
  return power === 2 ? view.getUint32(at) : power === 1 ? view.getUint16(at) : view.getUint8(at);
}

function signed(view: DataView, at: number, power: number): number | bigint {
  if (power === 3) return view.getBigInt64(at);
  return power === 2 ? view.getInt32(at) : power === 1 ? view.getInt16(at) : view.getInt8(at);
}
