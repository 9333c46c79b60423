import type { PhoneFiles } from '../../shell-parts.ts';
import { type ContentValues, flagOf, numberOf, textOf } from './content-values.ts';
import type { FilesTable, NewRecord } from './files-table.ts';
import { illegalArgument, JavaException } from './java-exception.ts';
import type { MediaCaller } from './media-caller.ts';
import { fileNameOf, numberedName, relativePathOf, type SharedStorage, sharedPath } from './media-path.ts';
import type { MediaUri } from './media-uri.ts';
import { kindOf, mimeTypeOf } from './mime-types.ts';
import { type Placed, place } from './placement.ts';

export interface NewRowParts {
  readonly api: number;
  readonly files: Pick<PhoneFiles, 'exists'>;
  readonly table: FilesTable;
  readonly storage: SharedStorage;
  now(): number;
}

const KINDS = { images: 'image', video: 'video', audio: 'audio' } as const;
const WEEK_SECONDS = 7 * 24 * 3600;
const MONTH_SECONDS = 30 * 24 * 3600;
const MOST_NAMESAKES = 32;

/** Makes rows that are in no table yet. */
export class NewRows {
  readonly #parts: NewRowParts;

  constructor(parts: NewRowParts) {
    this.#parts = parts;
  }

  /** The row of a file that is named by its path. */
  ofPath(values: ContentValues, uri: MediaUri): NewRecord {
    const path = sharedPath(textOf(values, '_data') ?? '', this.#parts.storage);
    if (path === undefined)
      throw illegalArgument(
        `The requested path ${textOf(values, '_data')} doesn't appear under [${this.#parts.storage.path}]`,
      );
    if (this.#parts.table.byPath(path) !== undefined)
      throw new JavaException(
        'android.database.sqlite.SQLiteConstraintException',
        'UNIQUE constraint failed: files._data (code 2067 SQLITE_CONSTRAINT_UNIQUE)',
      );
    const mimeType = textOf(values, 'mime_type') ?? mimeTypeOf(path);
    const displayName = textOf(values, '_display_name') ?? fileNameOf(path);
    return this.#blank({ path, displayName, mimeType: mimeType ?? '' }, uri);
  }

  async placed(caller: MediaCaller, uri: MediaUri, values: ContentValues): Promise<NewRecord> {
    const { api } = this.#parts;
    const state = flagOf(values, 'is_pending') === true ? 'pending' : undefined;
    const wanted = {
      displayName: textOf(values, '_display_name'),
      mimeType: textOf(values, 'mime_type'),
      relativePath: textOf(values, 'relative_path'),
      state,
    } as const;
    const placed = place(wanted, {
      caller,
      uri,
      api,
      nowMs: this.#parts.now(),
      storage: this.#parts.storage,
    });
    return { ...this.#blank(await this.unique(placed), uri), ...expiry(state, this.#parts.now()) };
  }

  async unique(placed: Placed): Promise<{ path: string; displayName: string; mimeType: string }> {
    for (let count = 0; count < MOST_NAMESAKES; count += 1) {
      const displayName = numberedName(placed.displayName, count);
      const path = `${placed.folder}/${placed.fileName(displayName)}`;
      // The name on disk alone counts: what is pending finds out about its namesakes when it is published.
      if (this.#parts.table.byPath(path) === undefined && !(await this.#parts.files.exists(path)))
        return { path, displayName, mimeType: placed.mimeType };
    }
    throw new JavaException(
      'java.lang.IllegalStateException',
      `Failed to build unique file: ${placed.folder}/${placed.displayName}`,
    );
  }

  #blank(file: { path: string; displayName: string; mimeType: string }, uri: MediaUri): NewRecord {
    const seconds = Math.floor(this.#parts.now() / 1000);
    return {
      ...file,
      kind: uri.table === 'file' || uri.table === 'downloads' ? kindOf(file.mimeType) : KINDS[uri.table],
      bytes: undefined,
      width: undefined,
      height: undefined,
      dateAdded: seconds,
      dateModified: seconds,
      dateExpires: undefined,
      dateTakenMs: undefined,
      orientation: undefined,
      latitude: undefined,
      longitude: undefined,
      owner: undefined,
      pending: false,
      trashed: false,
      download: this.#parts.api >= 29 && relativePathOf(file.path).startsWith('Download/'),
      favorite: false,
    };
  }
}

/** What a caller says of a picture is believed until a scan knows better. */
export function givenValues(values: ContentValues, api: number): Partial<NewRecord> {
  const numbers = {
    bytes: numberOf(values, '_size'),
    width: numberOf(values, 'width'),
    height: numberOf(values, 'height'),
    dateAdded: numberOf(values, 'date_added'),
    dateModified: numberOf(values, 'date_modified'),
    dateTakenMs: numberOf(values, 'datetaken'),
    orientation: numberOf(values, 'orientation'),
  };
  const old = { latitude: numberOf(values, 'latitude'), longitude: numberOf(values, 'longitude') };
  const said = {
    ...numbers,
    ...(api < 29 ? old : {}),
    favorite: flagOf(values, 'is_favorite'),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** FileUtils.computeDateExpires: who asks has no say in it. */
export function expiry(
  state: 'pending' | 'trashed' | undefined,
  nowMs: number,
): Pick<NewRecord, 'dateExpires' | 'pending' | 'trashed'> {
  const seconds = Math.floor(nowMs / 1000);
  const lasts = state === 'trashed' ? MONTH_SECONDS : WEEK_SECONDS;
  return {
    pending: state === 'pending',
    trashed: state === 'trashed',
    dateExpires: state === undefined ? undefined : seconds + lasts,
  };
}
