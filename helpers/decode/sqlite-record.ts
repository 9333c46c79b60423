import type { Region } from './layer.ts';
import { varint } from './sqlite-page.ts';

interface Record {
  readonly numbers: readonly (number | bigint)[];
  readonly strings: readonly (Region & { readonly column: number })[];
}

const INTEGERS = [0, 1, 2, 3, 4, 6, 8];
const FLOAT = 7;
const MOST_COLUMNS = 32_767;

/** A row in record format (section 2.1): the types of its values, then the values. `undefined` when it is none. */
export function recordOf(payload: Uint8Array): Record | undefined {
  const header = varint(payload, 0);
  const body = Number(header.value);
  if (body < header.end || body > payload.length) return undefined;
  const numbers: (number | bigint)[] = [];
  const strings: (Region & { column: number })[] = [];
  let start = body;
  let at = header.end;
  for (let column = 0; at < body && column < MOST_COLUMNS; column += 1) {
    const type = varint(payload, at);
    at = type.end;
    const kind = Number(type.value);
    const length = lengthOf(kind);
    // A value that is cut off is still worth to be looked at.
    const end = Math.min(start + length, payload.length);
    if (kind >= 12) strings.push({ start, end, column });
    else if (length > 0 && start + length <= payload.length) numbers.push(numberAt(payload, start, kind));
    start = end;
  }
  return at === body && start === payload.length ? { numbers, strings } : undefined;
}

function lengthOf(kind: number): number {
  if (kind >= 12) return Math.floor((kind - 12) / 2);
  return kind === FLOAT ? 8 : (INTEGERS[kind] ?? 0);
}

function numberAt(payload: Uint8Array, at: number, kind: number): number | bigint {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  if (kind === FLOAT) return view.getFloat64(at);
  let value = 0n;
  for (let step = 0; step < lengthOf(kind); step += 1)
    value = (value << 8n) | BigInt(payload[at + step] ?? 0);
  return BigInt.asIntN(8 * lengthOf(kind), value);
}
