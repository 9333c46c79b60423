import type { Budget } from './budget.ts';
import type { MarkedFormat, ReadFormat } from './decoder.ts';
import { type Decoded, NOTHING_DECODED, type Region } from './layer.ts';
import { zeroRuns } from './regions.ts';
import { isPageSize } from './sqlite.ts';
import { rowsOf, type StoredPage } from './sqlite-rows.ts';

/**
 * SQLite's rollback journal (fileformat2.html, section 3): pages as they were before they were written over, each between its
 * number and a checksum. What an app has deleted may be here still.
 */
export const SQLITE_JOURNAL: MarkedFormat = {
  name: 'SQLite journal',
  magic: [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7],
  read(input, start, budget) {
    if (start + HEADER > input.length) return NOTHING_DECODED;
    const view = new DataView(input.buffer, input.byteOffset + start, HEADER);
    const [sector, pageBytes] = [view.getUint32(20), view.getUint32(24)];
    return readJournal({ input, start, first: start + sector, pageBytes }, budget);
  },
};

/**
 * A journal that was kept: of what is no longer needed only the header is overwritten with zeros (`PRAGMA journal_mode=PERSIST`).
 * The first page of the database, which nearly every transaction changes, says how large its pages are.
 */
export const readKeptJournal: ReadFormat = (input, budget) => {
  if (input.length < FIRST_SECTOR || input.subarray(0, HEADER).some((byte) => byte !== 0))
    return NOTHING_DECODED;
  if (!budget.work(input.length)) return NOTHING_DECODED;
  const at = Buffer.from(input.buffer, input.byteOffset, input.length).indexOf('SQLite format 3\0');
  if (at < FIRST_SECTOR || input[at - 1] !== 1) return NOTHING_DECODED;
  const size = ((input[at + 16] ?? 0) << 8) | (input[at + 17] ?? 0);
  const pageBytes = size === 1 ? 65_536 : size;
  const record = NUMBER + pageBytes + CHECKSUM;
  const first = SECTORS.find((sector) => sector < at && (at - NUMBER - sector) % record === 0);
  return first === undefined ? NOTHING_DECODED : readJournal({ input, start: 0, first, pageBytes }, budget);
};

const HEADER = 28;
const NUMBER = 4;
const CHECKSUM = 4;
const FIRST_SECTOR = 512;
const SECTORS = [FIRST_SECTOR, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536];

interface Journal {
  readonly input: Uint8Array;
  readonly start: number;
  /** Where the first record begins. */
  readonly first: number;
  readonly pageBytes: number;
}

/** A second header, in a journal of several, makes the records behind it unreadable: they stay what they are. */
function readJournal({ input, start, first, pageBytes }: Journal, budget: Budget): Decoded {
  const record = NUMBER + pageBytes + CHECKSUM;
  const count = isPageSize(pageBytes) ? Math.floor((input.length - first) / record) : 0;
  if (count < 1 || first - start < FIRST_SECTOR) return NOTHING_DECODED;
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const pages: StoredPage[] = Array.from({ length: count }, (_, index) => {
    const at = first + index * record;
    return { number: view.getUint32(at), at: at + NUMBER, index };
  });
  // A page is kept once, before its first change.
  const places = new Map(pages.map(({ number, at }) => [number, at]));
  const firstPage = places.get(1);
  return rowsOf(
    {
      input,
      name: 'SQLite journal',
      pageBytes,
      usable: pageBytes - (firstPage === undefined ? 0 : (input[firstPage + 20] ?? 0)),
      count,
      page: (index) => pages[index] ?? { number: 0, at: 0, index },
      find: (number) => places.get(number),
      stretch: { start, end: first + count * record },
      structure: [
        { start, end: start + HEADER },
        ...zeroRuns(input, start + HEADER, first),
        ...checkedFields(view, pages, pageBytes),
      ],
    },
    budget,
  );
}

/** Number and checksum of the records whose checksum is like that of the first: some bytes of the page and one number for all. */
function checkedFields(view: DataView, pages: readonly StoredPage[], pageBytes: number): readonly Region[] {
  const numberOf = ({ at }: StoredPage): number => {
    let sum = 0;
    for (let byte = pageBytes - SUMMED_STEP; byte > 0; byte -= SUMMED_STEP) sum += view.getUint8(at + byte);
    return (view.getUint32(at + pageBytes) - sum) >>> 0;
  };
  const [firstPage] = pages;
  const all = firstPage === undefined ? 0 : numberOf(firstPage);
  return pages
    .filter((page) => numberOf(page) === all)
    .flatMap(({ at }) => [
      { start: at - NUMBER, end: at },
      { start: at + pageBytes, end: at + pageBytes + CHECKSUM },
    ]);
}

const SUMMED_STEP = 200;
