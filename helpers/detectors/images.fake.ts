import { crc32 } from 'node:zlib';
import { PNG } from 'pngjs';

/** Bytes without a pattern: the same seed gives the same bytes (xorshift32, Marsaglia 2003). */
export function noise(seed: number, length: number): Uint8Array {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}

export function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Buffer.concat(parts.map((part) => Uint8Array.from(part)));
}

/** Bytes with one bit changed at `offset`. */
export function changedAt(bytes: Uint8Array, offset: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[offset] = (changed[offset] ?? 0) ^ 1;
  return changed;
}

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const segment = (marker: number, content: Uint8Array): Uint8Array =>
  joined([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff], content);

/** Quantisation and Huffman tables of ITU-T T.81, annex K (tables K.1, K.3 and K.5): most encoders use them as they are. */
export const ANNEX_K_TABLES = joined(
  segment(
    0xdb,
    hex(
      `00 100b0c0e0c0a100e 0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763`,
    ),
  ),
  segment(0xc4, hex('00 00010501010101010100000000000000 000102030405060708090a0b')),
  segment(
    0xc4,
    hex(`10 0002010303020403050504040000017d
      01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738
      393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5
      a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa`),
  ),
);

/** All that a grey JPEG of 64 by 64 pixels has before its scan: with annex K's tables, 300 bytes that it shares with every other. */
export const JPEG_HEADER = joined(
  [0xff, 0xd8],
  segment(0xe0, hex('4a46494600 0101 00 00480048 0000')),
  ANNEX_K_TABLES,
  segment(0xc0, hex('08 0040 0040 01 011100')),
  segment(0xda, hex('01 0100 003f00')),
);
const EOI = [0xff, 0xd9];

/** A JPEG with this entropy-coded data; every 0xff in it is stuffed with a zero, as an encoder does. */
export function jpeg(scan: Uint8Array): Uint8Array {
  const stuffed = [...scan].flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]));
  return joined(JPEG_HEADER, stuffed, EOI);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const body = joined(Buffer.from(type, 'latin1'), content);
  const frame = new DataView(new ArrayBuffer(8));
  frame.setUint32(0, content.length);
  frame.setUint32(4, crc32(Buffer.from(body)));
  return joined(new Uint8Array(frame.buffer, 0, 4), body, new Uint8Array(frame.buffer, 4, 4));
}

/** All that a PNG has before its pixels, with the colour chunks of Android's encoder: 112 bytes. */
export const PNG_HEADER = joined(
  hex('89504e470d0a1a0a'),
  chunk('IHDR', hex('00000438 00000924 08 06 00 00 00')),
  chunk('sRGB', hex('00')),
  chunk('gAMA', hex('0000b18f')),
  chunk('pHYs', hex('00000ec4 00000ec4 01')),
  chunk('sBIT', hex('08080808')),
);

/** A PNG in form only: `pixels` stands for compressed ones, in one IDAT chunk for each part. */
export function png(...pixels: readonly Uint8Array[]): Uint8Array {
  return joined(PNG_HEADER, ...pixels.map((part) => chunk('IDAT', part)), chunk('IEND', new Uint8Array()));
}

const SIDE = 256;
/** Which of a digit's 3 by 5 cells are dark, from the top left on. */
const DIGITS = [
  '757557',
  '262227',
  '717747',
  '717717',
  '557711',
  '747717',
  '747757',
  '711111',
  '757757',
  '757717',
];

/**
 * A page of one template, rendered and compressed for real: a coloured header, a frame and these digits. Pages that
 * are `marked` carry a pattern of random signs, as keyed stimuli do (facts/detection.md, section 3.1).
 */
export function renderedPage(digits: string, marked?: { readonly seed: number }): Uint8Array {
  const image = new PNG({ width: SIDE, height: SIDE });
  const signs = marked === undefined ? new Uint8Array(SIDE * SIDE) : noise(marked.seed, SIDE * SIDE);
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    const shade = shadeAt(at % SIDE, Math.floor(at / SIDE), digits) + ((signs[at] ?? 0) & 1);
    image.data.set([shade, shade, at < SIDE * 40 ? 40 : shade, 255], at * 4);
  }
  return PNG.sync.write(image);
}

function shadeAt(x: number, y: number, digits: string): number {
  if (y < 40) return 180;
  if (x % (SIDE - 20) === 10 || y % (SIDE - 20) === 50) return 120;
  const rows = DIGITS[Number(digits[Math.floor((x - 20) / 24)])];
  const row = Math.floor((y - 120) / 8);
  const cell = Math.floor(((x - 20) % 24) / 6);
  const dark = rows !== undefined && row >= 0 && cell < 3 && (Number(rows[row] ?? 0) >> (2 - cell)) & 1;
  return dark ? 20 : 245;
}
