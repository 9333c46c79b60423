import { isUtf8 } from 'node:buffer';
import { TooMany } from './budget.ts';
import { byteRuns, PRINTABLE } from './byte-runs.ts';
import type { ReadText } from './decoder.ts';
import type { Piece } from './layer.ts';

/**
 * Text in quotes with escapes, as JSON (RFC 8259, section 7) and programs write it. A string inside a string is found when
 * its own turn comes.
 */
export const readStringEscapes: ReadText = (input, budget) => {
  if (input.indexOf(BACKSLASH) === -1) return [];
  const pieces: Piece[] = [];
  let at = 0;
  for (const seed of byteRuns(input, PRINTABLE, SEED)) {
    if (seed.start < at) continue;
    let { start, end } = seed;
    while (start > at && WRITTEN[input[start - 1] ?? 0] === 1) start -= 1;
    while (end < input.length && WRITTEN[input[end] ?? 0] === 1) end += 1;
    at = end;
    if (end - start < SHORTEST) continue;
    if (!budget.work(end - start)) break;
    pieces.push(...stringsIn(input, start, end));
  }
  return pieces;
};

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const SHORTEST = 24;
const MOST_STRINGS = 200_000;
/** So much of it is plain text, so that other data is passed over quickly. */
const SEED = 12;
/** Letters of other languages may stand there as UTF-8. */
const WRITTEN = PRINTABLE.map((is, byte) => (byte >= 0x7f ? 1 : is));

/** Each stretch between quotes that has an escape in it; what is outside of quotes, or cut off, too. */
function stringsIn(input: Uint8Array, from: number, to: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = from;
  let escapes = 0;
  for (let at = from; at <= to; at += 1) {
    if (at < to && input[at] === BACKSLASH) {
      escapes += 1;
      at += 1;
    } else if (at >= to || input[at] === QUOTE) {
      const end = Math.min(at, to);
      const written = input.subarray(start, end);
      if (escapes > 0 && written.length >= SHORTEST && isUtf8(written)) {
        const bytes = unescaped(Buffer.from(written).toString('latin1'));
        if (pieces.length >= MOST_STRINGS) throw new TooMany();
        pieces.push({ label: 'escaped string', start, end, bytes, complete: true });
      }
      start = at + 1;
      escapes = 0;
    }
  }
  return pieces;
}

const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-7]{3})|([^ux]))/g;
const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', 0: '\0' };

/** The text is given with a character for each byte, and so it is made bytes again. */
function unescaped(latin1: string): Uint8Array {
  const text = latin1.replaceAll(
    ESCAPE,
    (_, unicode?: string, hex?: string, octal?: string, named?: string) => {
      if (unicode !== undefined) return byteOrCharacter(Number.parseInt(unicode, 16));
      const digits = hex ?? octal;
      if (digits !== undefined)
        return String.fromCharCode(Number.parseInt(digits, hex === undefined ? 8 : 16) & 0xff);
      return NAMED[named ?? ''] ?? named ?? '';
    },
  );
  return Buffer.from(text, 'latin1');
}

/** Up to U+00FF it stands for a byte; above, for a letter, which is UTF-8 like the letters beside it. */
function byteOrCharacter(unit: number): string {
  const character = String.fromCharCode(unit);
  return unit <= 0xff ? character : Buffer.from(character).toString('latin1');
}
