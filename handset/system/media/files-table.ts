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

  /** The column's collation is NOCASE. */
  byPath(path: string): MediaRecord | undefined {
    const folded = path.toLowerCase();
    return this.all().find((row) => row.path.toLowerCase() === folded);
  }

  insert(fields: NewRecord, via: MediaUri): MediaRecord {
    const generation = this.#nextGeneration();
    const row = { ...fields, id: this.#nextId, generationAdded: generation, generationModified: generation };
    this.#nextId += 1;
    this.#rows.set(row.id, row);
    this.#tell('insert', row, via);
    return row;
  }

  /** A row that is gone stays gone. */
  update(id: number, changes: Partial<NewRecord>, via: MediaUri): MediaRecord | undefined {
    const before = this.#rows.get(id);
    if (before === undefined) return undefined;
    const row = { ...before, ...changes, generationModified: this.#nextGeneration() };
    this.#rows.set(id, row);
    this.#tell('update', row, via);
    return row;
  }

  remove(id: number, via: MediaUri): void {
    const row = this.#rows.get(id);
    if (row === undefined || !this.#rows.delete(id)) return;
    this.#tell('delete', row, via);
  }

  #nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
  }

  #tell(kind: MediaChange['kind'], row: MediaRecord, via: MediaUri): void {
    this.#changed({ kind, via, id: row.id, mediaKind: row.kind, download: row.download });
  }
}
