import { type Budget, TooMany } from './budget.ts';
import type { Decoded, Piece, Region } from './layer.ts';
import { uncovered, zeroRuns } from './regions.ts';
import { type LostChain, lostChains } from './sqlite-freed.ts';
import { type Cell, cellsOf, isPage } from './sqlite-page.ts';
import { recordOf } from './sqlite-record.ts';
import { Values } from './values.ts';

/** Pages of a database, wherever they are kept: in its own file, in its log, or in its journal. */
export interface PageFile {
  readonly input: Uint8Array;
  /** As chains name it. */
  readonly name: string;
  readonly pageBytes: number;
  /** Without what is kept free at a page's end. */
  readonly usable: number;
  /** In the order in which their values are to be read. */
  readonly count: number;
  page(index: number): StoredPage;
  /** Where this page stands as it was when the one at this index was written. */
  find(number: number, index: number): number | undefined;
  readonly stretch: Region;
  readonly structure: readonly Region[];
}

export interface StoredPage {
  readonly number: number;
  /** Where it begins in the input. */
  readonly at: number;
  readonly index: number;
}

/** The rows of every page, whichever table they are of and whether or not it still knows them. */
export function rowsOf(file: PageFile, budget: Budget): Decoded {
  const { input, usable } = file;
  const reading = readingOf(file, budget);
  const structure: Region[] = [...file.structure];
  const covered: Region[] = [];
  const other: StoredPage[] = [];
  for (let index = 0; index < file.count && budget.work(file.pageBytes); index += 1) {
    const page = file.page(index);
    const bytes = input.subarray(page.at, page.at + usable);
    const header = page.number === 1 ? FILE_HEADER : 0;
    if (isPage(bytes, header)) covered.push(...readPage(reading, { page, bytes, header }, structure));
    else other.push(page);
    if (structure.length > MOST_FIELDS) throw new TooMany();
  }
  const lost = lostChains(
    file,
    other.filter(({ at }) => !reading.used.has(at)),
    reading.free,
  );
  for (const { at } of lost.alone) structure.push(...zeroRuns(input, at, at + usable));
  const { pieces } = reading.values.decoded(file.name, file.stretch, covered);
  return {
    pieces: [...reading.spread, ...lost.chains.map((chain) => lostPiece(file, chain)), ...pieces],
    structure,
  };
}

/** Of the database file, at the beginning of its first page. */
const FILE_HEADER = 100;
/** A database of a phone has far fewer rows. */
const MOST_FIELDS = 2_000_000;
const LONG = 64;
const LINE_END = Uint8Array.of(0x0a);

interface Reading {
  readonly file: PageFile;
  readonly budget: Budget;
  readonly values: Values;
  /** What rows of several pages hold. */
  readonly spread: Piece[];
  /** These rows by where the rest of them begins: a page is written again with rows that have not changed. */
  readonly known: Map<string, KnownRow[]>;
  /** How much of them may still be put together: rows that share their pages would make gigabytes of a small file. */
  left: number;
  /** What of b-tree pages belongs to no row. */
  readonly free: Region[];
  /** Where the overflow pages begin that belong to a row. */
  readonly used: Set<number>;
}

interface KnownRow {
  readonly payload: Uint8Array;
  readonly explains: Region[];
}

function readingOf(file: PageFile, budget: Budget): Reading {
  const { input } = file;
  const values = new Values(input);
  return {
    file,
    budget,
    values,
    spread: [],
    known: new Map(),
    left: input.length,
    free: [],
    used: new Set(),
  };
}

interface OpenPage {
  readonly page: StoredPage;
  readonly bytes: Uint8Array;
  readonly header: number;
}

/** Writes the rows of a page, and says which stretches of the input were read by that. */
function readPage(reading: Reading, open: OpenPage, structure: Region[]): readonly Region[] {
  const { file, budget, values, free } = reading;
  const { page, bytes, header } = open;
  const within = ({ start, end }: Region): Region => ({ start: page.at + start, end: page.at + end });
  const { cells, fields, free: gap } = cellsOf(bytes, header);
  const covered: Region[] = [];
  const label = `${file.name} value of page ${page.number}`;
  for (const cell of cells) {
    if (!budget.work(Math.min(cell.length, file.input.length))) break;
    const payload = within(cell.payload);
    if (cell.row !== undefined) values.number(cell.row);
    if (cell.overflow !== undefined) spreadRow(reading, page.index, { cell, payload, label });
    else if (writeRow(file.input, { payload, label }, values)) covered.push(payload);
  }
  structure.push(...fields.map(within), ...zeroRuns(file.input, page.at + gap.start, page.at + gap.end));
  const taken = [...fields, ...cells.map(({ payload }) => payload), { start: 0, end: header }];
  free.push(...uncovered(taken, bytes.length).map(within));
  return covered;
}

interface Row {
  /** What of it stands in its own page. */
  readonly payload: Region;
  readonly label: string;
}

function writeRow(input: Uint8Array, { payload, label }: Row, values: Values): boolean {
  const record = recordOf(input.subarray(payload.start, payload.end));
  if (record === undefined) return false;
  for (const number of record.numbers) values.number(number);
  for (const { start, end, column } of record.strings)
    values.string({ start: payload.start + start, end: payload.start + end }, `column ${column}`, label);
  return true;
}

/** A row that does not fit in its page: each long value by itself, and all of it as it would be written elsewhere. */
function spreadRow(
  reading: Reading,
  index: number,
  { cell, payload, label }: Row & { readonly cell: Cell },
): void {
  const { file, budget, known, spread } = reading;
  const kept = file.input.subarray(payload.start, payload.end);
  const key = `${file.find(cell.overflow ?? 0, index)} ${cell.length}`;
  const same = known.get(key)?.find((one) => Buffer.compare(one.payload, kept) === 0);
  if (same !== undefined) {
    same.explains.push({ start: payload.start, end: payload.end + POINTER });
    return;
  }
  if (cell.length > reading.left) return budget.cutOff();
  reading.left -= cell.length;
  const { bytes, pages } = putTogether(reading, index, { cell, payload });
  const record = recordOf(bytes);
  const complete = bytes.length === cell.length;
  const explains = record === undefined ? [] : [payload, ...pages];
  known.set(key, [...(known.get(key) ?? []), { payload: kept, explains }]);
  if (record === undefined) {
    spread.push({ ...payload, label, bytes, complete: false, explains });
    return;
  }
  const written = [
    Buffer.from(record.numbers.join('\n')),
    ...record.strings.flatMap(({ start, end }) => [LINE_END, bytes.subarray(start, end)]),
  ];
  for (const { start, end } of record.strings)
    if (end - start > LONG)
      spread.push({ ...payload, label, bytes: bytes.subarray(start, end), complete, explains: [] });
  spread.push({
    ...payload,
    label: `${label}, whole row`,
    complete,
    bytes: Buffer.concat(written),
    explains,
  });
}

/** The number of a page, before the content of an overflow page and behind what of a row fits in its own. */
const POINTER = 4;

/** The overflow pages, each with the number of the next before its content. */
function putTogether(
  { file, budget, used }: Reading,
  index: number,
  { cell, payload }: { readonly cell: Cell; readonly payload: Region },
): { readonly bytes: Uint8Array; readonly pages: readonly Region[] } {
  const { input, usable } = file;
  // The number of the first overflow page stands behind what fits.
  const pages: Region[] = [{ start: payload.end, end: payload.end + POINTER }];
  const parts = [input.subarray(payload.start, payload.end)];
  let left = cell.length - (payload.end - payload.start);
  const seen = new Set<number>();
  for (let next = cell.overflow ?? 0; next > 0 && left > 0 && !seen.has(next); ) {
    seen.add(next);
    const at = file.find(next, index);
    if (at === undefined || at + POINTER > input.length || !budget.work(usable)) break;
    const part = input.subarray(at + POINTER, at + Math.min(usable, POINTER + left));
    parts.push(part);
    used.add(at);
    left -= part.length;
    pages.push({ start: at, end: at + POINTER + part.length });
    next = new DataView(input.buffer, input.byteOffset + at, POINTER).getUint32(0);
  }
  return { bytes: Buffer.concat(parts), pages };
}

/** What a row that was deleted had on pages of its own: nobody has written over them yet. */
function lostPiece({ input, name, usable }: PageFile, { first, head, pages }: LostChain): Piece {
  const parts = [...(head === undefined ? [] : [head]), ...pages.map(({ content }) => content)];
  const explains = pages.map(({ at }) => ({ start: at, end: at + usable }));
  const start = explains.reduce((least, one) => Math.min(least, one.start), input.length);
  const end = explains.reduce((most, one) => Math.max(most, one.end), start);
  const bytes = Buffer.concat(parts.map((part) => input.subarray(part.start, part.end)));
  return {
    label: `${name} overflow of no row, from page ${first}`,
    start,
    end,
    bytes,
    complete: true,
    explains,
  };
}
