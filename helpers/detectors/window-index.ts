import type { StimulusId } from '../model/ids.ts';
import { evidenceRegions, type Region } from './evidence-regions.ts';

/** A stimulus with its bytes. */
export interface KnownStimulus {
  readonly id: StimulusId;
  readonly bytes: Uint8Array;
}

/** Every window of every stimulus, findable by its content. */
export interface WindowIndex {
  readonly stimuli: readonly KnownStimulus[];
  /** Of each stimulus, where its bytes are its own. Empty for one with the same bytes as an earlier one. */
  readonly evidence: readonly (readonly Region[])[];
  /** Calls for each place of a stimulus whose window has the same hash as the one at `offset` of `bytes`. */
  candidates(bytes: Uint8Array, offset: number, visit: (stimulus: number, offset: number) => void): void;
}

/** Half of the shortest run that counts: so that every such run holds a whole window at the probing stride. */
export const WINDOW = 32;

/** Windows with fewer different bytes are everywhere: runs of zeros, repeated short patterns. */
const LEAST_DISTINCT = 8;
/** A content that stands at more places than this is a pattern, not a picture. */
const MOST_PLACES = 16;
const FACTOR = 0x01000193;

/** Builds the table: one entry of 10 bytes for each window, so about 24 MB for each megabyte of stimuli. */
export function buildWindowIndex(stimuli: readonly KnownStimulus[]): WindowIndex {
  const total = stimuli.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const size = 2 ** Math.ceil(Math.log2(Math.max(2 * total, 16)));
  const owner = new Uint16Array(size);
  const place = new Int32Array(size);
  const hashes = new Int32Array(size);
  const evidence = stimuli.map((one) => (isRepeated(one, stimuli) ? [] : evidenceRegions(one.bytes)));
  stimuli.forEach(({ bytes }, index) => {
    for (const { start, end } of evidence[index] ?? []) {
      eachWindow(bytes, start, end, (hash, offset, distinct) => {
        if (distinct >= LEAST_DISTINCT) insert(hash, index + 1, offset);
      });
    }
  });

  function insert(hash: number, stimulus: number, offset: number): void {
    let same = 0;
    let slot = slotOf(hash, size);
    while (owner[slot] !== 0) {
      if (hashes[slot] === hash) same += 1;
      if (same >= MOST_PLACES) return;
      slot = (slot + 1) % size;
    }
    owner[slot] = stimulus;
    place[slot] = offset;
    hashes[slot] = hash;
  }

  return {
    stimuli,
    evidence,
    candidates(bytes, offset, visit) {
      const hash = hashAt(bytes, offset);
      for (let slot = slotOf(hash, size); owner[slot] !== 0; slot = (slot + 1) % size) {
        if (hashes[slot] === hash) visit((owner[slot] ?? 1) - 1, place[slot] ?? 0);
      }
    },
  };
}

/** Two stimuli of the same bytes would share every window, and what two share counts for neither: one stands for both. */
function isRepeated(stimulus: KnownStimulus, stimuli: readonly KnownStimulus[]): boolean {
  const first = stimuli.find(({ bytes }) => Buffer.compare(bytes, stimulus.bytes) === 0);
  return first !== stimulus;
}

/** Polynomial hash of one window, modulo 2^32 (Karp and Rabin 1987). */
function hashAt(bytes: Uint8Array, offset: number): number {
  let hash = 0;
  for (let at = offset; at < offset + WINDOW; at += 1)
    hash = (Math.imul(hash, FACTOR) + (bytes[at] ?? 0)) | 0;
  return hash;
}

/** The same hash at every offset, and how many different bytes the window holds, each from the one before. */
function eachWindow(
  bytes: Uint8Array,
  start: number,
  end: number,
  take: (hash: number, offset: number, distinct: number) => void,
): void {
  if (end - start < WINDOW) return;
  let leading = 1;
  for (let power = 1; power < WINDOW; power += 1) leading = Math.imul(leading, FACTOR);
  const counts = new Uint8Array(256);
  let distinct = 0;
  const enter = (byte: number): void => {
    counts[byte] = (counts[byte] ?? 0) + 1;
    if (counts[byte] === 1) distinct += 1;
  };
  const leave = (byte: number): void => {
    counts[byte] = (counts[byte] ?? 0) - 1;
    if (counts[byte] === 0) distinct -= 1;
  };
  for (let at = start; at < start + WINDOW; at += 1) enter(bytes[at] ?? 0);
  let hash = hashAt(bytes, start);
  take(hash, start, distinct);
  for (let offset = start + 1; offset + WINDOW <= end; offset += 1) {
    const gone = bytes[offset - 1] ?? 0;
    const come = bytes[offset + WINDOW - 1] ?? 0;
    hash = (hash - Math.imul(gone, leading)) | 0;
    hash = (Math.imul(hash, FACTOR) + come) | 0;
    leave(gone);
    enter(come);
    take(hash, offset, distinct);
  }
}

function slotOf(hash: number, size: number): number {
  // The low bits of a polynomial hash depend on the last bytes only: mix the high ones in.
  return ((hash ^ (hash >>> 15)) >>> 0) % size;
}
