import type { SqlValue } from './sql/expression.ts';

/** `ContentValues`: columns by name, in lower case as SQLite takes them. */
export type ContentValues = ReadonlyMap<string, SqlValue>;

export function contentValues(columns: Readonly<Record<string, SqlValue | undefined>>): ContentValues {
  return new Map(
    Object.entries(columns).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** The text of a column; undefined when it is missing, empty or NULL. */
export function textOf(values: ContentValues, column: string): string | undefined {
  const value = values.get(column);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(values: ContentValues, column: string): number | undefined {
  const value = values.get(column);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Of a column of yes and no; undefined when it is missing. */
export function flagOf(values: ContentValues, column: string): boolean | undefined {
  if (!values.has(column)) return undefined;
  return values.get(column) === 'true' || (numberOf(values, column) ?? 0) !== 0;
}
