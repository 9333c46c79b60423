import type { Region } from './layer.ts';

/** Times, owners, the 64-bit lengths and Android's alignment: numbers of known length, or zeros. */
const EXTRAS: ReadonlyMap<number, number> = new Map([
  [0x0001, 32],
  [0x000a, 36],
  [0x5455, 13],
  [0x7875, 15],
  [0xcafe, 0],
]);

/** The extra fields of a zip header that are of a known kind, and no longer than that kind is. */
export function knownExtras(input: Uint8Array, start: number, end: number): readonly Region[] {
  const known: Region[] = [];
  for (let at = start; at + 4 <= Math.min(end, input.length); ) {
    const kind = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8);
    const length = (input[at + 2] ?? 0) | ((input[at + 3] ?? 0) << 8);
    if (length <= (EXTRAS.get(kind) ?? -1)) known.push({ start: at, end: at + 4 + length });
    at += 4 + length;
  }
  return known;
}
