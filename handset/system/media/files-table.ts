import type { MediaChange } from './announcements.ts';
import type { MediaRecord } from './media-record.ts';
import type { MediaUri } from './media-uri.ts';

/** From 14 on MediaProvider numbers its rows from a billion up (DatabaseHelper.NEXT_ROW_ID_DEFAULT_BILLION_VALUE). */
const BILLION = 1_000_000_000;
const FIRST_WITH_BILLION = 34;

export type NewRecord = Omit<MediaRecord, 'id' | 'generationAdded' | 'generationModified'>;

/** MediaProvider's table of files. Every change of a row is told, with the address that it was asked for by. */
export class FilesTable {
  readonly #rows = new Map<number, MediaRecord>();
  /** Ids by path in lower case: the column's collation is NOCASE. */
  readonly #ids = new Map<string, number>();
  readonly #changed: (change: MediaChange) => void;
  #nextId: number;
  #generation = 0;

  constructor(api: number, changed: (change: MediaChange) => void) {
    this.#nextId = api >= FIRST_WITH_BILLION ? BILLION + 1 : 1;
    this.#changed = changed;
  }

  /** The oldest first. */
  all(): readonly MediaRecord[] {
    return [...this.#rows.values()];
  }

  get(id: number): MediaRecord | undefined {
    return this.#rows.get(id);
  }

  byPath(path: string): MediaRecord | undefined {
    return this.#rows.get(this.#ids.get(path.toLowerCase()) ?? -1);
  }

  insert(fields: NewRecord, via: MediaUri): MediaRecord {
    const generation = this.#nextGeneration();
    const row = { ...fields, id: this.#nextId, generationAdded: generation, generationModified: generation };
    this.#nextId += 1;
    this.#put(row);
    this.#tell('insert', row, via);
    return row;
  }

  /** A row that is gone stays gone. */
  update(id: number, changes: Partial<NewRecord>, via: MediaUri): MediaRecord | undefined {
    const before = this.#rows.get(id);
    if (before === undefined) return undefined;
    const row = { ...before, ...changes, generationModified: this.#nextGeneration() };
    if (before.path !== row.path) this.#ids.delete(before.path.toLowerCase());
    this.#put(row);
    this.#tell('update', row, via);
    return row;
  }

  remove(id: number, via: MediaUri): void {
    const row = this.#rows.get(id);
    if (row === undefined || !this.#rows.delete(id)) return;
    this.#ids.delete(row.path.toLowerCase());
    this.#tell('delete', row, via);
  }

  /** Rows of files that went with their storage; nobody is told. */
  forgetBelow(storage: string): void {
    for (const { id, path } of this.all()) {
      if (!path.startsWith(`${storage}/`)) continue;
      this.#rows.delete(id);
      this.#ids.delete(path.toLowerCase());
    }
  }

  /** Rows of a package that is gone are nobody's; nobody is told. */
  disown(packageName: string): void {
    for (const row of this.#rows.values())
      if (row.owner === packageName) this.#rows.set(row.id, { ...row, owner: undefined });
  }

  #put(row: MediaRecord): void {
    this.#rows.set(row.id, row);
    this.#ids.set(row.path.toLowerCase(), row.id);
  }

  #nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
  }

  #tell(kind: MediaChange['kind'], row: MediaRecord, via: MediaUri): void {
    this.#changed({ kind, via, id: row.id, mediaKind: row.kind, download: row.download });
  }
}
