import type { FileOwner, PhoneFiles } from '../../shell-parts.ts';
import { type ContentValues, flagOf, textOf } from './content-values.ts';
import type { NewRecord } from './files-table.ts';
import { illegalArgument } from './java-exception.ts';
import type { MediaCaller } from './media-caller.ts';
import { packageDirectory, relativePathOf, type SharedStorage, storageIn } from './media-path.ts';
import type { MediaRecord } from './media-record.ts';
import type { MediaUri } from './media-uri.ts';
import { expiry, type NewRows } from './new-rows.ts';
import { place } from './placement.ts';

const PLACEMENT = ['_display_name', 'relative_path', 'is_pending', 'is_trashed', 'mime_type'];

export interface MoverParts {
  readonly api: number;
  readonly files: PhoneFiles;
  readonly storage: SharedStorage;
  now(): number;
  owner(uid: number): FileOwner;
}

/** Moves the files whose rows change their place. */
export class FileMover {
  readonly #parts: MoverParts;
  readonly #rows: NewRows;

  constructor(parts: MoverParts, rows: NewRows) {
    this.#parts = parts;
    this.#rows = rows;
  }

  /** A change of name, folder or state moves the file; what it says that its new place is has to be allowed. */
  async move(
    caller: MediaCaller,
    uri: MediaUri,
    { row, values }: { readonly row: MediaRecord; readonly values: ContentValues },
  ): Promise<Partial<NewRecord>> {
    const pending = flagOf(values, 'is_pending') ?? row.pending;
    const trashed = flagOf(values, 'is_trashed') ?? row.trashed;
    const state = pending ? 'pending' : trashed ? 'trashed' : undefined;
    const flags = { ...expiry(state, this.#parts.now()), trashed };
    if (!PLACEMENT.some((column) => values.has(column))) return {};
    const wanted = {
      displayName: textOf(values, '_display_name') ?? row.displayName,
      mimeType: textOf(values, 'mime_type') ?? row.mimeType,
      relativePath: textOf(values, 'relative_path') ?? relativePathOf(row.path),
      state,
    } as const;
    const stays = wanted.relativePath === relativePathOf(row.path);
    const placed = place(wanted, {
      caller: stays ? { ...caller, manager: true } : caller,
      uri,
      api: this.#parts.api,
      nowMs: this.#parts.now(),
      // The file stays with the user whose it is.
      storage: { ...this.#parts.storage, path: storageIn(row.path) },
    });
    if (`${placed.folder}/${placed.fileName(placed.displayName)}` === row.path) return flags;
    if (packageDirectory(`${placed.folder}/`)?.package !== packageDirectory(row.path)?.package)
      throw illegalArgument(`Changing ownership from ${row.path} to ${placed.folder} not allowed`);
    const target = await this.#rows.unique(placed);
    await this.#rename(row.path, target.path);
    return { ...target, ...flags };
  }

  async #rename(from: string, to: string): Promise<void> {
    const { files, owner } = this.#parts;
    if (!(await files.exists(from))) return; // A row whose file was never written moves all the same.
    const folder = to.slice(0, to.lastIndexOf('/'));
    if (!(await files.exists(folder))) {
      await files.write(`${folder}/.made`, new Uint8Array(), owner(0));
      await files.remove(`${folder}/.made`);
    }
    await files.rename(from, to);
  }
}
