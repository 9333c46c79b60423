import type { PhoneFiles } from '../../shell-parts.ts';
import type { FilesTable, NewRecord } from './files-table.ts';
import { inspectFile } from './inspect-file.ts';
import { expiringName, fileNameOf, packageDirectory, relativePathOf, storageIn } from './media-path.ts';
import type { MediaRecord } from './media-record.ts';
import type { MediaUri } from './media-uri.ts';
import { kindOf, type MediaKind, mimeTypeOf } from './mime-types.ts';

export interface ScannerParts {
  readonly api: number;
  readonly files: Pick<PhoneFiles, 'stat' | 'read' | 'list' | 'exists'>;
  readonly table: FilesTable;
  now(): number;
  /** The distance of the phone's zone from UTC at a time. */
  offsetMs(ms: number): number;
}

const MOST_FILES = 100_000;
const TABLES: Readonly<Record<MediaKind, MediaUri['table']>> = {
  image: 'images',
  video: 'video',
  audio: 'audio',
  none: 'file',
};

/** MediaProvider's scanner: makes rows out of files, and out of files that are gone none. */
export interface MediaScanner {
  /** One file, or everything in a directory; resolves to the row of a file. */
  scan(path: string): Promise<MediaRecord | undefined>;
}

export function createMediaScanner(parts: ScannerParts): MediaScanner {
  return new Scanner(parts);
}

class Scanner implements MediaScanner {
  readonly #parts: ScannerParts;
  readonly #volume: string;

  constructor(parts: ScannerParts) {
    this.#parts = parts;
    this.#volume = parts.api < 29 ? 'external' : 'external_primary';
  }

  async scan(path: string): Promise<MediaRecord | undefined> {
    const { files, table } = this.#parts;
    const found = await files.stat(path).catch(() => undefined);
    if (found?.directory !== true) return await this.#scanFile(path);
    for (const file of await filesBelow(files, path)) await this.#scanFile(file);
    for (const { path: known } of table.all()) if (known.startsWith(`${path}/`)) await this.#scanFile(known);
    return undefined;
  }

  async #scanFile(path: string): Promise<MediaRecord | undefined> {
    const { files, table, now, offsetMs } = this.#parts;
    const known = table.byPath(path);
    const found = await inspectFile(files, path, offsetMs);
    if (found === undefined) {
      if (known !== undefined) table.remove(known.id, this.#uri(known.kind, known.id));
      return undefined;
    }
    const seen = await this.#read(path);
    const via = this.#uri(seen.kind, known?.id);
    if (known === undefined) {
      const dateAdded = Math.floor(now() / 1000);
      const owner = packageDirectory(path)?.package;
      return table.insert({ ...found, ...seen, dateAdded, owner, favorite: false }, via);
    }
    // A scan that finds nothing new says nothing (ModernMediaScanner compares size and time).
    const same =
      known.bytes === found.bytes && known.dateModified === found.dateModified && known.kind === seen.kind;
    return same ? known : table.update(known.id, { ...found, ...seen }, via);
  }

  #uri(kind: MediaKind, id: number | undefined): MediaUri {
    return { volume: this.#volume, table: TABLES[kind], id };
  }

  /** What the name and the place of a file say. */
  async #read(path: string): Promise<Named> {
    const { api, files } = this.#parts;
    const name = fileNameOf(path);
    const expiring = api < 30 ? undefined : expiringName(name);
    const displayName = expiring?.displayName ?? name;
    const mimeType = mimeTypeOf(displayName);
    const hidden = (name.startsWith('.') && expiring === undefined) || (await inHiddenFolder(files, path));
    return {
      path,
      displayName,
      mimeType,
      // What is hidden is a file like any other, and no picture (FileColumns.MEDIA_TYPE_NONE).
      kind: hidden ? 'none' : kindOf(mimeType),
      pending: expiring?.state === 'pending',
      trashed: expiring?.state === 'trashed',
      dateExpires: expiring?.expires,
      download: api >= 29 && relativePathOf(path).startsWith('Download/'),
    };
  }
}

type Named = Pick<
  NewRecord,
  'path' | 'kind' | 'displayName' | 'mimeType' | 'pending' | 'trashed' | 'dateExpires' | 'download'
>;

/** A folder is hidden by its name, by `.nomedia` in it or above it; other apps' own folders are not looked at. */
async function inHiddenFolder(files: Pick<PhoneFiles, 'exists'>, path: string): Promise<boolean> {
  const own = packageDirectory(path);
  if (own !== undefined && own.part !== 'media') return true;
  const storage = storageIn(path);
  const parts = path
    .slice(storage.length + 1)
    .split('/')
    .slice(0, -1);
  if (parts.some((part) => part.startsWith('.'))) return true;
  for (let depth = 0; depth <= parts.length; depth += 1)
    if (await files.exists([storage, ...parts.slice(0, depth), '.nomedia'].join('/'))) return true;
  return false;
}

async function filesBelow(files: ScannerParts['files'], directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  const pending = [directory];
  for (let next = pending.shift(); next !== undefined && found.length < MOST_FILES; next = pending.shift()) {
    if (/^\/storage\/emulated\/\d+\/Android\/(?:data|obb)$/.test(next)) continue;
    for (const name of await files.list(next)) {
      const path = `${next}/${name}`;
      const entry = await files.stat(path).catch(() => undefined); // Removed since it was listed.
      if (entry?.directory === true) pending.push(path);
      else if (entry !== undefined) found.push(path);
    }
  }
  return found;
}
