import { byteRuns, HEX_VALUE, PRINTABLE } from './byte-runs.ts';
import type { ReadText } from './decoder.ts';
import type { Piece } from './layer.ts';

/** Percent escapes of addresses and forms (RFC 3986, section 2.1): each value of a form by itself. */
export const readPercent: ReadText = (input, budget) => {
  if (input.indexOf(PERCENT) === -1) return [];
  return byteRuns(input, VALUE, SHORTEST).flatMap(({ start, end }): readonly Piece[] => {
    if (!budget.work(end - start)) return [];
    const bytes = decoded(input.subarray(start, end));
    if (bytes.length + 2 * FEWEST > end - start) return [];
    return [{ label: 'percent escapes', start, end, bytes, complete: true }];
  });
};

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const SHORTEST = 24;
const FEWEST = 2;
/** What a value is made of: no separator of forms, no blank. */
const VALUE = PRINTABLE.map((is, byte) => (' \t\r\n&;="<>'.includes(String.fromCharCode(byte)) ? 0 : is));

function decoded(value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(value.length);
  let length = 0;
  for (let at = 0; at < value.length; at += 1) {
    const byte = value[at] ?? 0;
    const escaped = byte === PERCENT ? hexAt(value, at + 1) : undefined;
    if (escaped !== undefined) at += 2;
    bytes[length] = escaped ?? (byte === PLUS ? SPACE : byte);
    length += 1;
  }
  return bytes.subarray(0, length);
}

function hexAt(value: Uint8Array, at: number): number | undefined {
  const high = HEX_VALUE[value[at] ?? 0] ?? 255;
  const low = HEX_VALUE[value[at + 1] ?? 0] ?? 255;
  return high === 255 || low === 255 ? undefined : high * 16 + low;
}
