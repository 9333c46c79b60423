import type { WebSocketFlow } from '../../helpers/model/flow.ts';
import type { RecordedMessage, RecordedWebSocket } from './web-socket-book.ts';

export interface FrameReader {
  /** Takes the bytes of one direction, in pieces of any size. */
  read(bytes: Buffer): void;
}

const CONTINUATION = 0;
const CLOSE = 8;

type Direction = NonNullable<WebSocketFlow['close']>['by'];

/**
 * Reads the frames of RFC 6455, section 5.2, as they pass by and records their messages: nothing is kept, whatever their
 * size. It takes what no endpoint would, as reserved opcodes or a missing mask: what was sent is to be recorded, not judged.
 */
export function frameReader(
  direction: Direction,
  socket: RecordedWebSocket,
  onClose: (close: NonNullable<WebSocketFlow['close']>) => void,
): FrameReader {
  let head = Buffer.alloc(0);
  let frame: Frame | undefined;
  let fragmented: RecordedMessage | undefined;

  function begin(started: Frame): void {
    frame = started;
    const { opcode, compressed } = started;
    if (opcode === CONTINUATION && fragmented !== undefined) started.message = fragmented;
    else started.message = socket.message({ direction, opcode, compressed });
    if (opcode < CLOSE && !started.last) fragmented = started.message;
  }

  function endOfFrame({ opcode, last, message, closing }: Frame): void {
    frame = undefined;
    if (opcode === CLOSE) onClose({ by: direction, ...readClosing(Buffer.concat(closing)) });
    if (!last) return;
    message?.end(true);
    if (message === fragmented) fragmented = undefined;
  }

  return {
    read(bytes) {
      let rest = bytes;
      while (rest.length > 0 || frame?.left === 0) {
        if (frame === undefined) {
          head = Buffer.concat([head, rest]);
          const started = readHead(head);
          if (started === undefined) return;
          rest = head.subarray(started.headBytes);
          head = Buffer.alloc(0);
          begin(started);
        } else {
          const payload = rest.subarray(0, frame.left);
          rest = rest.subarray(payload.length);
          take(frame, payload);
          if (frame.left === 0) endOfFrame(frame);
        }
      }
    },
  };
}

interface Frame {
  readonly last: boolean;
  readonly compressed: boolean;
  readonly opcode: number;
  readonly mask: Buffer | undefined;
  readonly headBytes: number;
  /** Bytes of payload that are still to come. */
  left: number;
  /** Bytes of payload that came. */
  read: number;
  message: RecordedMessage | undefined;
  /** The payload of a closing frame, as far as it may be long. */
  readonly closing: Buffer[];
}

/** `undefined` as long as the head is not whole. */
function readHead(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const maskBytes = second >= 0x80 ? 4 : 0;
  const headBytes = 2 + lengthBytes + maskBytes;
  if (bytes.length < headBytes) return undefined;
  return {
    last: first >= 0x80,
    compressed: (first & 0x40) !== 0,
    opcode: first & 0x0f,
    mask: maskBytes === 0 ? undefined : Buffer.from(bytes.subarray(headBytes - 4, headBytes)),
    headBytes,
    left: payloadLength(bytes, short),
    read: 0,
    message: undefined,
    closing: [],
  };
}

function payloadLength(bytes: Buffer, short: number): number {
  if (short === 126) return bytes.readUInt16BE(2);
  return short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
}

const LONGEST_CONTROL_FRAME = 125;

function take(frame: Frame, payload: Buffer): void {
  const plain = frame.mask === undefined ? payload : unmasked(payload, frame.mask, frame.read);
  frame.left -= payload.length;
  frame.read += payload.length;
  frame.message?.write(plain);
  if (frame.opcode === CLOSE && frame.read <= LONGEST_CONTROL_FRAME) frame.closing.push(Buffer.from(plain));
}

function unmasked(payload: Buffer, mask: Buffer, from: number): Buffer {
  const plain = Buffer.allocUnsafe(payload.length);
  const keys = Array.from({ length: 4 }, (_, at) => mask[(from + at) % 4] ?? 0);
  const [a = 0, b = 0, c = 0, d = 0] = keys;
  const whole = payload.length - (payload.length % 4);
  for (let at = 0; at < whole; at += 4) {
    plain[at] = (payload[at] ?? 0) ^ a;
    plain[at + 1] = (payload[at + 1] ?? 0) ^ b;
    plain[at + 2] = (payload[at + 2] ?? 0) ^ c;
    plain[at + 3] = (payload[at + 3] ?? 0) ^ d;
  }
  for (let at = whole; at < payload.length; at += 1) plain[at] = (payload[at] ?? 0) ^ (keys[at % 4] ?? 0);
  return plain;
}

/** RFC 6455, section 5.5.1: a code of two bytes and a reason, both of which may be missing. */
function readClosing(payload: Buffer): { readonly code?: number; readonly reason: string } {
  if (payload.length < 2) return { reason: '' };
  return { code: payload.readUInt16BE(0), reason: payload.subarray(2).toString('utf8') };
}
