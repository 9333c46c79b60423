import { type Budget, TooMany } from './budget.ts';
import type { MarkedFormat } from './decoder.ts';
import { type Decoded, NOTHING_DECODED, type Piece, type Region } from './layer.ts';
import { zeroRuns } from './regions.ts';
import { type Cell, cellsOf, isPage } from './sqlite-page.ts';
import { recordOf } from './sqlite-record.ts';
import { Values } from './values.ts';

/**
 * An SQLite database (sqlite.org/fileformat2.html, 3.47): the rows of every page, in the order of the pages, whichever
 * table they are of and whether or not it still knows them. What is spread over overflow pages is put together.
 */
export const SQLITE: MarkedFormat = {
  name: 'SQLite',
  magic: [...Buffer.from('SQLite format 3\0', 'latin1')],
  read(input, start, budget) {
    const size = input.length < start + 100 ? 0 : ((input[start + 16] ?? 0) << 8) | (input[start + 17] ?? 0);
    const pageBytes = size === 1 ? 65_536 : size;
    if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0) return NOTHING_DECODED;
    const file: Database = { input, start, pageBytes, usable: pageBytes - (input[start + 20] ?? 0) };
    return rowsOf(file, budget);
  },
};

interface Database {
  readonly input: Uint8Array;
  readonly start: number;
  readonly pageBytes: number;
  /** Without what is kept free at a page's end. */
  readonly usable: number;
}

function rowsOf(file: Database, budget: Budget): Decoded {
  const { input, start, pageBytes } = file;
  const spread: Piece[] = [];
  const structure: Region[] = [{ start, end: start + 100 }];
  const covered: Region[] = [];
  let spreadBytes = 0;
  const pages = Math.floor((input.length - start) / pageBytes);
  const values = new Values(input);
  for (let page = 1; page <= pages && budget.work(pageBytes); page += 1) {
    const at = start + (page - 1) * pageBytes;
    const bytes = input.subarray(at, at + file.usable);
    const header = page === 1 ? 100 : 0;
    if (!isPage(bytes, header)) continue;
    const { cells, fields, free } = cellsOf(bytes, header);
    if (structure.length > MOST_FIELDS) throw new TooMany();
    for (const cell of cells) {
      if (!budget.work(Math.min(cell.length, input.length))) break;
      const payload = { start: at + cell.payload.start, end: at + cell.payload.end };
      const label = `SQLite value of page ${page}`;
      if (cell.row !== undefined) values.number(cell.row);
      if (cell.overflow !== undefined) {
        // Rows that share their pages would make gigabytes of a small file.
        spreadBytes += cell.length;
        if (spreadBytes <= input.length) spread.push(...spreadRow(file, { cell, payload, label }));
      } else if (writeRow(input, { payload, label }, values)) covered.push(payload);
    }
    structure.push(...fields.map((one) => ({ start: at + one.start, end: at + one.end })));
    structure.push(...zeroRuns(input, at + free.start, at + free.end));
  }
  const { pieces } = values.decoded('SQLite', { start, end: start + pages * pageBytes }, covered);
  return { pieces: [...spread, ...pieces], structure };
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
  file: Database,
  { cell, payload, label }: Row & { readonly cell: Cell },
): readonly Piece[] {
  const { bytes, pages } = putTogether(file, cell, payload);
  const record = recordOf(bytes);
  const complete = bytes.length === cell.length;
  if (record === undefined) return [{ ...payload, label, bytes, complete: false, explains: [] }];
  const written = [
    Buffer.from(record.numbers.join('\n')),
    ...record.strings.flatMap(({ start, end }) => [LINE_END, bytes.subarray(start, end)]),
  ];
  const row = { ...payload, label: `${label}, whole row`, complete, bytes: Buffer.concat(written) };
  return [
    ...record.strings
      .filter(({ start, end }) => end - start > LONG)
      .map(({ start, end }) => ({
        ...payload,
        label,
        bytes: bytes.subarray(start, end),
        complete,
        explains: [],
      })),
    { ...row, explains: [payload, ...pages] },
  ];
}

const LINE_END = Uint8Array.of(0x0a);
const LONG = 64;
/** A database of a phone has far fewer rows. */
const MOST_FIELDS = 2_000_000;

/** The overflow pages, each with the number of the next before its content. */
function putTogether(
  { input, start, pageBytes, usable }: Database,
  cell: Cell,
  payload: Region,
): { readonly bytes: Uint8Array; readonly pages: readonly Region[] } {
  // The number of the first overflow page stands behind what fits.
  const pages: Region[] = [{ start: payload.end, end: payload.end + 4 }];
  const parts = [input.subarray(payload.start, payload.end)];
  let left = cell.length - (payload.end - payload.start);
  const seen = new Set<number>();
  for (let next = cell.overflow ?? 0; next > 0 && left > 0 && !seen.has(next); ) {
    seen.add(next);
    const at = start + (next - 1) * pageBytes;
    if (at + 4 > input.length) break;
    const part = input.subarray(at + 4, at + Math.min(usable, 4 + left));
    parts.push(part);
    left -= part.length;
    pages.push({ start: at, end: at + 4 + part.length });
    next = new DataView(input.buffer, input.byteOffset + at, 4).getUint32(0);
  }
  return { bytes: Buffer.concat(parts), pages };
}
