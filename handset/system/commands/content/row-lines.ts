import type { SqlValue } from '../../media/sql/expression.ts';

/** The lines of `content query`: values as they are, whatever they hold. */
export function rowLines<Row>(
  rows: readonly Row[],
  columns: readonly string[],
  cellOf: (row: Row, column: string) => SqlValue,
): string {
  if (rows.length === 0) return 'No result found.\n';
  return rows
    .map((row, index) => {
      const values = columns.map((column) => `${column}=${shown(cellOf(row, column))}`);
      return `Row: ${index} ${values.join(', ')}\n`;
    })
    .join('');
}

function shown(value: SqlValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'object' ? 'BLOB' : String(value);
}
