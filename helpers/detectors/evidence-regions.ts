/** A stretch of a stimulus' bytes: from `start`, up to and without `end`. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** Of a format that is not known: headers lie at its start. */
const HEADER_BYTES = 512;

/**
 * Where an image's bytes are its own. Tables and headers are the encoder's: every JPEG of one camera app shares its
 * quantisation and Huffman tables (ITU-T T.81, annex K), and a match on those would accuse an app of a picture that it
 * never saw. So only entropy-coded data counts: behind the start of scan of a JPEG, inside the IDAT chunks of a PNG.
 */
export function evidenceRegions(bytes: Uint8Array): readonly Region[] {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegScans(bytes);
  if (bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47)
    return pngPixels(bytes);
  return bytes.length > HEADER_BYTES ? [{ start: HEADER_BYTES, end: bytes.length }] : [];
}

const SOS = 0xda;
const EOI = 0xd9;

/**
 * The scans that a walk over the segments reaches, up to the end of the image: thumbnails inside segments are passed
 * over, and so is what cameras append (previews with tables of their own, videos, trailers).
 */
function jpegScans(bytes: Uint8Array): readonly Region[] {
  const regions: Region[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== EOI; ) {
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) break;
    const next = at + 2 + length;
    const scan = bytes[at + 1] === SOS;
    at = scan ? scanEnd(bytes, next) : next;
    if (scan && next < at) regions.push({ start: next, end: at });
  }
  return regions;
}

/** Entropy-coded data goes on to the next marker; stuffed zeros and restart markers belong to it (T.81, B.1.1). */
function scanEnd(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return bytes.length;
}

/** PNG (ISO/IEC 15948, section 5.3): length, type, data, checksum. */
function pngPixels(bytes: Uint8Array): readonly Region[] {
  const regions: Region[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const end = Math.min(at + 8 + length, bytes.length);
    if (view.getUint32(at + 4) === 0x49444154) regions.push({ start: at + 8, end });
    at += 12 + length;
  }
  return regions;
}

/** How many bytes of a stretch are in none of these. */
export function bytesOutside({ start, end }: Region, taken: readonly Region[]): number {
  let [left, from] = [0, start];
  for (const one of [...taken].sort((a, b) => a.start - b.start)) {
    left += Math.max(0, Math.min(one.start, end) - from);
    from = Math.max(from, one.end);
  }
  return left + Math.max(0, end - from);
}
