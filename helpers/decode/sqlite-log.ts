import type { Budget } from './budget.ts';
import type { MarkedFormat } from './decoder.ts';
import { type Decoded, NOTHING_DECODED, type Region } from './layer.ts';
import { isPageSize } from './sqlite.ts';
import { rowsOf, type StoredPage } from './sqlite-rows.ts';

/**
 * SQLite's write-ahead log (fileformat2.html, section 4): pages as they were written, each behind a header of its own. What
 * an app has just stored is here and not in the database yet, and what it has deleted may be here still: also in frames
 * that a log left behind which was begun anew.
 */
export const SQLITE_LOGS: readonly MarkedFormat[] = [0x82, 0x83].map((order) => ({
  name: 'SQLite log',
  magic: [0x37, 0x7f, 0x06, order],
  read(input, start, budget) {
    if (start + HEADER > input.length) return NOTHING_DECODED;
    const view = new DataView(input.buffer, input.byteOffset + start, input.length - start);
    const pageBytes = view.getUint32(8);
    if (view.getUint32(4) !== VERSION || !isPageSize(pageBytes)) return NOTHING_DECODED;
    return readLog({ input, view, start, pageBytes, littleEndian: order === 0x82 }, budget);
  },
}));

const VERSION = 3_007_000;
const HEADER = 32;
const FRAME_HEADER = 24;

interface Log {
  readonly input: Uint8Array;
  /** From the log's first byte on. */
  readonly view: DataView;
  readonly start: number;
  readonly pageBytes: number;
  /** The words of which the checksums are made. */
  readonly littleEndian: boolean;
}

function readLog(log: Log, budget: Budget): Decoded {
  const { input, view, start, pageBytes } = log;
  const count = Math.floor((view.byteLength - HEADER) / (FRAME_HEADER + pageBytes));
  if (count === 0 || !budget.work(count * pageBytes)) return NOTHING_DECODED;
  const frames = framesOf(log, count);
  const order = latestFirst(frames);
  const reserved = frames.find(({ number }) => number === 1);
  return rowsOf(
    {
      input,
      name: 'SQLite log',
      pageBytes,
      usable: pageBytes - (reserved === undefined ? 0 : (input[reserved.at + 20] ?? 0)),
      count,
      page: (index) => order[index] ?? NO_PAGE,
      find: finder(frames),
      stretch: { start, end: start + HEADER + count * (FRAME_HEADER + pageBytes) },
      structure: checkedHeaders(log, frames),
    },
    budget,
  );
}

const NO_PAGE: StoredPage = { number: 0, at: 0, index: 0 };

interface Frame extends StoredPage {
  /** Which writing of the log it is of: the log is begun anew with other salts. */
  readonly salts: string;
  /** The last frame of what was written at once. */
  readonly lastOfWrite: number;
}

function framesOf({ view, start, pageBytes }: Log, count: number): readonly Frame[] {
  const frames: Frame[] = [];
  let lastOfWrite = count - 1;
  let after = '';
  for (let index = count - 1; index >= 0; index -= 1) {
    const at = HEADER + index * (FRAME_HEADER + pageBytes);
    const salts = `${view.getUint32(at + 8)} ${view.getUint32(at + 12)}`;
    if (salts !== after || view.getUint32(at + 4) !== 0) lastOfWrite = index;
    after = salts;
    frames.push({ number: view.getUint32(at), at: start + at + FRAME_HEADER, index, salts, lastOfWrite });
  }
  return frames.reverse();
}

/** Each page as it is now, in the order of the pages, so that what one row after another holds stands together; then the rest. */
function latestFirst(frames: readonly Frame[]): readonly Frame[] {
  const latest = new Map<number, Frame>();
  for (const frame of frames) if (frame.salts === frames[0]?.salts) latest.set(frame.number, frame);
  const now = [...latest.values()].sort((a, b) => a.number - b.number);
  return [...now, ...frames.filter((frame) => latest.get(frame.number) !== frame)];
}

/** The last time that a page was written before the end of what a frame is a part of. */
function finder(frames: readonly Frame[]): (number: number, index: number) => number | undefined {
  const written = new Map<number, Frame[]>();
  for (const frame of frames) {
    const others = written.get(frame.number);
    if (others === undefined) written.set(frame.number, [frame]);
    else others.push(frame);
  }
  return (number, index) => {
    const own = frames[index];
    const all = written.get(number);
    if (own === undefined || all === undefined) return undefined;
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.index ?? 0) <= own.lastOfWrite) low = middle + 1;
      else high = middle;
    }
    const found = all[low - 1];
    return found?.salts === own.salts ? found.at : undefined;
  };
}

/** The headers whose checksums are right: in the others anything may stand. */
function checkedHeaders(
  { view, start, pageBytes, littleEndian }: Log,
  frames: readonly Frame[],
): readonly Region[] {
  const headers: Region[] = [];
  const check = (from: number, length: number, sums: Sums): Sums =>
    checksum(view, { from, length, littleEndian }, sums);
  const isSame = (at: number, [first, second]: Sums): boolean =>
    view.getUint32(at) === first && view.getUint32(at + 4) === second;
  if (isSame(24, check(0, 24, [0, 0]))) headers.push({ start, end: start + HEADER });
  for (const { at: content } of frames) {
    const at = content - start - FRAME_HEADER;
    // The sums go on from those of the frame before.
    const before = at === HEADER ? 24 : at - pageBytes - 8;
    const sums: Sums = [view.getUint32(before), view.getUint32(before + 4)];
    if (isSame(at + 16, check(at + FRAME_HEADER, pageBytes, check(at, 8, sums))))
      headers.push({ start: start + at, end: content });
  }
  return headers;
}

type Sums = readonly [number, number];

/** Section 4.2, "Checksum algorithm". */
function checksum(
  view: DataView,
  {
    from,
    length,
    littleEndian,
  }: { readonly from: number; readonly length: number; readonly littleEndian: boolean },
  [first, second]: Sums,
): Sums {
  let [a, b] = [first, second];
  for (let at = from; at < from + length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}
