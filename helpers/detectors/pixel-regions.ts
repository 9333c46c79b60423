import type { Region } from '../decode/layer.ts';
import { readImageHeader } from '../decode/pixels/image-header.ts';

/**
 * Which bytes of a picture file say what its pixels are: scans and the tables they need in a JPEG, pixels and palette in
 * a PNG, all of a PNM. Who has seen the pixels has read these. Metadata, comments and what is appended are not among them.
 */
export function pixelRegions(bytes: Uint8Array): readonly Region[] {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegRegions(bytes);
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return pngRegions(bytes);
  if (bytes[0] === 0x50) return pnmRegions(bytes);
  return [];
}

const SOS = 0xda;
const EOI = 0xd9;

/** ITU-T T.81, annex B: application segments and comments are left out. */
function jpegRegions(bytes: Uint8Array): readonly Region[] {
  const regions: Region[] = [{ start: 0, end: 2 }];
  for (let at = 2; at + 2 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) return [...regions, { start: at, end: at + 2 }];
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) break;
    const end = marker === SOS ? scanEnd(bytes, at + 2 + length) : Math.min(bytes.length, at + 2 + length);
    if (isOfPixels(marker, length)) regions.push({ start: at, end });
    at = end;
  }
  return regions;
}

/** Frames, tables, scans, restart intervals; and of APP0 no more than JFIF's own fields. */
function isOfPixels(marker: number, length: number): boolean {
  return (
    (marker >= 0xc0 && marker <= 0xcf) ||
    [SOS, 0xdb, 0xdd].includes(marker) ||
    (marker === 0xe0 && length === 16)
  );
}

function scanEnd(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return bytes.length;
}

const PIXEL_CHUNKS = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'bKGD', 'pHYs'];

/** PNG (third edition), 5.3: whole chunks with their frames. Text, time and private chunks are left out. */
function pngRegions(bytes: Uint8Array): readonly Region[] {
  const regions: Region[] = [{ start: 0, end: Math.min(8, bytes.length) }];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (end > bytes.length) break;
    if (PIXEL_CHUNKS.includes(name)) regions.push({ start: at, end });
    if (name === 'IEND') break;
    at = end;
  }
  return regions;
}

/** Header and samples; what stands behind them is not among them. */
function pnmRegions(bytes: Uint8Array): readonly Region[] {
  const header = readImageHeader(bytes);
  if (header?.pixels === undefined) return [];
  const end = header.pixels + header.width * header.height * (bytes[1] === 0x35 ? 1 : 3);
  return end <= bytes.length ? [{ start: 0, end }] : [];
}
