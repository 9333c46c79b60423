import type { Budget } from './budget.ts';
import type { Decoded, Piece } from './layer.ts';

/** Formats of which several streams behind each other are one, as every tool reads them; gzip does that by itself. */
const STREAMS: readonly string[] = ['zstd', 'xz', 'lzma', 'lz4', 'bzip2', 'zlib'];

/**
 * What streams of one format hold together that stand behind each other: a writer that begins a new one for every so many
 * bytes, or whenever it has something to add, cuts what it writes in places that mean nothing.
 */
export function joinedMembers(
  input: Uint8Array,
  found: readonly Decoded[],
  budget: Budget,
): readonly Decoded[] {
  const joined: Decoded[] = [];
  let members: Piece[] = [];
  for (const { pieces } of [...found, { pieces: [] }]) {
    const [piece, another] = pieces;
    const isStream = piece !== undefined && another === undefined && STREAMS.includes(piece.label);
    const last = members.at(-1);
    if (
      isStream &&
      last?.label === piece.label &&
      last.complete &&
      isPassedOver(input, last.end, piece.start)
    ) {
      members.push(piece);
      continue;
    }
    if (members.length > 1) joined.push(...oneOf(members, budget));
    members = isStream ? [piece] : [];
  }
  return joined;
}

function oneOf(members: readonly Piece[], budget: Budget): readonly Decoded[] {
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined) return [];
  const length = members.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (length > budget.bytesLeft) {
    budget.cutOff();
    return [];
  }
  const bytes = Buffer.concat(members.map((one) => one.bytes));
  const explains = members.map(({ start, end }) => ({ start, end }));
  const { label, start } = first;
  return [{ pieces: [{ label, start, end: last.end, bytes, complete: last.complete, explains }] }];
}

/** Zeros, as xz pads with, and frames that readers of zstd and lz4 skip (RFC 8878, section 3.1.2). */
function isPassedOver(input: Uint8Array, from: number, to: number): boolean {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  let at = from;
  while (at < to) {
    if (input[at] === 0) at += 1;
    else if (at + 8 <= to && view.getUint32(at, true) >>> 4 === SKIPPED)
      at += 8 + view.getUint32(at + 4, true);
    else return false;
  }
  return at === to;
}

/** The first 28 bits of the mark of such a frame. */
const SKIPPED = 0x184d2a5;
