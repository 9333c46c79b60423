import type { MarkedFormat } from './decoder.ts';
import { expandDeflate } from './inflate.ts';
import { NOTHING_DECODED } from './layer.ts';

/** gzip (RFC 1952). Members that follow each other are one stream, as every tool reads them. */
export const GZIP: MarkedFormat = {
  name: 'gzip',
  magic: [0x1f, 0x8b, 8],
  read(input, start, budget) {
    const members: Uint8Array[] = [];
    let complete = true;
    let end = start;
    while (complete && input[end] === 0x1f && input[end + 1] === 0x8b) {
      const body = bodyOf(input, end);
      const expanded = body === undefined ? undefined : expandDeflate(input.subarray(body), budget, 'marked');
      if (body === undefined || expanded === undefined) break;
      members.push(expanded.bytes);
      complete = expanded.complete && body + expanded.consumed + TRAILER <= input.length;
      end = Math.min(body + expanded.consumed + (expanded.complete ? TRAILER : 0), input.length);
    }
    if (members.length === 0) return NOTHING_DECODED;
    const bytes = members.length === 1 ? (members[0] ?? new Uint8Array()) : Buffer.concat(members);
    return { pieces: [{ label: 'gzip', start, end, bytes, complete }] };
  },
};

/** Checksum and length. Neither is believed: what was expanded is looked at whatever they say. */
const TRAILER = 8;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const HEADER_CHECKSUM = 2;
const RESERVED = 0xe0;

function bodyOf(input: Uint8Array, start: number): number | undefined {
  const flags = input[start + 3] ?? RESERVED;
  if ((flags & RESERVED) !== 0) return undefined;
  let at = start + 10;
  if ((flags & EXTRA) !== 0) at += 2 + ((input[at] ?? 0) | ((input[at + 1] ?? 0) << 8));
  for (const flag of [NAME, COMMENT]) {
    if ((flags & flag) === 0) continue;
    const zero = input.indexOf(0, at);
    if (zero === -1) return undefined;
    at = zero + 1;
  }
  if ((flags & HEADER_CHECKSUM) !== 0) at += 2;
  return at < input.length ? at : undefined;
}
