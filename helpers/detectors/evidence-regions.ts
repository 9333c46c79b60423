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

/** Behind the last start-of-scan header that a walk over the segments reaches; thumbnails inside them are passed over. */
function jpegScans(bytes: Uint8Array): readonly Region[] {
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return [];
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const next = at + 2 + length;
    if (bytes[at + 1] === SOS) return next < bytes.length ? [{ start: next, end: bytes.length }] : [];
    if (length < 2) return [];
    at = next;
  }
  return [];
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
