import { alphabetOf, byteRuns } from './byte-runs.ts';
import type { ReadText } from './decoder.ts';
import type { Piece } from './layer.ts';

/**
 * A number for each byte, as programs print them: `[137, 80, 78]`, `[-119, 80, 78]` as Java does, `89 50 4e`, `89:50:4e`,
 * `0x89, 0x50`, `\x89\x50`, one a line.
 */
export const readNumberList: ReadText = (input, budget) =>
  byteRuns(input, LIST, SHORTEST).flatMap(({ start, end }): readonly Piece[] => {
    if (!budget.work(end - start)) return [];
    const list = Buffer.from(input.buffer, input.byteOffset + start, end - start).toString('latin1');
    return SPELLINGS.flatMap(({ label, shape, base }) =>
      [...list.matchAll(shape)].flatMap((match): readonly Piece[] => {
        const bytes = bytesOf(match[0], base);
        const from = start + match.index;
        const end = from + match[0].length;
        return bytes === undefined ? [] : [{ label, start: from, end, bytes, complete: true }];
      }),
    );
  });

const LIST = alphabetOf('0123456789abcdefABCDEFxX,;:-\\ \t\r\n');
const FEWEST = 24;
const SHORTEST = 2 * FEWEST;

const SPELLINGS = [
  {
    label: 'list of numbers',
    shape: new RegExp(
      `(?<![0-9A-Fa-f])(?:-?[0-9]{1,3}[\\s,;]{1,24}){${FEWEST},}(?:-?[0-9]{1,3}(?![0-9A-Fa-f]))?`,
      'g',
    ),
    base: 10,
  },
  {
    label: 'list of hex numbers',
    shape: new RegExp(
      `(?:(?:0[xX]|\\\\x)?[0-9A-Fa-f]{2}[\\s,;:-]{1,24}){${FEWEST},}(?:(?:0[xX]|\\\\x)?[0-9A-Fa-f]{2})?`,
      'g',
    ),
    base: 16,
  },
  { label: 'list of hex escapes', shape: new RegExp(`(?:\\\\x[0-9A-Fa-f]{2}){${FEWEST},}`, 'g'), base: 16 },
] as const;

/** With a sign or without, as a byte is; a list with any other number in it is a list of something else. */
function bytesOf(list: string, base: 10 | 16): Uint8Array | undefined {
  const numbers = (list.match(base === 10 ? /-?[0-9]+/g : /[0-9A-Fa-f]{2}/g) ?? []).map((one) =>
    Number.parseInt(one, base),
  );
  return numbers.every((one) => one >= -128 && one <= 255)
    ? Uint8Array.from(numbers, (one) => one & 0xff)
    : undefined;
}
