/** What the boxes of an HEIC file say of its images. */
export interface HeifHeader {
  /** Of the largest image. */
  readonly width: number;
  readonly height: number;
  /** How many pixels have to be decoded for it at most: of an image in tiles those of all tiles. */
  readonly pixels: number;
}

/** Brands of files whose images are HEVC, or may be (ISO/IEC 23008-12, annex B; 14496-12 for `mif1` and `msf1`). */
const BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];
/** More boxes, and more tiles, no camera writes: 48 of 40 million pixels are usual. */
const MOST_BOXES = 4_096;

/**
 * Reads the sizes in an HEIC file's boxes. One image may be asked for as the tile of another many thousand times in a few
 * bytes, so that the size of the whole says nothing of the work. `undefined` for what is no such file; throws a RangeError
 * where it ends too soon.
 */
export function heifHeader(view: DataView): HeifHeader | undefined {
  if (tag(view, 4) !== 'ftyp' || !BRANDS.includes(tag(view, 8))) return undefined;
  const meta = boxesIn(view, 0, view.byteLength).find(({ type }) => type === 'meta');
  if (meta === undefined) return undefined;
  const inMeta = boxesIn(view, meta.start + 4, meta.end);
  const properties = inMeta
    .filter(({ type }) => type === 'iprp')
    .flatMap(({ start, end }) => boxesIn(view, start, end));
  const sizes = properties
    .filter(({ type }) => type === 'ipco')
    .flatMap(({ start, end }) => boxesIn(view, start, end))
    .map((box) => (box.type === 'ispe' ? sizeIn(view, box) : undefined));
  const [largest] = sizes.filter((size) => size !== undefined).sort((a, b) => b.pixels - a.pixels);
  if (largest === undefined) return undefined;
  const items = new Map<number, number>();
  for (const box of properties) if (box.type === 'ipma') associate(view, box, { sizes, items });
  let pixels = largest.pixels;
  for (const box of inMeta)
    if (box.type === 'iref')
      // An image without a size of its own may be as large as any.
      for (const item of tilesIn(view, box)) pixels += items.get(item) ?? largest.pixels;
  return { width: largest.width, height: largest.height, pixels };
}

interface Box {
  readonly type: string;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** ISO/IEC 14496-12, 4.2. */
function boxesIn(view: DataView, from: number, to: number): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to && boxes.length < MOST_BOXES; ) {
    const written = view.getUint32(at);
    const size = written === 0 ? to - at : written === 1 ? view.getUint32(at + 12) : written;
    const head = written === 1 ? 16 : 8;
    if (size < head || at + size > to) break;
    boxes.push({ type: tag(view, at + 4), start: at + head, end: at + size });
    at += size;
  }
  return boxes;
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

/** ISO/IEC 23008-12, 6.5.3. */
function sizeIn(view: DataView, { start, end }: Box): Size | undefined {
  if (end - start < 12) return undefined;
  const [width, height] = [view.getUint32(start + 4), view.getUint32(start + 8)];
  return { width, height, pixels: width * height };
}

/** Which properties are of which item: ISO/IEC 14496-12, 8.11.14. */
function associate(
  view: DataView,
  { start, end }: Box,
  { sizes, items }: { readonly sizes: readonly (Size | undefined)[]; readonly items: Map<number, number> },
): void {
  const wideItems = view.getUint8(start) > 0;
  const wideIndices = (view.getUint32(start) & 1) === 1;
  let at = start + 8;
  for (let left = view.getUint32(start + 4); left > 0 && at + 3 <= end; left -= 1) {
    const item = wideItems ? view.getUint32(at) : view.getUint16(at);
    at += wideItems ? 4 : 2;
    const count = view.getUint8(at);
    at += 1;
    for (let property = 0; property < count && at < end; property += 1) {
      const index = wideIndices ? view.getUint16(at) & 0x7fff : view.getUint8(at) & 0x7f;
      at += wideIndices ? 2 : 1;
      const pixels = sizes[index - 1]?.pixels;
      if (pixels !== undefined) items.set(item, Math.max(pixels, items.get(item) ?? 0));
    }
  }
}

/** The items that others are made of: 8.11.12 there, of the type `dimg`. */
function tilesIn(view: DataView, { start, end }: Box): readonly number[] {
  const wide = view.getUint8(start) > 0 ? 4 : 2;
  const idAt = (at: number): number => (wide === 4 ? view.getUint32(at) : view.getUint16(at));
  const tiles: number[] = [];
  for (const reference of boxesIn(view, start + 4, end)) {
    if (reference.type !== 'dimg') continue;
    for (let at = reference.start + wide + 2; at + wide <= reference.end; at += wide) tiles.push(idAt(at));
  }
  return tiles;
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}
