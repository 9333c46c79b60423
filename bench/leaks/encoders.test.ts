import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpChunks, protobufField, webSocketFrames, zip } from './encoders.ts';
import { createRandom } from './random.ts';

describe('chance', () => {
  it('is the same for the same seed and another for another', () => {
    const drawn = (seed: string): string => createRandom(seed).fork('a').bytes(16).toString('hex');
    expect(drawn('1')).toBe(drawn('1'));
    expect(drawn('1')).not.toBe(drawn('2'));
  });

  it('stays below its limit', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 1 << 30 }), (seed, limit) => {
        expect(createRandom(seed).below(limit)).toBeLessThan(limit);
      }),
    );
  });
});

// What each writes is held against its specification here; whole files go through other readers in leaks.spec.ts.
describe('an encoder of the benchmark', () => {
  it('masks each frame of a WebSocket anew, and ends the message with the last', () => {
    const frames = webSocketFrames(new Uint8Array(16_001), Buffer.from('abcd'));
    expect([...frames.subarray(0, 8)]).toEqual([0x02, 0xfe, 0x3e, 0x80, 0x61, 0x62, 0x63, 0x64]);
    expect(frames.subarray(8, 12).toString()).toBe('abcd');
    expect([...frames.subarray(8 + 16_000, 8 + 16_004)]).toEqual([0x80, 0xfe, 0x00, 0x01]);
  });

  it('says how long a field of protobuf is in groups of seven bits', () => {
    expect([...protobufField(7, new Uint8Array(300)).subarray(0, 3)]).toEqual([0x3a, 0xac, 0x02]);
  });

  it('writes chunks of HTTP that add up', () => {
    expect(httpChunks(Buffer.from('telltale'), 5).toString()).toBe('5\r\ntellt\r\n3\r\nale\r\n0\r\n\r\n');
  });

  it('writes a zip whose directory points at its entries', () => {
    const plain = Buffer.from('a'.repeat(100));
    const file = zip([{ name: 'a', stored: deflateRawSync(plain), plain }]);
    const end = file.length - 22;
    const directory = file.readUInt32LE(end + 16);
    expect(file.readUInt32BE(directory)).toBe(0x504b0102);
    expect(file.readUInt32LE(directory + 16)).toBe(crc32(plain));
    expect(file.readUInt32BE(file.readUInt32LE(directory + 42))).toBe(0x504b0304);
  });
});
