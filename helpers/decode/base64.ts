import { BASE64, BLANK, byteRuns, HEX, isText } from './byte-runs.ts';
import type { ReadText } from './decoder.ts';
import type { Piece, Region } from './layer.ts';

/**
 * Base64 (RFC 4648) in both alphabets, with or without padding, in lines of any width from 20 on, and from any character
 * on: what stands before it may be written in the same alphabet, as the folders of an address are.
 */
export const readBase64: ReadText = (input, budget) => {
  const pieces: Piece[] = [];
  for (const lines of joinedLines(input, byteRuns(input, BASE64, SHORTEST_LINE))) {
    const text = charactersOf(input, lines);
    if (text.length < SHORTEST || text.every((byte) => HEX[byte] === 1)) continue;
    for (const shift of [0, 1, 2, 3]) {
      if (!budget.work(text.length)) return pieces;
      const bytes = decoded(text.subarray(shift));
      const { start, end } = around(lines);
      const piece = { label: 'base64', start: start + shift, end, bytes, complete: true } as const;
      pieces.push(shift === 0 ? piece : { ...piece, doubtful: true });
      if (shift === 0 && isWhatItShouldBe(bytes)) break;
    }
  }
  return pieces;
};

const SHORTEST_LINE = 20;
const SHORTEST = 36;
const MOST_BLANKS = 4;
/** Plus signs are 64 characters apart on average; two of three bridges are shorter than a line. */
const LONGEST_BRIDGE = 128;
const LINE_BREAKS = [0x0a, 0x0d, 0x09];
const PLUS = 0x2b;
const SPACE = 0x20;

/** Lines that only blanks part. */
function joinedLines(input: Uint8Array, runs: readonly Region[]): readonly (readonly Region[])[] {
  const joined: Region[][] = [];
  for (const run of runs) {
    const lines = joined.at(-1);
    const before = lines?.at(-1);
    if (lines !== undefined && before !== undefined && isBridge(input, before.end, run.start))
      lines.push(run);
    else joined.push([run]);
  }
  return joined.map((lines) => withLastLine(input, lines));
}

/** A line break, or what a form has made of the plus signs: blanks among a few characters more. */
function isBridge(input: Uint8Array, start: number, end: number): boolean {
  if (end - start > LONGEST_BRIDGE) return false;
  for (let at = start; at < end; at += 1)
    if (BLANK[input[at] ?? 0] === 0 && BASE64[input[at] ?? 0] === 0) return false;
  return true;
}

/** The last of several lines may be shorter than any that is looked for. */
function withLastLine(input: Uint8Array, lines: readonly Region[]): readonly Region[] {
  const last = lines.at(-1);
  if (last === undefined || lines.length < 2) return lines;
  let start = last.end;
  while (start < last.end + MOST_BLANKS && BLANK[input[start] ?? 0] === 1) start += 1;
  let end = start;
  while (end < input.length && BASE64[input[end] ?? 0] === 1) end += 1;
  return end > start && end - start < last.end - last.start ? [...lines, { start, end }] : lines;
}

function around(lines: readonly Region[]): Region {
  return { start: lines[0]?.start ?? 0, end: lines.at(-1)?.end ?? 0 };
}

/** The characters without the blanks between lines. Single spaces and no line breaks are what a form made of plus signs. */
function charactersOf(input: Uint8Array, lines: readonly Region[]): Uint8Array {
  const { start, end } = around(lines);
  const stretch = Buffer.from(input.buffer, input.byteOffset + start, end - start);
  if (lines.length === 1) return stretch;
  return LINE_BREAKS.some((byte) => stretch.includes(byte))
    ? stretch.filter((byte) => BLANK[byte] === 0)
    : stretch.map((byte) => (byte === SPACE ? PLUS : byte));
}

function decoded(text: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(text).toString('latin1'), 'base64');
}

/** Text, or a format with a mark of its own: then no other character was the first. */
function isWhatItShouldBe(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 64);
  return MARKS.some((mark) => mark.every((byte, at) => head[at] === byte)) || isText(head);
}

const MARKS = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x1f, 0x8b, 8],
  [0x50, 0x4b, 3, 4],
  [0x52, 0x49, 0x46, 0x46],
] as const;
