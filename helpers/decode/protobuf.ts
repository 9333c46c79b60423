import { isText } from './byte-runs.ts';
import type { ReadFormat } from './decoder.ts';
import { NOTHING_DECODED, type Piece, type Region } from './layer.ts';
import { Values } from './values.ts';

/** A Protocol Buffers message (protobuf.dev/programming-guides/encoding). Nothing marks one: its fields must fill the input. */
export const readProtobuf: ReadFormat = (input, budget) => {
  const whole = { start: 0, end: input.length };
  if (input.length > LONGEST || !budget.work(input.length) || isText(input.subarray(0, 64)))
    return NOTHING_DECODED;
  if (!isMessage(input, whole, 0)) return NOTHING_DECODED;
  const values = new Values(input);
  write(input, { region: whole, path: '', depth: 0 }, values);
  return values.decoded('protobuf', whole);
};

/** gRPC messages over HTTP/2: a flag and a length before each (grpc PROTOCOL-HTTP2.md), and they must fill the input. */
export const readGrpc: ReadFormat = (input) => {
  const pieces: Piece[] = [];
  const structure: Region[] = [];
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  for (let at = 0; at < input.length; ) {
    // Zeros look like messages without content.
    if (at + 5 > input.length || (input[at] ?? 2) > 1 || pieces.length >= MOST_MESSAGES)
      return NOTHING_DECODED;
    const start = at + 5;
    const end = start + view.getUint32(at + 1);
    if (end > input.length) return NOTHING_DECODED;
    const label = `gRPC message ${pieces.length + 1}`;
    pieces.push({ label, start, end, bytes: input.subarray(start, end), complete: true });
    structure.push({ start: at, end: start });
    at = end;
  }
  return { pieces, structure };
};

const MOST_MESSAGES = 10_000;
const LONGEST = 64 * 1024 * 1024;
const DEEPEST = 12;
/** Longer fields become layers, and are read as messages when their turn comes. */
const LONG = 64;

interface Field {
  readonly number: number;
  readonly value: number | bigint | Region;
  readonly end: number;
}

function isMessage(input: Uint8Array, { start, end }: Region, depth: number): boolean {
  if (depth > DEEPEST || start === end) return false;
  let at = start;
  while (at < end) {
    const field = fieldAt(input, at, end);
    if (field === undefined) return false;
    at = field.end;
  }
  return true;
}

function write(
  input: Uint8Array,
  { region, path, depth }: { readonly region: Region; readonly path: string; readonly depth: number },
  values: Values,
): void {
  for (let at = region.start; at < region.end; ) {
    const field = fieldAt(input, at, region.end);
    if (field === undefined) return;
    at = field.end;
    const name = path === '' ? `${field.number}` : `${path}.${field.number}`;
    const { value } = field;
    if (typeof value === 'number' || typeof value === 'bigint') values.number(value);
    else if (isInner(input, value, depth))
      write(input, { region: value, path: name, depth: depth + 1 }, values);
    else values.string(value, name, `protobuf field ${name}`);
  }
}

function isInner(input: Uint8Array, region: Region, depth: number): boolean {
  const { start, end } = region;
  return end - start < LONG && !isText(input.subarray(start, end)) && isMessage(input, region, depth + 1);
}

function fieldAt(input: Uint8Array, at: number, end: number): Field | undefined {
  const tag = varint(input, at, end);
  if (tag === undefined || tag.value < 8n || tag.value > 0xffffffffn) return undefined;
  const number = Number(tag.value >> 3n);
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  switch (Number(tag.value & 7n)) {
    case 0: {
      const read = varint(input, tag.end, end);
      return read === undefined ? undefined : { number, value: read.value, end: read.end };
    }
    case 1:
      return tag.end + 8 > end
        ? undefined
        : { number, value: view.getBigUint64(tag.end, true), end: tag.end + 8 };
    case 2: {
      const length = varint(input, tag.end, end);
      if (length === undefined || length.value > BigInt(end - length.end)) return undefined;
      const last = length.end + Number(length.value);
      return { number, value: { start: length.end, end: last }, end: last };
    }
    case 5:
      return tag.end + 4 > end
        ? undefined
        : { number, value: view.getUint32(tag.end, true), end: tag.end + 4 };
    default:
      return undefined;
  }
}

function varint(
  input: Uint8Array,
  at: number,
  end: number,
): { readonly value: bigint; readonly end: number } | undefined {
  let value = 0n;
  for (let step = 0; step < 10 && at + step < end; step += 1) {
    const byte = input[at + step] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * step);
    if (byte < 0x80) return { value, end: at + step + 1 };
  }
  return undefined;
}
