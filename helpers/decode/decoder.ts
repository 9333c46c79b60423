import type { Budget } from './budget.ts';
import type { Decoded, Piece } from './layer.ts';

/** Reads a format that begins with the input, and may end before it does. */
export type ReadFormat = (input: Uint8Array, budget: Budget) => Decoded;

/** A format that is known by its first bytes wherever it begins. */
export interface MarkedFormat {
  readonly name: string;
  readonly magic: readonly number[];
  /** The bytes before `start` are given too: some formats are no format of their own behind certain words. */
  read(input: Uint8Array, start: number, budget: Budget): Decoded;
}

/** Finds what is written in an alphabet, wherever it stands. */
export type ReadText = (input: Uint8Array, budget: Budget) => readonly Piece[];
