import { byteRuns, HEX } from './byte-runs.ts';
import type { ReadText } from './decoder.ts';
import type { Piece } from './layer.ts';

/** Hexadecimal digits without anything between them, from either digit on. */
export const readHex: ReadText = (input, budget) =>
  byteRuns(input, HEX, SHORTEST).flatMap(({ start, end }): readonly Piece[] => {
    if (!budget.work(end - start)) return [];
    const digits = Buffer.from(input.buffer, input.byteOffset + start, end - start).toString('latin1');
    return [0, 1].map((shift) => {
      const bytes = Buffer.from(digits.slice(shift), 'hex');
      const from = start + shift;
      const piece = { label: 'hex', start: from, end: from + 2 * bytes.length, bytes, complete: true };
      return shift === 0 ? piece : { ...piece, doubtful: true as const };
    });
  });

const SHORTEST = 64;
