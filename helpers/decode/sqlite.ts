import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';
import { rowsOf } from './sqlite-rows.ts';

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
    if (!isPageSize(pageBytes)) return NOTHING_DECODED;
    const count = Math.floor((input.length - start) / pageBytes);
    const at = (number: number): number => start + (number - 1) * pageBytes;
    return rowsOf(
      {
        input,
        name: 'SQLite',
        pageBytes,
        usable: pageBytes - (input[start + 20] ?? 0),
        count,
        page: (index) => ({ number: index + 1, at: at(index + 1), index }),
        // The last page may be cut off.
        find: (number) => (number > 0 && at(number) < input.length ? at(number) : undefined),
        stretch: { start, end: start + count * pageBytes },
        structure: [{ start, end: start + 100 }],
      },
      budget,
    );
  },
};

/** A power of two between 512 and 65,536 (section 1.3.2). */
export function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0;
}
