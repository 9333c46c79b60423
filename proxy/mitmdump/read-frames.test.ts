import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from './frames.ts';
import { readFrames } from './read-frames.ts';

interface Told {
  readonly frame: Frame;
  readonly bytes: Buffer;
}

function bytesOf({ frame, bytes }: Told): Buffer {
  const line = 'bytes' in frame ? { ...frame, bytes: bytes.length } : frame;
  return Buffer.concat([Buffer.from(`${JSON.stringify(line)}\n`), bytes]);
}

/** Reads a stream in these pieces, and joins the bytes of each frame again. */
function readIn(pieces: readonly Buffer[]): readonly Told[] {
  const told: Told[] = [];
  const parts: Buffer[] = [];
  const read = readFrames((frame, bytes, last) => {
    parts.push(Buffer.from(bytes));
    if (last) told.push({ frame, bytes: Buffer.concat(parts.splice(0)) });
  });
  for (const piece of pieces) read(piece);
  return told;
}

const plain: fc.Arbitrary<Told> = fc.record({
  frame: fc.record({
    kind: fc.constant<'tls-failed'>('tls-failed'),
    connection: fc.string(),
    host: fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme' })),
    why: fc.string({ unit: 'grapheme' }),
  }),
  bytes: fc.constant(Buffer.alloc(0)),
});

const withBytes: fc.Arbitrary<Told> = fc
  .tuple(fc.string(), fc.uint8Array({ maxLength: 300 }))
  .map(([exchange, bytes]) => ({
    frame: { kind: 'request-bytes', exchange, bytes: bytes.length },
    bytes: Buffer.from(bytes),
  }));

describe('the frames of mitmdump', () => {
  it('come out as they were told, in whatever pieces they arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(plain, withBytes), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 9 }),
        (told, sizes) => {
          const stream = Buffer.concat(told.map(bytesOf));
          expect(readIn(cut(stream, sizes))).toEqual(told);
        },
      ),
    );
  });

  it('hand bytes on before all of them are there', () => {
    const seen: [number, boolean][] = [];
    const read = readFrames((_, bytes, last) => seen.push([bytes.length, last]));
    read(Buffer.from('{"kind":"request-bytes","exchange":"1","bytes":5}\nab'));
    read(Buffer.from('cd'));
    read(Buffer.from('e'));
    expect(seen).toEqual([
      [2, false],
      [2, false],
      [1, true],
    ]);
  });
});

function cut(stream: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    const size = sizes[pieces.length % sizes.length] ?? 1;
    pieces.push(stream.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
