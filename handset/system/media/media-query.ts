import { columnsOf, columnValue } from './columns.ts';
import { illegalArgument, JavaException } from './java-exception.ts';
import type { MediaRecord } from './media-record.ts';
import type { MediaUri } from './media-uri.ts';
import type { SqlValue } from './sql/expression.ts';
import { selectRows } from './sql/select.ts';
import { strayToken } from './sql/strict-grammar.ts';
import { SqlError, tokenize } from './sql/tokens.ts';

/** What a query may say besides the address. */
export interface MediaQuery {
  readonly where?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly projection?: readonly string[] | undefined;
  /** Rows that are pending or in the trash: `exclude` unless somebody asks, `include`, or `only` those. */
  readonly pending?: 'exclude' | 'include' | 'only';
  readonly trashed?: 'exclude' | 'include' | 'only';
}

/** The columns that the answer has. Throws in the version's words for one that the table has not. */
export function projected(uri: MediaUri, query: MediaQuery, api: number): readonly string[] {
  const known = columnsOf(uri.table, api);
  const asked = query.projection ?? known;
  const stranger = asked.find((column) => !known.includes(column.toLowerCase()));
  if (stranger === undefined) return asked;
  // From 10 on the projection map refuses it, before that SQLite did.
  if (api >= 29) throw illegalArgument(`Invalid column ${stranger}`);
  throw sqlException(`no such column: ${stranger}`, { uri, query: { ...query, projection: asked }, api });
}

/** Filters and sorts rows as SQLite would. */
export function selected(
  rows: readonly MediaRecord[],
  asked: { readonly uri: MediaUri; readonly query: MediaQuery; readonly api: number },
): readonly MediaRecord[] {
  const { uri, query, api } = asked;
  const columns = columnsOf(uri.table, api);
  try {
    for (const clause of [query.where, query.orderBy]) refuseStray(clause, columns, api);
    const cellOf = (row: MediaRecord, name: string): SqlValue => columnValue(row, name, api);
    return selectRows(rows, query, { names: columns, cellOf });
  } catch (error) {
    throw error instanceof SqlError ? sqlException(error.message, asked) : error;
  }
}

function refuseStray(clause: string | undefined, columns: readonly string[], api: number): void {
  if (clause === undefined || api < 30) return;
  const stray = strayToken(tokenize(clause), columns);
  if (stray !== undefined) throw illegalArgument(`Invalid token ${stray}`);
}

/** SQLiteConnection's words; the name behind the code came with Android 9. */
function sqlException(
  message: string,
  { uri, query, api }: { readonly uri: MediaUri; readonly query: MediaQuery; readonly api: number },
): JavaException {
  const code = api < 28 ? '(code 1)' : '(code 1 SQLITE_ERROR)';
  const columns = (query.projection ?? columnsOf(uri.table, api)).join(', ');
  const where = query.where === undefined ? '' : ` WHERE ((${query.where}))`;
  const order = query.orderBy === undefined ? '' : ` ORDER BY ${query.orderBy}`;
  const table = uri.table === 'file' ? 'files' : uri.table;
  return new JavaException(
    'android.database.sqlite.SQLiteException',
    `${message} ${code}: , while compiling: SELECT ${columns} FROM ${table}${where}${order}`,
  );
}
