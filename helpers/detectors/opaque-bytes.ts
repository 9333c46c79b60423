import type { Region } from '../decode/layer.ts';

/** As many bytes as the shortest run that a detector would take for evidence. */
export const SMALLEST_LEAK = 64;
/** What bytes look like when they are written as text. Bounded everywhere, as bodies are hostile. */
const ENCODED: readonly RegExp[] = [
  // Base64 and hex without a break.
  new RegExp(`[A-Za-z0-9+/=_-]{${SMALLEST_LEAK},}`),
  // The same in short lines, as mail and PEM files have them.
  /(?:[A-Za-z0-9+/=_-]{20,64}\s{1,4}){3,}/,
  // A number for each byte: `[137,80,78,71,…`, `0x89, 0x50, …`, `89 50 4e 47 …`, `89:50:4e:47:…`.
  new RegExp(`(?:(?:0x)?[0-9A-Fa-f]{1,3}[\\s,;:-]{1,4}){${SMALLEST_LEAK - 1},}`),
];
/** Escapes of forms, of JSON and of scripts. */
const ESCAPE = /%([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\[nrt]/g;

/**
 * How many bytes of a content cannot be read as text, without those that are explained otherwise. Below the smallest leak
 * it is a count only: several together may still hold one.
 */
export function opaqueBytes(content: Uint8Array, explained: readonly Region[]): number {
  // A space ends a token, as a found picture ends a field.
  const left = explained.length === 0 ? content : new Uint8Array(content);
  for (const { start, end } of explained) left.fill(0x20, start, end);
  let unprintable = 0;
  // Every byte of every layer passes here: an iterator takes ten times as long.
  for (let at = 0; at < left.length; at += 1) unprintable += PRINTABLE[left[at] as number] === 1 ? 0 : 1;
  if (unprintable >= SMALLEST_LEAK) return unprintable;
  const latin1 = Buffer.from(left.buffer, left.byteOffset, left.length).toString('latin1');
  return Math.max(unprintable, opaqueCharacters(latin1));
}

const PRINTABLE = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 1 : 0,
);

/** The same of a text, with a character for each byte; what looks encoded counts as a whole. */
function opaqueCharacters(latin1: string): number {
  const text = latin1.replaceAll(ESCAPE, unescaped);
  const unprintable = text.length - text.replaceAll(/[^\t\n\r\x20-\x7e]/g, '').length;
  return Math.max(unprintable, ...ENCODED.map((shape) => shape.exec(text)?.[0].length ?? 0));
}

function unescaped(_: string, percent?: string, hex?: string, unicode?: string): string {
  const digits = percent ?? hex ?? unicode;
  return digits === undefined ? '\n' : String.fromCharCode(Number.parseInt(digits, 16));
}
