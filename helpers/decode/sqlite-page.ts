import type { Region } from './layer.ts';

/** One cell of a b-tree page. Offsets are those of the page. */
export interface Cell {
  readonly row?: bigint;
  /** What of the payload stands in the page. */
  readonly payload: Region;
  /** How long the payload is altogether. */
  readonly length: number;
  /** The first overflow page, when it does not fit. */
  readonly overflow?: number;
}

const INDEX_INNER = 2;
const TABLE_INNER = 5;
const INDEX_LEAF = 10;
const TABLE_LEAF = 13;

/** Whether a b-tree page begins at this offset (section 1.6): its type, and cells that stand in it. */
export function isPage(page: Uint8Array, header: number): boolean {
  const type = page[header] ?? 0;
  if (![INDEX_INNER, TABLE_INNER, INDEX_LEAF, TABLE_LEAF].includes(type)) return false;
  const cells = short(page, header + 3);
  const content = short(page, header + 5) || 65_536;
  return pointers(type, header) + 2 * cells <= Math.min(content, page.length);
}

/** The cells of a page, what of it is format, and what is free between the two. */
export function cellsOf(
  page: Uint8Array,
  header: number,
): { readonly cells: readonly Cell[]; readonly fields: readonly Region[]; readonly free: Region } {
  const type = page[header] ?? 0;
  const count = short(page, header + 3);
  const start = pointers(type, header);
  const fields: Region[] = [{ start: header, end: start + 2 * count }];
  const cells: Cell[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = short(page, start + 2 * index);
    const cell = cellAt(page, at, type);
    if (cell === undefined) continue;
    fields.push({ start: at, end: cell.payload.start });
    if (cell.length > 0) cells.push(cell);
  }
  const free = { start: start + 2 * count, end: short(page, header + 5) || page.length };
  return {
    cells,
    fields,
    free: { start: free.start, end: Math.min(Math.max(free.start, free.end), page.length) },
  };
}

function pointers(type: number, header: number): number {
  return header + (type === INDEX_INNER || type === TABLE_INNER ? 12 : 8);
}

function cellAt(page: Uint8Array, from: number, type: number): Cell | undefined {
  const at = type === INDEX_INNER || type === TABLE_INNER ? from + 4 : from;
  if (type === TABLE_INNER) {
    const row = varint(page, at);
    return { row: row.value, payload: { start: row.end, end: row.end }, length: 0 };
  }
  const size = varint(page, at);
  const row = type === TABLE_LEAF ? varint(page, size.end) : undefined;
  const start = row?.end ?? size.end;
  const length = Number(size.value);
  const local = localBytes(length, page.length, type);
  const end = start + local;
  if (length < 1 || end > page.length) return undefined;
  return {
    ...(row !== undefined && { row: row.value }),
    payload: { start, end },
    length,
    ...(local < length && { overflow: word(page, end) }),
  };
}

/** How much of a payload stands in its cell (section 1.6, "B-tree cell format"). */
function localBytes(length: number, usable: number, type: number): number {
  const most = type === TABLE_LEAF ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const kept = least + ((length - least) % (usable - 4));
  return kept <= most ? kept : least;
}

/** Big-endian, seven bits a byte, eight in the ninth (section 1.6). */
export function varint(bytes: Uint8Array, at: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let step = 0; step < 8; step += 1) {
    const byte = bytes[at + step] ?? 0;
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return { value, end: at + step + 1 };
  }
  return { value: BigInt.asIntN(64, (value << 8n) | BigInt(bytes[at + 8] ?? 0)), end: at + 9 };
}

function short(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function word(bytes: Uint8Array, at: number): number {
  return at + 4 > bytes.length ? 0 : new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}
