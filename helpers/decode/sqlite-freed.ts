import type { Region } from './layer.ts';
import type { PageFile, StoredPage } from './sqlite-rows.ts';

/** Overflow pages that lead from one to the next, and that no row leads to. */
export interface LostChain {
  /** The number of the first page. */
  readonly first: number;
  /** What stands before the number of the first page, where no row stands any more. */
  readonly head?: Region;
  readonly pages: readonly FreedPage[];
}

interface FreedPage {
  readonly at: number;
  /** What is left of its content. */
  readonly content: Region;
}

/**
 * Chains among pages that are of no b-tree: SQLite leaves them as they are when a row is deleted (unless it was told to
 * overwrite them), with the number of the next page at the beginning of each (section 1.6, "Cell payload overflow pages").
 */
export function lostChains(
  file: PageFile,
  pages: readonly StoredPage[],
  free: readonly Region[],
): { readonly chains: readonly LostChain[]; readonly alone: readonly StoredPage[] } {
  const freed = freedPages(file, pages);
  const ledTo = new Set([...freed.values()].map(({ next }) => next));
  const starts = pages.filter(({ at }) => !ledTo.has(at));
  const heads = headsOf(file.input, new Set(starts.map(({ number }) => number)), free);
  const taken = new Set<number>();
  const chains: LostChain[] = [];
  for (const { number, at } of starts) {
    const head = heads.get(number);
    if (head === undefined && freed.get(at)?.next === undefined) continue;
    const chain: FreedPage[] = [];
    for (
      let page = freed.get(at);
      page !== undefined && !taken.has(page.at);
      page = freed.get(page.next ?? -1)
    ) {
      taken.add(page.at);
      chain.push(page);
    }
    chains.push({ first: number, ...(head !== undefined && { head }), pages: chain });
  }
  return { chains, alone: pages.filter(({ at }) => !taken.has(at)) };
}

interface Freed extends FreedPage {
  /** Where the page begins that it leads to. */
  readonly next?: number;
}

function freedPages(file: PageFile, pages: readonly StoredPage[]): ReadonlyMap<number, Freed> {
  const { input, usable } = file;
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const known = new Set(pages.map(({ at }) => at));
  const freed = new Map<number, Freed>();
  for (const { at, index } of pages) {
    const find = (place: number): number | undefined => {
      const found = file.find(view.getUint32(place), index);
      return found === undefined || found === at || !known.has(found) ? undefined : found;
    };
    const listed = listedPages(view, { at, usable }, find);
    const next = listed === 0 ? find(at) : find(at + 8);
    const content = { start: at + (listed === 0 ? 4 : 8 + 4 * listed), end: at + usable };
    freed.set(at, { at, content, ...(next !== undefined && { next }) });
  }
  return freed;
}

/**
 * How many free pages this one lists (section 1.5): the first page of a chain that is freed becomes such a list of those behind
 * it, in their order, and loses as many bytes of its content. Zero when it is no list.
 */
function listedPages(
  view: DataView,
  { at, usable }: { readonly at: number; readonly usable: number },
  find: (place: number) => number | undefined,
): number {
  const count = view.getUint32(at + 4);
  if (count < 1 || count > usable / 4 - 2) return 0;
  for (let entry = 0; entry < count; entry += 1) if (find(at + 8 + 4 * entry) === undefined) return 0;
  return count;
}

/** Where the number of one of these pages stands in what is free; before it stands what was in the row's own page. */
function headsOf(
  input: Uint8Array,
  numbers: ReadonlySet<number>,
  free: readonly Region[],
): ReadonlyMap<number, Region> {
  const heads = new Map<number, Region>();
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  if (numbers.size === 0) return heads;
  for (const { start, end } of free) {
    let from = start;
    for (let at = start; at + 4 <= end; at += 1) {
      const number = view.getUint32(at);
      if (number === 0 || !numbers.has(number) || heads.has(number)) continue;
      heads.set(number, { start: from, end: at });
      from = at + 4;
    }
  }
  return heads;
}
