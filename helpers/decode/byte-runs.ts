import { TooMany } from './budget.ts';
import type { Region } from './layer.ts';

/** Ten times the layers that may be made of them. */
const MOST_RUNS = 200_000;

/** Which byte values belong to an alphabet. */
export type Alphabet = Uint8Array;

export function alphabetOf(characters: string): Alphabet {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(characters, 'latin1')) table[byte] = 1;
  return table;
}

/**
 * The stretches of at least `shortest` bytes that are all of the alphabet. Looks at every `shortest`th byte first, as
 * every such stretch holds one of them: other data costs next to nothing.
 */
export function byteRuns(input: Uint8Array, alphabet: Alphabet, shortest: number): readonly Region[] {
  const runs: Region[] = [];
  let at = shortest - 1;
  let floor = 0;
  while (at < input.length) {
    if (alphabet[input[at] ?? 0] === 0) {
      floor = at + 1;
      at += shortest;
      continue;
    }
    let start = at;
    while (start > floor && alphabet[input[start - 1] ?? 0] === 1) start -= 1;
    let end = at + 1;
    while (end < input.length && alphabet[input[end] ?? 0] === 1) end += 1;
    if (end - start >= shortest) runs.push({ start, end });
    if (runs.length > MOST_RUNS) throw new TooMany();
    floor = end;
    at = end + shortest;
  }
  return runs;
}

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const BASE64 = alphabetOf(`${LETTERS}${DIGITS}+/-_`);
export const HEX = alphabetOf(`${DIGITS}abcdefABCDEF`);
/** What a byte is worth as a hexadecimal digit; 255 when it is none. */
export const HEX_VALUE = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? 255 : value;
});
export const BLANK = alphabetOf(' \t\r\n');
export const PRINTABLE = alphabetOf(
  `\t\n\r${Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at)).join('')}`,
);

/** Whether all of it can be read as text. */
export function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => PRINTABLE[byte] === 1);
}
