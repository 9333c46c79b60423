import { type ColumnOf, holds } from './evaluate.ts';
import type { SqlValue } from './expression.ts';
import { parseOrderBy, sorted } from './order-by.ts';
import { parseWhere } from './parse-where.ts';
import { SqlError } from './tokens.ts';

/** The rows of a table that clauses choose, in their order. Throws SqlError, for an empty table as well. */
export function selectRows<Row>(
  rows: readonly Row[],
  clauses: { readonly where?: string | undefined; readonly orderBy?: string | undefined },
  columns: { readonly names: readonly string[]; cellOf(row: Row, name: string): SqlValue },
): readonly Row[] {
  const known = new Map(columns.names.map((name) => [name.toLowerCase(), name]));
  const column = (name: string): string => {
    const found = known.get(name.toLowerCase());
    if (found === undefined) throw new SqlError(`no such column: ${name}`);
    return found;
  };
  const columnOf =
    (row: Row): ColumnOf =>
    (name) =>
      columns.cellOf(row, column(name));
  // SQLite compiles before it looks at a row: a column that is not there fails an empty table too.
  const compiled: ColumnOf = (name) => (column(name) === '' ? null : 0);
  const where = clauses.where === undefined ? undefined : parseWhere(clauses.where);
  const ordering = clauses.orderBy === undefined ? undefined : parseOrderBy(clauses.orderBy);
  if (where !== undefined) holds(where, compiled);
  if (ordering !== undefined) sorted([0, 0], ordering, () => compiled);
  const found = where === undefined ? rows : rows.filter((row) => holds(where, columnOf(row)));
  return ordering === undefined ? found : sorted(found, ordering, columnOf);
}
