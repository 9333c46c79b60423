import { type Budget, TooMany } from './budget.ts';
import type { MarkedFormat, ReadFormat } from './decoder.ts';
import { type Decoded, NOTHING_DECODED } from './layer.ts';
import { framesFrom } from './web-socket.ts';

/** A body in chunks (RFC 9112, section 7.1) or in frames, where the whole is one. */
export const readHttpBody: ReadFormat = (input, budget) => bodyFrom(input, 0, budget);

/** The same behind the head of a message, as what went through a tunnel holds it. */
export const HTTP_BODY: MarkedFormat = {
  name: 'body of a message',
  magic: [0x0d, 0x0a, 0x0d, 0x0a],
  read: (input, start, budget) => bodyFrom(input, start + 4, budget),
};

function bodyFrom(input: Uint8Array, start: number, budget: Budget): Decoded {
  const chunks = chunksFrom(input, start, budget);
  return chunks.pieces.length > 0 ? chunks : framesFrom(input, start, budget);
}

const LONGEST_SIZE_LINE = 40;
const MOST_CHUNKS = 1_000_000;

function chunksFrom(input: Uint8Array, start: number, budget: Budget): Decoded {
  const chunks: Uint8Array[] = [];
  let at = start;
  let complete = false;
  for (;;) {
    const line = Buffer.from(input.subarray(at, at + LONGEST_SIZE_LINE)).toString('latin1');
    const size = /^([0-9A-Fa-f]{1,8})(?:;[^\r\n]*)?\r\n/.exec(line);
    if (size?.[1] === undefined || !budget.work(LONGEST_SIZE_LINE)) break;
    const length = Number.parseInt(size[1], 16);
    const from = at + size[0].length;
    const end = from + length;
    if (end + 2 <= input.length && (input[end] !== 0x0d || input[end + 1] !== 0x0a)) break;
    complete = length === 0;
    chunks.push(input.subarray(from, end));
    if (chunks.length > MOST_CHUNKS) throw new TooMany();
    at = Math.min(end + 2, input.length);
    if (complete || at === input.length) break;
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0 || (chunks.length < 2 && !complete)) return NOTHING_DECODED;
  return { pieces: [{ label: 'HTTP chunks', start, end: at, bytes, complete }] };
}
