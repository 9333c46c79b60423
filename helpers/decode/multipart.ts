import type { ReadFormat } from './decoder.ts';
import { NOTHING_DECODED, type Piece } from './layer.ts';

/** The parts of a multipart body (RFC 2046, section 5.1), by the boundary that it begins with. Their headers stay text. */
export const readMultipart: ReadFormat = (input) => {
  const boundary = boundaryOf(input);
  if (boundary === undefined) return NOTHING_DECODED;
  const body = Buffer.from(input.buffer, input.byteOffset, input.length);
  const pieces: Piece[] = [];
  for (let at = body.indexOf(boundary); at !== -1 && pieces.length < MOST_PARTS; ) {
    const next = body.indexOf(boundary, at + boundary.length);
    const blank = body.indexOf(BLANK_LINE, at + boundary.length);
    const start = blank + BLANK_LINE.length;
    const end = next === -1 ? input.length : Math.max(start, next - LINE_END);
    if (blank !== -1 && start < end) {
      const label = `multipart part ${pieces.length + 1}`;
      pieces.push({ label, start, end, bytes: input.subarray(start, end), complete: next !== -1 });
    }
    at = next;
  }
  return { pieces };
};

const BLANK_LINE = Buffer.from('\r\n\r\n');
const LINE_END = 2;
const MOST_PARTS = 1_000;
const LONGEST_BOUNDARY = 74;

function boundaryOf(input: Uint8Array): Buffer | undefined {
  const line = Buffer.from(input.subarray(0, LONGEST_BOUNDARY)).toString('latin1');
  const found = /^(?:\r\n)?(--[0-9A-Za-z'()+_,./:=? -]{1,70})\r\n/.exec(line)?.[1];
  return found === undefined ? undefined : Buffer.from(found, 'latin1');
}
