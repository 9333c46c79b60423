import { FUNCTIONS } from './expression.ts';
import type { Token } from './tokens.ts';

const WORDS = new Set(
  `AND OR NOT LIKE ESCAPE IN IS NULL ISNULL NOTNULL BETWEEN ASC DESC COLLATE NOCASE BINARY LOCALIZED UNICODE RTRIM CAST AS`.split(
    ' ',
  ),
);

/**
 * The first word that SQLiteQueryBuilder's strict grammar refuses (`Invalid token …`, Android 11 and up): it allows
 * columns of the table, operators and some functions, and no `LIMIT`, which callers have to give as a query argument.
 */
export function strayToken(tokens: readonly Token[], columns: readonly string[]): string | undefined {
  const known = new Set([...columns, ...FUNCTIONS].map((name) => name.toLowerCase()));
  const stray = tokens.find(
    (token) =>
      (token.kind === 'symbol' && token.raw === ';') ||
      (token.kind === 'name' &&
        !known.has(token.text.toLowerCase()) &&
        (token.quoted || !WORDS.has(token.text.toUpperCase()))),
  );
  return stray?.raw;
}
