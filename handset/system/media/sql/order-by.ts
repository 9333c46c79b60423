import { type ColumnOf, evaluate, order } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { ExpressionParser } from './parse-where.ts';
import { SqlError, tokenize } from './tokens.ts';

/** An ORDER BY clause, with the LIMIT that callers append to it. */
export interface Ordering {
  readonly terms: readonly {
    readonly by: Expression;
    readonly descending: boolean;
    readonly ignoresCase: boolean;
  }[];
  readonly limit: number | undefined;
  readonly offset: number;
}

/** Parses `_id DESC, _display_name COLLATE NOCASE LIMIT 5 OFFSET 2`. */
export function parseOrderBy(sql: string): Ordering {
  const parser = new ExpressionParser(tokenize(sql));
  const terms: Ordering['terms'][number][] = [];
  do {
    const by = parser.expression();
    const ignoresCase = parser.word('COLLATE') && collation(parser.name());
    const descending = parser.word('DESC');
    if (!descending) parser.word('ASC');
    terms.push({ by, descending, ignoresCase });
  } while (parser.symbol(','));
  const window = limits(parser);
  parser.end();
  return { terms, ...window };
}

export function sorted<Row>(
  rows: readonly Row[],
  ordering: Ordering,
  columns: (row: Row) => ColumnOf,
): readonly Row[] {
  const compared = [...rows].sort((a, b) => {
    for (const { by, descending, ignoresCase } of ordering.terms) {
      const [left, right] = [a, b].map((row) => folded(evaluate(by, columns(row)), ignoresCase));
      const difference = order(left ?? null, right ?? null);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return 0;
  });
  const end = ordering.limit === undefined ? undefined : ordering.offset + ordering.limit;
  return compared.slice(ordering.offset, end);
}

function folded(value: ReturnType<typeof evaluate>, ignoresCase: boolean): ReturnType<typeof evaluate> {
  return ignoresCase && typeof value === 'string' ? value.toLowerCase() : value;
}

function collation(name: string): boolean {
  const known = name.toUpperCase();
  if (known === 'NOCASE') return true;
  if (['BINARY', 'LOCALIZED', 'UNICODE', 'RTRIM'].includes(known)) return false;
  throw new SqlError(`no such collation sequence: ${name}`);
}

function limits(parser: ExpressionParser): Pick<Ordering, 'limit' | 'offset'> {
  if (!parser.word('LIMIT')) return { limit: undefined, offset: 0 };
  const first = whole(parser);
  if (parser.word('OFFSET')) return { limit: first, offset: whole(parser) ?? 0 };
  // `LIMIT offset, count`.
  return parser.symbol(',') ? { limit: whole(parser), offset: first ?? 0 } : { limit: first, offset: 0 };
}

/** A negative limit is none. */
function whole(parser: ExpressionParser): number | undefined {
  const value = evaluate(parser.expression(), () => {
    throw new SqlError('datatype mismatch');
  });
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new SqlError('datatype mismatch');
  return value < 0 ? undefined : value;
}
