import type { FileOwner, PhoneFiles } from '../../shell-parts.ts';
import { type ContentValues, flagOf, textOf } from './content-values.ts';
import { FileMover } from './file-mover.ts';
import type { FilesTable, NewRecord } from './files-table.ts';
import { illegalArgument, JavaException, noFile, unsupported } from './java-exception.ts';
import { type MediaAccess, noAccess, recoverable, redactsFor } from './media-access.ts';
import { type MediaCaller, WRITE_STORAGE } from './media-caller.ts';
import { type SharedStorage, sharedPath } from './media-path.ts';
import { type MediaQuery, selected } from './media-query.ts';
import type { MediaRecord } from './media-record.ts';
import type { MediaScanner } from './media-scanner.ts';
import { type MediaUri, mediaUri } from './media-uri.ts';
import { kindOf } from './mime-types.ts';
import { givenValues, NewRows } from './new-rows.ts';
import { redactPlace } from './redact-exif.ts';

export interface ProviderParts {
  readonly api: number;
  readonly files: PhoneFiles;
  readonly table: FilesTable;
  readonly access: MediaAccess;
  readonly scanner: MediaScanner;
  readonly storage: SharedStorage;
  now(): number;
  /** Who owns what MediaProvider writes. */
  owner(uid: number): FileOwner;
}

/** `content://media`: MediaProvider with the rules of its version. All of it throws JavaExceptions. */
export interface MediaProvider {
  query(caller: MediaCaller, uri: MediaUri, query?: MediaQuery): readonly MediaRecord[];
  insert(caller: MediaCaller, uri: MediaUri, values: ContentValues): Promise<MediaRecord>;
  /** How many rows it changed. */
  update(
    caller: MediaCaller,
    uri: MediaUri,
    change: { readonly values: ContentValues; readonly where?: string | undefined },
  ): Promise<number>;
  delete(caller: MediaCaller, uri: MediaUri, where?: string): Promise<number>;
  /** The bytes as that caller gets them: without the place, where it may not know it. */
  read(caller: MediaCaller, uri: MediaUri, options?: { readonly original?: boolean }): Promise<Buffer>;
  write(caller: MediaCaller, uri: MediaUri, bytes: Uint8Array): Promise<void>;
  /** Scans a file or a directory, whoever asks. */
  scan(path: string): Promise<MediaRecord | undefined>;
}

export function createMediaProvider(parts: ProviderParts): MediaProvider {
  return new Provider(parts);
}

class Provider implements MediaProvider {
  readonly #parts: ProviderParts;
  readonly #rows: NewRows;
  readonly #mover: FileMover;
  /** One change after the other, as in the transactions of a database. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: ProviderParts) {
    this.#parts = parts;
    this.#rows = new NewRows(parts);
    this.#mover = new FileMover(parts, this.#rows);
  }

  query(caller: MediaCaller, uri: MediaUri, query: MediaQuery = {}): readonly MediaRecord[] {
    const reach = this.#parts.access.readable(caller, uri);
    return this.#select(uri, query).filter(reach);
  }

  insert(caller: MediaCaller, uri: MediaUri, values: ContentValues): Promise<MediaRecord> {
    return this.#inTurn(async () => {
      const { table, access, api } = this.#parts;
      if (uri.volume === 'internal') throw unsupported('Writing to internal storage is not supported.');
      if (api < 29 || caller.legacy) access.writable(caller, { ...uri, id: undefined });
      const row = byPath(caller, values, api)
        ? this.#rows.ofPath(values, uri)
        : await this.#rows.placed(caller, uri, values);
      return table.insert(
        { ...row, ...givenValues(values, api), owner: api < 29 ? undefined : caller.package },
        uri,
      );
    });
  }

  update(
    caller: MediaCaller,
    uri: MediaUri,
    change: { readonly values: ContentValues; readonly where?: string | undefined },
  ): Promise<number> {
    return this.#inTurn(async () => {
      const rows = this.#writable(caller, uri, change.where);
      for (const row of rows)
        await this.#updateRow(caller, { ...uri, id: uri.id }, { row, values: change.values });
      return rows.length;
    });
  }

  delete(caller: MediaCaller, uri: MediaUri, where?: string): Promise<number> {
    return this.#inTurn(async () => {
      const rows = this.#writable(caller, uri, where);
      for (const row of rows) {
        await this.#parts.files.remove(row.path);
        this.#parts.table.remove(row.id, uri);
      }
      return rows.length;
    });
  }

  async read(
    caller: MediaCaller,
    uri: MediaUri,
    options: { readonly original?: boolean } = {},
  ): Promise<Buffer> {
    const row = this.#one(uri);
    if (!this.#parts.access.readable(caller, uri)(row)) throw noAccess(caller, uri);
    this.#refuseStranger(caller, uri, row);
    const blind = this.#parts.api >= 29 && row.owner !== caller.package && redactsFor(caller);
    if (blind && options.original === true)
      throw unsupported('Caller must hold ACCESS_MEDIA_LOCATION permission to access original');
    const bytes = await this.#parts.files.read(row.path).catch(() => {
      throw noFile(`open failed: ENOENT (No such file or directory)`);
    });
    return blind && kindOf(row.mimeType) === 'image' ? redactPlace(bytes) : bytes;
  }

  async write(caller: MediaCaller, uri: MediaUri, bytes: Uint8Array): Promise<void> {
    await this.#inTurn(async () => {
      const row = this.#one(uri);
      this.#refuseStranger(caller, uri, row);
      this.#writable(caller, { ...uri, id: row.id }, undefined);
      await this.#parts.files.write(row.path, bytes, this.#parts.owner(caller.uid));
      // What is pending is looked at when it is published.
      if (!row.pending) await this.#parts.scanner.scan(row.path);
    });
  }

  scan(path: string): Promise<MediaRecord | undefined> {
    return this.#inTurn(async () => {
      const { storage } = this.#parts;
      const shared = storage.reached.includes(path) ? path : sharedPath(path, storage);
      return shared === undefined ? undefined : await this.#parts.scanner.scan(shared);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined); // Whoever asked hears of it.
    return result;
  }

  #select(uri: MediaUri, query: MediaQuery): readonly MediaRecord[] {
    const { table, api } = this.#parts;
    const shown = (state: boolean, wanted: MediaQuery['pending']): boolean =>
      wanted === 'include' || uri.id !== undefined || state === (wanted === 'only');
    const rows = table
      .all()
      .filter((row) => inTable(row, uri))
      .filter((row) => api < 29 || (shown(row.pending, query.pending) && shown(row.trashed, query.trashed)));
    return selected(rows, { uri, query, api });
  }

  #one(uri: MediaUri): MediaRecord {
    const [row] = uri.id === undefined ? [] : this.#select(uri, {});
    if (row === undefined) throw noFile(`No item at ${mediaUri(uri)}`);
    return row;
  }

  /** The rows that the caller changes by that; for one row that it may see only, the user would have to be asked. */
  #writable(caller: MediaCaller, uri: MediaUri, where: string | undefined): readonly MediaRecord[] {
    const { access } = this.#parts;
    const may = access.writable(caller, uri);
    const rows = this.#select(uri, { where, pending: 'include', trashed: 'include' });
    const denied = rows.find((row) => !may(row));
    if (denied === undefined || uri.id === undefined) return rows.filter(may);
    const asks = uri.table !== 'file' && uri.table !== 'downloads' && access.readable(caller, uri)(denied);
    throw asks ? recoverable(caller, uri) : noAccess(caller, uri);
  }

  #refuseStranger(caller: MediaCaller, uri: MediaUri, row: MediaRecord): void {
    if (!row.pending || row.owner === undefined || row.owner === caller.package) return;
    throw new JavaException(
      'java.lang.IllegalStateException',
      `Only owner is able to interact with pending item ${mediaUri(uri)}`,
    );
  }

  async #updateRow(
    caller: MediaCaller,
    via: MediaUri,
    { row, values }: { readonly row: MediaRecord; readonly values: ContentValues },
  ): Promise<void> {
    const { api, table, scanner, storage } = this.#parts;
    // Of a settled row the scanner alone says what its file is (sMutableColumns, from 10 on).
    const given = api < 29 || row.pending ? givenValues(values, api) : { ...favor(values) };
    const old = api < 29 ? { path: sharedPath(textOf(values, '_data') ?? '', storage) ?? row.path } : {};
    const moved = api < 29 ? {} : await this.#mover.move(caller, via, { row, values });
    // Who owns a row is up to parts of the system and the shell (MediaProvider.update, ownership transfers).
    const owner = caller.kind === 'app' ? undefined : textOf(values, 'owner_package_name');
    const owned = owner === undefined ? {} : { owner };
    const updated = table.update(row.id, { ...given, ...old, ...moved, ...owned }, via);
    const publishes = flagOf(values, 'is_pending') === false && row.pending;
    if (updated !== undefined && api >= 29 && (publishes || updated.path !== row.path))
      await scanner.scan(updated.path);
  }
}

const TABLE_KIND = {
  images: 'image',
  video: 'video',
  audio: 'audio',
  file: undefined,
  downloads: undefined,
} as const;

function favor(values: ContentValues): Partial<NewRecord> {
  const favorite = flagOf(values, 'is_favorite');
  return favorite === undefined ? {} : { favorite };
}

/** Whether a caller names the file by its path: always until 9; later only who may (sDataColumns). */
function byPath(caller: MediaCaller, values: ContentValues, api: number): boolean {
  if (!values.has('_data')) return false;
  if (api < 29 || (caller.legacy && caller.granted(WRITE_STORAGE)) || caller.manager) return true;
  if (api >= 34 && caller.targetSdk >= 34) throw illegalArgument('Mutation of _data is not allowed.');
  return false;
}

function inTable(row: MediaRecord, { table, id }: MediaUri): boolean {
  if (id !== undefined && row.id !== id) return false;
  if (table === 'downloads') return row.download;
  const kind = TABLE_KIND[table];
  return kind === undefined || row.kind === kind;
}
