import type { Budget } from './budget.ts';
import { type Decoded, NOTHING_DECODED, type Piece } from './layer.ts';

/**
 * The messages of WebSocket frames (RFC 6455, section 5.2), unmasked and put together, where frames follow each other to
 * the input's end. A compressed one (RFC 7692) is a deflate stream then; as those of one connection may go on from each
 * other, they are given joined as well.
 */
export function framesFrom(input: Uint8Array, start: number, budget: Budget): Decoded {
  const messages: Piece[] = [];
  let parts: Uint8Array[] = [];
  let from = start;
  let compressed = false;
  for (let at = start; at < input.length; ) {
    const frame = frameAt(input, at);
    if (frame === undefined || messages.length >= MOST_MESSAGES || !budget.work(frame.end - at))
      return NOTHING_DECODED;
    if (frame.opcode !== CONTINUED && frame.opcode < CONTROL) {
      from = at;
      parts = [];
      compressed = frame.compressed;
    }
    at = frame.end;
    if (frame.opcode >= CONTROL) continue;
    parts.push(frame.payload);
    if (!frame.last) continue;
    const bytes = Buffer.concat(compressed ? [...parts, FLUSHED] : parts);
    messages.push({
      label: `WebSocket message ${messages.length + 1}`,
      start: from,
      end: at,
      bytes,
      complete: true,
    });
  }
  if (messages.length < 2) return { pieces: messages };
  const all = Buffer.concat(messages.map(({ bytes }) => bytes));
  const joined = {
    label: 'joined WebSocket messages',
    start,
    end: input.length,
    bytes: all,
    complete: false,
    explains: [],
  };
  return { pieces: [...messages, joined] };
}

const MOST_MESSAGES = 100_000;
const CONTINUED = 0;
const CONTROL = 8;
const OPCODES: readonly number[] = [0, 1, 2, 8, 9, 10];
const FIN = 0x80;
const COMPRESSED = 0x40;
const RESERVED = 0x30;
const MASKED = 0x80;
/** What a sender leaves out at the end of a compressed message (RFC 7692, section 7.2.1). */
const FLUSHED = Uint8Array.of(0, 0, 0xff, 0xff);

interface Frame {
  readonly opcode: number;
  readonly last: boolean;
  readonly compressed: boolean;
  readonly payload: Uint8Array;
  readonly end: number;
}

/** Only clients mask, and only a whole frame is believed: there is nothing else to know one by. */
function frameAt(input: Uint8Array, at: number): Frame | undefined {
  const [first = 0, second = 0] = input.subarray(at, at + 2);
  const opcode = first & 15;
  if ((first & RESERVED) !== 0 || !OPCODES.includes(opcode) || (second & MASKED) === 0) return undefined;
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const short = second & 127;
  const sizes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const key = at + 2 + sizes;
  if (key + 4 > input.length) return undefined;
  const length =
    sizes === 0 ? short : sizes === 2 ? view.getUint16(at + 2) : Number(view.getBigUint64(at + 2));
  const body = key + 4;
  if (body + length > input.length) return undefined;
  const payload = input.slice(body, body + length);
  const unmasked = Uint8Array.from(payload, (byte, step) => byte ^ (input[key + (step & 3)] ?? 0));
  return {
    opcode,
    last: (first & FIN) !== 0,
    compressed: (first & COMPRESSED) !== 0,
    payload: unmasked,
    end: body + length,
  };
}
