import type { CommandCall } from '../../parts.ts';
import { complain, say, takeApart } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `content`. */
export const contentCommand: CommandMaker = (framework) => [
  ['content', async (call) => content(framework, call)],
];

function content({ media, packages }: Framework, call: CommandCall): number {
  const [, verb, ...words] = call.argv;
  const args = takeApart(words, ['--uri', '--projection', '--where', '--sort', '--user'], []);
  if (verb !== 'query') return complain(call, `[ERROR] Unsupported operation: ${verb ?? ''}`);
  if (args.value('--uri') !== 'content://media/external/images/media') {
    return complain(call, `[ERROR] Could not find provider: ${args.value('--uri') ?? ''}`);
  }
  if (args.value('--where') !== undefined)
    return complain(call, '[ERROR] this handset cannot filter: leave out --where');
  void packages;
  const columns = (args.value('--projection') ?? '_id:_data:_display_name:_size:mime_type:date_added').split(
    ':',
  );
  const newestFirst = /desc/i.test(args.value('--sort') ?? '');
  const rows = newestFirst ? media.images() : [...media.images()].reverse();
  if (rows.length === 0) return say(call, 'No result found.\n');
  const lines: string[] = [];
  for (const [index, row] of rows.entries()) {
    const values: Readonly<Record<string, string | number>> = {
      _id: row.id,
      _data: row.path,
      _display_name: row.displayName,
      _size: row.bytes,
      mime_type: row.mimeType,
      date_added: row.dateAdded,
      date_modified: row.dateModified,
      width: row.width,
      height: row.height,
      bucket_display_name: row.bucket,
    };
    const unknown = columns.find((column) => !Object.hasOwn(values, column));
    if (unknown !== undefined)
      return complain(
        call,
        `Error while accessing provider:media\nandroid.database.sqlite.SQLiteException: no such column: ${unknown} (code 1 SQLITE_ERROR)`,
      );
    lines.push(`Row: ${index} ${columns.map((column) => `${column}=${values[column]}`).join(', ')}\n`);
  }
  return say(call, lines.join(''));
}
