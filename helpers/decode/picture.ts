import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';

/**
 * Pictures that stand inside something else: thumbnails in metadata, frames of a video, pictures in a document. They are
 * given as they are; what they show is for who decodes pictures. Where a picture is the whole, it is no layer of its own.
 */
export const PICTURES: readonly MarkedFormat[] = [
  picture('JPEG', [0xff, 0xd8, 0xff], jpegEnd),
  picture('PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], pngEnd),
  picture('WebP', [0x52, 0x49, 0x46, 0x46], webpEnd),
  picture('GIF', [0x47, 0x49, 0x46, 0x38], (input) => input.length),
];

/** Whether a picture begins here, by its mark. */
export function isPicture(bytes: Uint8Array): boolean {
  return PICTURES.some(({ magic }) => magic.every((byte, at) => bytes[at] === byte));
}

/** Where it ends by its own account; `undefined` when it is none. It may claim to be longer than what there is. */
type FindEnd = (input: Uint8Array, start: number) => number | undefined;

function picture(name: string, magic: readonly number[], endOf: FindEnd): MarkedFormat {
  return {
    name,
    magic,
    read(input, start) {
      if (start === 0) return NOTHING_DECODED;
      const end = endOf(input, start);
      if (end === undefined || end <= start) return NOTHING_DECODED;
      const bytes = input.subarray(start, end);
      const piece = { label: name, start, end: start + bytes.length, bytes, complete: end <= input.length };
      return { pieces: [piece] };
    },
  };
}

const SCAN = 0xda;
const END = 0xd9;

/** ITU-T T.81, annex B: segments with lengths, then a scan up to the next marker that is not part of it. */
function jpegEnd(input: Uint8Array, start: number): number | undefined {
  let at = start + 2;
  while (at + 4 <= input.length && input[at] === 0xff) {
    const marker = input[at + 1] ?? 0;
    if (marker === END) return at + 2;
    at += 2 + (((input[at + 2] ?? 0) << 8) | (input[at + 3] ?? 0));
    if (marker === SCAN) at = scanEnd(input, at);
  }
  // Of something that only begins like one there are no segments.
  return at > start + 2 ? Math.max(at, start + 4) : undefined;
}

function scanEnd(input: Uint8Array, start: number): number {
  for (let at = input.indexOf(0xff, start); at !== -1; at = input.indexOf(0xff, at + 1)) {
    const marker = input[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return input.length;
}

/** ISO/IEC 15948, section 5.3: chunks up to IEND. */
function pngEnd(input: Uint8Array, start: number): number | undefined {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  let at = start + 8;
  while (at + 12 <= input.length) {
    const last = view.getUint32(at + 4) === 0x49454e44;
    at += 12 + view.getUint32(at);
    if (last) break;
  }
  return at;
}

/** RIFF with the form WEBP (developers.google.com/speed/webp/docs/riff_container). */
function webpEnd(input: Uint8Array, start: number): number | undefined {
  if (start + 12 > input.length) return undefined;
  const view = new DataView(input.buffer, input.byteOffset + start, 12);
  if (view.getUint32(8) !== 0x57454250) return undefined;
  return start + 8 + view.getUint32(4, true);
}
