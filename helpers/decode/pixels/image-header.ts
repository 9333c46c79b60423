import { heifHeader } from './heif-header.ts';

/** What the first bytes of an image file say; nothing is decoded. */
export interface ImageHeader {
  readonly type:
    | 'image/png'
    | 'image/jpeg'
    | 'image/webp'
    | 'image/avif'
    | 'image/bmp'
    | 'image/gif'
    | 'image/tiff'
    | 'image/pnm'
    | 'image/heic';
  /** Where the pixels begin, of a format that has nothing but pixels behind its header. */
  readonly pixels?: number;
  /** How many pixels have to be decoded, where that is more than the picture has. */
  readonly work?: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Reads format and size from the header of a PNG, JPEG, WebP, AVIF, BMP, GIF, TIFF, PNM or HEIC file; `undefined` for anything
 * else. A file of a few kilobytes may declare gigapixels, so this is asked before a decoder is let near the bytes.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const header =
      png(view) ??
      webp(view) ??
      jpeg(view) ??
      avif(view) ??
      heic(view) ??
      bmp(view) ??
      gif(view) ??
      tiff(view) ??
      pnm(view);
    return header !== undefined && header.width > 0 && header.height > 0 ? header : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // It ends within its header.
    throw error;
  }
}

/** PNG third edition, 5.2 and 11.2.1: the signature, then IHDR. */
function png(view: DataView): ImageHeader | undefined {
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) return undefined;
  if (tag(view, 12) !== 'IHDR') return undefined;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** RFC 9649, 2.5 to 2.7. */
function webp(view: DataView): ImageHeader | undefined {
  if (tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WEBP') return undefined;
  const type = 'image/webp';
  switch (tag(view, 12)) {
    case 'VP8 ':
      return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const packed = view.getUint32(21, true);
      return { type, width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { type, width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return undefined;
  }
}

/** ITU-T T.81, B.1.1.3 and B.2.2: segments up to the first frame header, SOF0 to SOF15 less DHT, JPG and DAC. */
function jpeg(view: DataView): ImageHeader | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else at += 2 + segmentLength(view, at);
  }
}

/** Boxes of one property list lie within so many bytes of the start. */
const META_BYTES = 4_096;

/** AVIF 1.1 and ISO/IEC 14496-12: the brand, then the largest of the `ispe` properties (ISO/IEC 23008-12, 6.5.3). */
function avif(view: DataView): ImageHeader | undefined {
  if (tag(view, 4) !== 'ftyp' || !['avif', 'avis'].includes(tag(view, 8))) return undefined;
  const end = Math.min(view.byteLength - 16, META_BYTES);
  let [width, height] = [0, 0];
  for (let at = 12; at <= end; at += 1) {
    if (view.getUint32(at) !== 0x69737065) continue;
    width = Math.max(width, view.getUint32(at + 8));
    height = Math.max(height, view.getUint32(at + 12));
  }
  return { type: 'image/avif', width, height };
}

function heic(view: DataView): ImageHeader | undefined {
  const header = heifHeader(view);
  if (header === undefined) return undefined;
  return { type: 'image/heic', width: header.width, height: header.height, work: header.pixels };
}

/** `BITMAPINFOHEADER` and its successors (learn.microsoft.com/windows/win32/gdi/bitmap-storage); rows may run upwards. */
function bmp(view: DataView): ImageHeader | undefined {
  if (view.getUint16(0) !== 0x424d || ![40, 52, 56, 108, 124].includes(view.getUint32(14, true)))
    return undefined;
  const [width, height] = [view.getInt32(18, true), view.getInt32(22, true)];
  return { type: 'image/bmp', width: Math.abs(width), height: Math.abs(height) };
}

/** GIF89a, 17 and 18: the signature, then the logical screen. */
function gif(view: DataView): ImageHeader | undefined {
  if (tag(view, 0) !== 'GIF8') return undefined;
  return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** TIFF 6.0, section 2: the byte order, the place of the first directory, and in it the tags of width and height. */
function tiff(view: DataView): ImageHeader | undefined {
  const little = view.getUint32(0) === 0x49492a00;
  if (!little && view.getUint32(0) !== 0x4d4d002a) return undefined;
  const directory = view.getUint32(4, little);
  const sizes = new Map<number, number>();
  for (let entry = 0; entry < view.getUint16(directory, little); entry += 1) {
    const at = directory + 2 + 12 * entry;
    const short = view.getUint16(at + 2, little) === 3;
    const value = short ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
    sizes.set(view.getUint16(at, little), value);
  }
  return { type: 'image/tiff', width: sizes.get(0x100) ?? 0, height: sizes.get(0x101) ?? 0 };
}

/** Netpbm's grey and colour files of a byte a sample (netpbm.sourceforge.net/doc/pgm.html, ppm.html), with no comments. */
function pnm(view: DataView): ImageHeader | undefined {
  const head = Buffer.from(view.buffer, view.byteOffset, Math.min(view.byteLength, 40)).toString('latin1');
  const [written, width, height] = /^P[56]\s+(\d{1,9})\s+(\d{1,9})\s+255\s/.exec(head) ?? [];
  if (written === undefined) return undefined;
  return { type: 'image/pnm', width: Number(width), height: Number(height), pixels: written.length };
}

/** At least 2 by the standard; a smaller one would have the reader stand still. */
function segmentLength(view: DataView, at: number): number {
  return Math.max(2, view.getUint16(at + 2));
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}
