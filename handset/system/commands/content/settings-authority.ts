import { textOf } from '../../media/content-values.ts';
import { illegalArgument, JavaException, noFile } from '../../media/java-exception.ts';
import type { SqlValue } from '../../media/sql/expression.ts';
import { selectRows } from '../../media/sql/select.ts';
import { SqlError } from '../../media/sql/tokens.ts';
import { NAMESPACES, type Settings } from '../../settings.ts';
import type { Authority, ContentAnswer } from './authority.ts';
import type { ContentCall } from './content-arguments.ts';
import { rowLines } from './row-lines.ts';

type Namespace = (typeof NAMESPACES)[number];
interface Row {
  readonly _id: number;
  readonly name: string;
  readonly value: string;
  readonly is_preserved_in_restore: number;
}

const DONE: ContentAnswer = { kind: 'text', text: '' };

/** `content://settings/{global,secure,system}`, with its rows by name as SettingsProvider gives them. */
export function settingsAuthority(settings: Settings, api: number): Authority {
  // ALL_COLUMNS of SettingsProvider; the last one from 12 on.
  const columns = ['_id', 'name', 'value', ...(api >= 31 ? ['is_preserved_in_restore'] : [])];
  return async (call) => {
    const { namespace, name } = addressed(call.uri);
    switch (call.verb) {
      case 'query': {
        const asked = call.projection ?? columns;
        const stranger = asked.find((column) => !columns.includes(column));
        if (stranger !== undefined) throw illegalArgument(`Invalid column: ${stranger}`);
        const rows = selected(rowsOf(settings, namespace, name), call, columns);
        return { kind: 'text', text: rowLines(rows, asked, cellOf) };
      }
      case 'insert':
        put(settings, namespace, textOf(call.values, 'name'), call);
        return DONE;
      case 'update':
        for (const row of selected(rowsOf(settings, namespace, name), call, columns))
          put(settings, namespace, row.name, call);
        return DONE;
      case 'delete':
        for (const row of selected(rowsOf(settings, namespace, name), call, columns))
          settings.remove(namespace, row.name);
        return DONE;
      case 'gettype':
        return {
          kind: 'text',
          text: `Result: vnd.android.cursor.${name === undefined ? 'dir' : 'item'}/${namespace}\n`,
        };
      case 'call':
        throw illegalArgument(`Invalid method: ${call.method}`);
      case 'read':
      case 'write':
        throw noFile(`Not a known ringtone cache: ${call.uri}`);
    }
  };
}

function addressed(uri: string): { readonly namespace: Namespace; readonly name: string | undefined } {
  const [, table, name] = /^content:\/\/settings\/([^/?#]+)(?:\/([^?#]+))?/.exec(uri) ?? [];
  const namespace = NAMESPACES.find((one) => one === table);
  if (namespace === undefined) throw illegalArgument(`Bad root path: ${table ?? ''}`);
  return { namespace, name };
}

function rowsOf(settings: Settings, namespace: Namespace, name: string | undefined): readonly Row[] {
  return settings
    .list(namespace)
    .map(([key, value], index) => ({ _id: index + 1, name: key, value, is_preserved_in_restore: 0 }))
    .filter((row) => name === undefined || row.name === name);
}

function cellOf(row: Row, column: string): SqlValue {
  return new Map<string, SqlValue>(Object.entries(row)).get(column) ?? null;
}

function selected(rows: readonly Row[], call: ContentCall, names: readonly string[]): readonly Row[] {
  try {
    return selectRows(rows, { where: call.where, orderBy: call.sort }, { names, cellOf });
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new JavaException('android.database.sqlite.SQLiteException', `${error.message} (code 1)`);
  }
}

function put(settings: Settings, namespace: Namespace, name: string | undefined, call: ContentCall): void {
  if (name === undefined) throw illegalArgument('name cannot be null');
  settings.put(namespace, name, textOf(call.values, 'value') ?? '');
}
