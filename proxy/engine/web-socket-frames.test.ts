import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import type { RecordedWebSocket } from './web-socket-book.ts';
import { frameReader } from './web-socket-frames.ts';

// The library's own framing, which its types leave out.
const { Sender } = ws as unknown as {
  readonly Sender: { frame(payload: Buffer, options: object): readonly Buffer[] };
};

interface Message {
  readonly opcode: number;
  readonly compressed: boolean;
  /** A character for each byte. */
  readonly bytes: string;
  readonly complete: boolean | undefined;
}

type Close = NonNullable<Parameters<RecordedWebSocket['end']>[0]>;

/** What is recorded of these bytes, when they arrive in pieces of this size. */
function recorded(bytes: Buffer, piece = bytes.length): { messages: readonly Message[]; closes: Close[] } {
  const messages: { opcode: number; compressed: boolean; pieces: Uint8Array[]; complete?: boolean }[] = [];
  const closes: Close[] = [];
  const socket: RecordedWebSocket = {
    message({ opcode, compressed }) {
      const message: (typeof messages)[number] = { opcode, compressed, pieces: [] };
      messages.push(message);
      return {
        write: (chunk) => void message.pieces.push(Buffer.from(chunk)),
        end: (complete) => {
          message.complete = complete;
        },
      };
    },
    end: () => undefined,
  };
  const reader = frameReader('sent', socket, (close) => closes.push(close));
  for (let at = 0; at < bytes.length; at += piece) reader.read(bytes.subarray(at, at + piece));
  return {
    messages: messages.map(({ pieces, complete, ...rest }) => ({
      ...rest,
      bytes: Buffer.concat(pieces).toString('latin1'),
      complete,
    })),
    closes,
  };
}

interface Sent {
  readonly payload: Uint8Array;
  readonly opcode: number;
  readonly mask: boolean;
  readonly last?: boolean;
  readonly compressed?: boolean;
}

/** Frames by the real library. */
function framed(...sent: readonly Sent[]): Buffer {
  return Buffer.concat(
    sent.flatMap(({ payload, opcode, mask, last = true, compressed = false }) =>
      Sender.frame(Buffer.from(payload), {
        fin: last,
        rsv1: compressed,
        opcode,
        mask,
        readOnly: true,
        maskBuffer: Buffer.alloc(4),
        generateMask: (key: Buffer) => void key.set([1, 2, 3, 250]),
      }),
    ),
  );
}

const text = (words: string): Uint8Array => Buffer.from(words);

describe('the frames of a WebSocket', () => {
  it('give each message back, whatever its size, mask and pieces', () => {
    const frame = fc.record({
      payload: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(new Uint8Array(66_000).fill(7))),
      opcode: fc.constantFrom(1, 2, 9, 10),
      mask: fc.boolean(),
      compressed: fc.boolean(),
    });
    const property = fc.property(
      fc.array(frame, { maxLength: 5 }),
      fc.integer({ min: 1, max: 70_000 }),
      (sent, piece) => {
        const bytes = framed(...sent);
        const { messages } = recorded(bytes, Math.max(piece, bytes.length >> 6));
        expect(messages).toEqual(
          sent.map(({ payload, opcode, compressed }) => ({
            opcode,
            compressed,
            bytes: Buffer.from(payload).toString('latin1'),
            complete: true,
          })),
        );
      },
    );
    fc.assert(property, { numRuns: 50 });
  });

  it('are joined when a message comes in several, with a ping among them', () => {
    const { messages } = recorded(
      framed(
        { payload: text('one '), opcode: 1, mask: true, last: false },
        { payload: text('ping'), opcode: 9, mask: true },
        { payload: text('two '), opcode: 0, mask: true, last: false },
        { payload: text('three'), opcode: 0, mask: true },
        { payload: text('next'), opcode: 2, mask: true },
      ),
      3,
    );
    expect(messages.map(({ opcode, bytes, complete }) => [opcode, bytes, complete])).toEqual([
      [1, 'one two three', true],
      [9, 'ping', true],
      [2, 'next', true],
    ]);
  });

  it('tell of the closing, with its code and reason', () => {
    const payload = Buffer.concat([Buffer.from([0x03, 0xe9]), text('going away')]);
    expect(recorded(framed({ payload, opcode: 8, mask: true }), 4).closes).toEqual([
      { by: 'sent', code: 1001, reason: 'going away' },
    ]);
    expect(recorded(framed({ payload: text(''), opcode: 8, mask: true })).closes).toEqual([
      { by: 'sent', reason: '' },
    ]);
  });

  it('leave a message open that has no end', () => {
    const bytes = framed({ payload: text('cut off'), opcode: 1, mask: true });
    expect(recorded(bytes.subarray(0, -2)).messages).toMatchObject([{ bytes: 'cut o', complete: undefined }]);
  });

  it('of a length that nobody could send are taken as far as they come', () => {
    const head = Buffer.from([0x82, 0x7f, ...new Uint8Array(8).fill(0xff)]);
    const { messages } = recorded(Buffer.concat([head, Buffer.alloc(5_000, 1)]), 700);
    expect(messages).toMatchObject([{ bytes: '\u0001'.repeat(5_000), complete: undefined }]);
  });

  it('never fail on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 50 }), (bytes, piece) => {
        recorded(Buffer.from(bytes), piece);
      }),
    );
  });
});
