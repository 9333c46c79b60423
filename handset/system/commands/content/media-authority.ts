import { columnValue } from '../../media/columns.ts';
import { illegalArgument, JavaException, unsupported } from '../../media/java-exception.ts';
import { type MediaCaller, SHELL_CALLER } from '../../media/media-caller.ts';
import { sharedPath } from '../../media/media-path.ts';
import { type MediaQuery, projected } from '../../media/media-query.ts';
import type { MediaRecord } from '../../media/media-record.ts';
import { hasVolume, type MediaUri, mediaUri, parseMediaUri } from '../../media/media-uri.ts';
import type { SqlValue } from '../../media/sql/expression.ts';
import type { MediaStore } from '../../media-store.ts';
import type { Authority, ContentAnswer } from './authority.ts';
import type { ContentCall } from './content-arguments.ts';
import { rowLines } from './row-lines.ts';

const NOTHING: ContentAnswer = { kind: 'text', text: '' };
const TYPES = {
  images: 'dir/image',
  video: 'dir/video',
  audio: 'dir/audio',
  file: undefined,
  downloads: undefined,
};

/** `content://media`, as the shell may use it. */
export function mediaAuthority(media: MediaStore, api: number): Authority {
  return async (call, { stdin, uid }) => {
    const caller: MediaCaller = uid === 0 ? { ...SHELL_CALLER, package: 'root', uid } : SHELL_CALLER;
    if (call.verb === 'call') return await called(media, api, call);
    const uri = addressed(call, api);
    switch (call.verb) {
      case 'query':
        return query(media, api, { call, caller, uri });
      case 'insert':
        await media.provider.insert(caller, uri, call.values);
        return NOTHING;
      case 'update':
        await media.provider.update(caller, uri, { values: call.values, where: call.where });
        return NOTHING;
      case 'delete': {
        const rows = media.provider.query(caller, uri, { where: call.where, pending: 'include' });
        await media.provider.delete(caller, uri, call.where);
        media.forgetThumbnails(rows.map(({ id }) => id));
        return NOTHING;
      }
      case 'read':
        return { kind: 'bytes', bytes: await media.provider.read(caller, uri) };
      case 'write':
        await media.provider.write(caller, uri, await stdin());
        return NOTHING;
      case 'gettype':
        return { kind: 'text', text: `Result: ${typeOf(media, caller, uri)}\n` };
    }
  };
}

/** Collections that are not here are refused as those that no phone has. */
function addressed({ uri, verb }: ContentCall, api: number): MediaUri {
  const parsed = parseMediaUri(uri);
  const unknown = parsed === undefined || (parsed.table === 'downloads' && api < 29);
  if (parsed === undefined || unknown) {
    if (verb === 'gettype')
      throw new JavaException('java.lang.IllegalStateException', `Unknown URL : ${uri}`);
    throw unsupported(`Unknown or unsupported URL: ${uri}`);
  }
  if (!hasVolume(parsed.volume, api)) throw illegalArgument(`Volume ${parsed.volume} not found`);
  return parsed;
}

function query(
  media: MediaStore,
  api: number,
  { call, caller, uri }: { readonly call: ContentCall; readonly caller: MediaCaller; readonly uri: MediaUri },
): ContentAnswer {
  const asked = queryOf(call, api);
  const columns = projected(uri, asked, api);
  // Nothing is ever put into internal storage here.
  const rows = uri.volume === 'internal' ? [] : media.provider.query(caller, uri, asked);
  const limit = limitOf(call, api);
  const cellOf = (row: MediaRecord, column: string): SqlValue => columnValue(row, column, api);
  return { kind: 'text', text: rowLines(rows.slice(limit.from, limit.to), columns, cellOf) };
}

const MATCHES = { 1: 'include', 2: 'exclude', 3: 'only' } as const;

/** MediaStore.QUERY_ARG_…; until 10 pending rows are asked for by the address. */
function queryOf(call: ContentCall, api: number): MediaQuery {
  const match = (key: string): NonNullable<MediaQuery['pending']> => {
    const wanted = call.extras.get(`android:query-arg-match-${key}`);
    return (wanted === 1 || wanted === 2 || wanted === 3 ? MATCHES[wanted] : undefined) ?? 'exclude';
  };
  const byAddress = api >= 29 && parameter(call.uri, 'includePending') === '1';
  const text = (key: string): string | undefined => {
    const value = call.extras.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    where: call.where ?? text('android:query-arg-sql-selection'),
    orderBy: call.sort ?? text('android:query-arg-sql-sort-order'),
    projection: call.projection,
    pending: byAddress ? 'include' : match('pending'),
    trashed: match('trashed'),
  };
}

/** `?limit=` of an address, and from 11 on the query arguments that took its place. */
function limitOf(call: ContentCall, api: number): { readonly from: number; readonly to: number | undefined } {
  const [first, second] = (parameter(call.uri, 'limit') ?? '')
    .split(',')
    .map((text) => Number.parseInt(text, 10));
  const extra = api < 30 ? undefined : call.extras.get('android:query-arg-limit');
  const skipped = api < 30 ? undefined : call.extras.get('android:query-arg-offset');
  if (typeof extra === 'number') {
    const from = typeof skipped === 'number' ? skipped : 0;
    return { from, to: from + extra };
  }
  if (first === undefined || Number.isNaN(first)) return { from: 0, to: undefined };
  return second === undefined || Number.isNaN(second)
    ? { from: 0, to: first }
    : { from: first, to: first + second };
}

function parameter(uri: string, name: string): string | undefined {
  const search = /\?([^#]*)/.exec(uri)?.[1];
  return search === undefined ? undefined : (new URLSearchParams(search).get(name) ?? undefined);
}

function typeOf(media: MediaStore, caller: MediaCaller, uri: MediaUri): string {
  if (uri.id !== undefined) {
    const [row] = media.provider.query(caller, uri);
    if (row === undefined) throw illegalArgument(`No item at ${mediaUri(uri)}`);
    return row.mimeType ?? 'null';
  }
  const type = TYPES[uri.table];
  if (type === undefined)
    throw new JavaException('java.lang.IllegalStateException', `Unknown URL : ${mediaUri(uri)}`);
  return `vnd.android.cursor.${type}`;
}

/**
 * MediaProvider.call. On 10 the file to scan is a Uri among the extras, which `content` cannot say (its source,
 * android-10.0.0_r63); from 11 on it is the argument; on 9 there is no such method.
 */
async function called(media: MediaStore, api: number, call: ContentCall): Promise<ContentAnswer> {
  const { method = '', arg } = call;
  if (api < 29 || !['scan_file', 'scan_volume'].includes(method))
    throw unsupported(`Unsupported call: ${method}`);
  if (api === 29)
    throw new JavaException(
      'java.lang.NullPointerException',
      "Attempt to invoke virtual method 'java.lang.String android.net.Uri.getPath()' on a null object reference",
    );
  if (arg === undefined) throw new JavaException('java.lang.NullPointerException', 'null');
  if (method === 'scan_volume') {
    if (!hasVolume(arg, api) || arg === 'external') throw illegalArgument(`Volume ${arg} not found`);
    if (arg === 'external_primary') await media.provider.scan(media.storage.path);
    return { kind: 'text', text: 'Result: Bundle[{}]\n' };
  }
  if (sharedPath(arg, media.storage) === undefined && !media.storage.reached.includes(arg))
    throw new JavaException(
      'java.lang.RuntimeException',
      `java.io.FileNotFoundException: Missing volume for ${arg}`,
    );
  const row = await media.provider.scan(arg);
  return {
    kind: 'text',
    text: `Result: Bundle[{android.intent.extra.STREAM=${row === undefined ? 'null' : scanned(row)}}]\n`,
  };
}

function scanned(row: MediaRecord): string {
  const table = ({ image: 'images', video: 'video', audio: 'audio', none: 'file' } as const)[row.kind];
  return mediaUri({ volume: 'external_primary', table, id: row.id });
}
