import Bunzip from 'seek-bzip';
import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED } from './layer.ts';
import { Output } from './output.ts';

/** bzip2: at each of its nine block sizes; the mark goes on with the first block's, so that chance seldom meets it. */
export const BZIP2_STREAMS: readonly MarkedFormat[] = Array.from({ length: 9 }, (_, level) => ({
  name: 'bzip2',
  magic: [0x42, 0x5a, 0x68, 0x31 + level, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
  read(input, start, budget) {
    const output = new Output(budget);
    let at = start;
    let complete = true;
    const readByte = (): number => {
      const byte = input[at];
      if (byte === undefined) throw new RangeError('cut off');
      at += 1;
      return byte;
    };
    const read = (into: Uint8Array, offset: number, length: number): number => {
      for (let step = 0; step < length; step += 1) into[offset + step] = readByte();
      return length;
    };
    const sink = {
      writeByte(byte: number): void {
        if (!output.push(byte)) throw new RangeError('more than the limit');
      },
    };
    try {
      Bunzip.decode({ readByte, read }, sink);
    } catch {
      complete = false;
    }
    budget.work(at - start + output.length);
    if (output.length === 0) return NOTHING_DECODED;
    return { pieces: [{ label: 'bzip2', start, end: at, bytes: output.bytes, complete }] };
  },
}));
