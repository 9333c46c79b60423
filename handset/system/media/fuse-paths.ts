import type { PhoneFiles } from '../../shell-parts.ts';
import type { FilesTable } from './files-table.ts';
import type { MediaAccess } from './media-access.ts';
import { redactsFor } from './media-access.ts';
import type { MediaCaller } from './media-caller.ts';
import { packageDirectory, type SharedStorage, sharedPath } from './media-path.ts';
import type { MediaRecord } from './media-record.ts';
import type { MediaScanner } from './media-scanner.ts';
import type { MediaUri } from './media-uri.ts';
import { kindOf, mimeTypeOf } from './mime-types.ts';
import { placeAllowed } from './placement.ts';
import { redactPlace } from './redact-exif.ts';

/** Why a file of shared storage is kept from an app, as the kernel says it. */
type Refusal = 'ENOENT' | 'EACCES' | 'EPERM' | 'EEXIST';

/** Shared storage by its paths, from Android 11 on: FUSE asks MediaProvider about every file. */
export interface FusePaths {
  refusal(caller: MediaCaller, path: string, act: 'read' | 'write' | 'list'): Promise<Refusal | undefined>;
  /** The bytes as that app reads them by the path. */
  seen(caller: MediaCaller, path: string, bytes: Buffer): Buffer;
  /** Which names of a directory the app sees. */
  visible(caller: MediaCaller, directory: string, names: readonly string[]): Promise<readonly string[]>;
  /** A file was written, moved or removed by an app: its row follows. */
  written(caller: MediaCaller, path: string): Promise<void>;
  renamed(caller: MediaCaller, from: string, to: string): Promise<void>;
  removed(path: string): void;
}

export interface FuseParts {
  readonly api: number;
  readonly files: Pick<PhoneFiles, 'exists' | 'stat'>;
  readonly table: FilesTable;
  readonly access: MediaAccess;
  readonly scanner: MediaScanner;
  readonly storage: SharedStorage;
}

const VOLUME = 'external_primary';
const FILES: MediaUri = { volume: VOLUME, table: 'file', id: undefined };

export function createFusePaths(parts: FuseParts): FusePaths {
  return new Paths(parts);
}

class Paths implements FusePaths {
  readonly #parts: FuseParts;

  constructor(parts: FuseParts) {
    this.#parts = parts;
  }

  async refusal(
    caller: MediaCaller,
    path: string,
    act: 'read' | 'write' | 'list',
  ): Promise<Refusal | undefined> {
    const owned = packageDirectory(path);
    // What is private to another app is not there, whatever the caller may do (isPrivatePackagePathNotOwnedByCaller).
    if (owned !== undefined && owned.part !== 'media' && owned.package !== caller.package) return 'ENOENT';
    if (owned?.package === caller.package || act === 'list') return undefined;
    const { access, table, files } = this.#parts;
    const row = table.byPath(path);
    if (act === 'read') {
      if (this.#reads(caller, row)) return undefined;
      return (await files.exists(path)) ? 'EACCES' : 'ENOENT';
    }
    if (bypasses(caller, 'write')) return undefined;
    if (row !== undefined) return access.writable(caller, FILES)(row) ? undefined : 'EACCES';
    if (await files.exists(path)) return 'EACCES';
    return mayCreate(caller, path, this.#parts.api) ? undefined : 'EPERM';
  }

  seen(caller: MediaCaller, path: string, bytes: Buffer): Buffer {
    const row = this.#parts.table.byPath(path);
    const image = kindOf(mimeTypeOf(path)) === 'image';
    if (!image || bypasses(caller, 'read') || row?.owner === caller.package || !redactsFor(caller))
      return bytes;
    return redactPlace(bytes);
  }

  async visible(
    caller: MediaCaller,
    directory: string,
    names: readonly string[],
  ): Promise<readonly string[]> {
    if (bypasses(caller, 'read') || packageDirectory(`${directory}/x`)?.package === caller.package)
      return names;
    if (/^\/storage\/emulated\/\d+\/Android\/(?:data|obb)$/i.test(directory)) return [];
    const shown: string[] = [];
    for (const name of names) {
      const path = `${directory}/${name}`;
      const found = await this.#parts.files.stat(path).catch(() => undefined); // Gone since it was listed.
      const row = this.#parts.table.byPath(path);
      if (found?.directory === true || (found !== undefined && this.#reads(caller, row))) shown.push(name);
    }
    return shown;
  }

  async written(caller: MediaCaller, path: string): Promise<void> {
    if (!this.#indexed(path)) return;
    const { table, scanner } = this.#parts;
    const before = table.byPath(path);
    const row = await scanner.scan(path);
    if (row !== undefined && before === undefined)
      table.update(row.id, { owner: caller.package }, { ...FILES, id: row.id });
  }

  async renamed(caller: MediaCaller, from: string, to: string): Promise<void> {
    const { table } = this.#parts;
    const row = table.byPath(from);
    if (row === undefined) return this.#indexed(to) ? await this.written(caller, to) : undefined;
    const replaced = table.byPath(to);
    if (replaced !== undefined && replaced.id !== row.id) this.removed(to);
    if (this.#indexed(to)) table.update(row.id, { path: to, bytes: undefined }, { ...FILES, id: row.id });
    else return this.removed(from);
    await this.#parts.scanner.scan(to);
  }

  removed(path: string): void {
    const { table } = this.#parts;
    for (const row of table.all())
      if (row.path === path || row.path.startsWith(`${path}/`))
        table.remove(row.id, { ...FILES, id: row.id });
  }

  /** Files in the private directories of apps have no rows (from 12 on; in 11 they have, as files that are no media). */
  #indexed(path: string): boolean {
    const owned = packageDirectory(path);
    const shared = sharedPath(path, this.#parts.storage) !== undefined;
    return shared && (owned === undefined || owned.part === 'media');
  }

  #reads(caller: MediaCaller, row: MediaRecord | undefined): boolean {
    if (bypasses(caller, 'read')) return true;
    if (row === undefined) return false;
    const may = this.#parts.access.readable(caller, FILES)(row);
    return may && !(row.pending && row.owner !== caller.package);
  }
}

/** MediaProvider.shouldBypassFuseRestrictions: apps of before scoped storage by their permission, managers always. */
function bypasses(caller: MediaCaller, act: 'read' | 'write'): boolean {
  if (caller.kind !== 'app' || caller.manager) return true;
  const what = act === 'read' ? 'READ_EXTERNAL_STORAGE' : 'WRITE_EXTERNAL_STORAGE';
  return caller.legacy && caller.granted(`android.permission.${what}`) && caller.note(what);
}

function mayCreate(caller: MediaCaller, path: string, api: number): boolean {
  if (caller.legacy) return false;
  const tables = { image: 'images', video: 'video', audio: 'audio', none: 'file' } as const;
  return placeAllowed(path, { caller, table: tables[kindOf(mimeTypeOf(path))], api });
}
