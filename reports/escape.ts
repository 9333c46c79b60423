const SHOWN_BY_DEFAULT = 500;

/**
 * Makes hostile text safe to show: control characters, escape sequences, bidirectional overrides, invisible format
 * characters, line separators and lone surrogates are shown by their code, e.g. `\x1b`, and what is longer than
 * `limit` characters is cut with an ellipsis.
 *
 * Bidirectional and invisible characters can make one path look like another: Unicode Technical Report 36, 2.10.
 */
export function printable(text: string, limit: number = SHOWN_BY_DEFAULT): string {
  // A character has at most two code units: no more than these can be shown.
  const characters = [...text.slice(0, limit * 2 + 2)];
  const shown = characters
    .slice(0, limit)
    .map((one) => (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(one) ? codeOf(one) : one))
    .join('');
  return characters.length > limit ? `${shown}…` : shown;
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** The same for Markdown that becomes HTML: nothing in the text can be markup, and no address becomes a link. */
export function printableMarkdown(text: string, limit?: number): string {
  return printable(text, limit)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('://', '&#58;//')
    .replaceAll(/[\\`*_{}[\]()#+\-.!|~]/g, String.raw`\$&`);
}
