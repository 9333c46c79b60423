import type { StimulusId } from '../model/ids.ts';
import { hasherOf, indexMemory } from './byte-hashes.ts';
import { evidenceRegions, type Region } from './evidence-regions.ts';
import { ownerOf, placeTable, rowOf, slotsFor } from './place-table.ts';
import { addWindows, FILTERED_WINDOW, filterWords, likelyPlaces, SHORTEST_RUN } from './window-filter.ts';

/** A stimulus with its bytes. */
export interface KnownStimulus {
  readonly id: StimulusId;
  readonly bytes: Uint8Array;
}

/** Windows of every stimulus, findable by their content. */
export interface WindowIndex {
  readonly stimuli: readonly KnownStimulus[];
  /** Of each stimulus, where its bytes are its own. Empty for one with the same bytes as an earlier one. */
  readonly evidence: readonly (readonly Region[])[];
  /** What `windowIndexOf` needs beside the stimuli. */
  readonly memory: WindowMemory;
  /** Calls for each place of a stimulus that has the same window as there is at `offset` of `bytes`. */
  candidates(bytes: Uint8Array, offset: number, visit: (stimulus: number, offset: number) => void): void;
  /** Where in `bytes` runs of 64 bytes and more may be: in each of them is one of these places. */
  likelyPlaces(bytes: Uint8Array): Iterable<number>;
}

/** Memory that threads can share: a filter, and behind it the table's slots. */
export interface WindowMemory {
  readonly memory: WebAssembly.Memory;
  readonly filterWords: number;
  readonly slots: number;
}

/** So many bytes are looked for as one. */
export const WINDOW = 32;
/**
 * Windows of a stimulus are known at every eleventh place, and of an object those at every third are asked for: of 33 places, as
 * a run of 64 bytes has, one is both. So the table takes an eleventh of what it would take with all.
 */
const KNOWN_STRIDE = 11;
export const PROBED_STRIDE = 3;
/** Windows with fewer different bytes are everywhere: runs of zeros, repeated short patterns. */
const LEAST_DISTINCT = 8;
/** A content that stands at more places than this is a pattern, not a picture. */
const MOST_PLACES = 16;

/** Builds the tables: about 0.8 bytes for each byte of the stimuli, however many threads share them. */
export function buildWindowIndex(stimuli: readonly KnownStimulus[]): WindowIndex {
  const evidence = evidenceOfEach(stimuli);
  const own = evidence.flat().reduce((sum, { start, end }) => sum + end - start, 0);
  const words = filterWords(own);
  const slots = slotsFor(own / KNOWN_STRIDE);
  const shared = { memory: indexMemory(4 * (words + slots)), filterWords: words, slots };
  const { index, addWindow, addAround } = openIndex(stimuli, evidence, shared);
  evidence.forEach((regions, stimulus) => {
    const bytes = stimuli[stimulus]?.bytes ?? new Uint8Array();
    for (const region of regions) {
      let near = { start: 0, end: 0 };
      for (const offset of knownPlaces(bytes, region)) {
        addWindow(stimulus, offset);
        // The filter knows the short windows of every run of 64 bytes that has one of these.
        const from = Math.max(0, offset + WINDOW - SHORTEST_RUN);
        if (from > near.end) {
          addAround(bytes, near);
          near = { start: from, end: from };
        }
        near.end = offset + SHORTEST_RUN - FILTERED_WINDOW + 1;
      }
      addAround(bytes, near);
    }
  });
  return index;
}

/** The index of a memory that was filled for the same stimuli, by this thread or by another. */
export function windowIndexOf(stimuli: readonly KnownStimulus[], memory: WindowMemory): WindowIndex {
  return openIndex(stimuli, evidenceOfEach(stimuli), memory).index;
}

interface OpenIndex {
  readonly index: WindowIndex;
  addWindow(stimulus: number, offset: number): void;
  addAround(bytes: Uint8Array, near: Region): void;
}

function openIndex(
  stimuli: readonly KnownStimulus[],
  evidence: WindowIndex['evidence'],
  shared: WindowMemory,
): OpenIndex {
  const { memory, filterWords: words, slots } = shared;
  const hasher = hasherOf(memory);
  const row = rowOf(stimuli.map(({ bytes }) => Math.ceil(bytes.length / KNOWN_STRIDE)));
  const table = placeTable(new Uint32Array(memory.buffer, 4 * words, slots), row.places);
  const filter = { place: 0, words };
  const atHash = (
    hash: number,
    bytes: Uint8Array,
    offset: number,
    visit: (stimulus: number, offset: number) => void,
  ): void =>
    table.visit(hash, (place) => {
      const stimulus = ownerOf(row, place);
      const from = KNOWN_STRIDE * (place - (row.starts[stimulus] ?? 0));
      if (isSame(stimuli[stimulus]?.bytes, from, bytes, offset)) visit(stimulus, from);
    });
  return {
    index: {
      stimuli,
      evidence,
      memory: shared,
      candidates: (bytes, offset, visit) => atHash(hashAt(bytes, offset), bytes, offset, visit),
      likelyPlaces: (bytes) => likelyPlaces(hasher, filter, bytes),
    },
    addWindow(stimulus, offset) {
      const bytes = stimuli[stimulus]?.bytes ?? new Uint8Array();
      const hash = hashAt(bytes, offset);
      let places = 0;
      atHash(hash, bytes, offset, () => {
        places += 1;
      });
      if (places < MOST_PLACES) table.insert(hash, (row.starts[stimulus] ?? 0) + offset / KNOWN_STRIDE);
    },
    addAround: (bytes, near) => addWindows(hasher, filter, bytes, near),
  };
}

function* knownPlaces(bytes: Uint8Array, { start, end }: Region): Generator<number> {
  const first = Math.ceil(start / KNOWN_STRIDE) * KNOWN_STRIDE;
  const lastSeen = new Int32Array(256).fill(-1);
  for (let offset = first; offset + WINDOW <= end; offset += KNOWN_STRIDE) {
    let distinct = 0;
    for (let at = offset; at < offset + WINDOW && distinct < LEAST_DISTINCT; at += 1) {
      const byte = bytes[at] as number;
      if (lastSeen[byte] !== offset) distinct += 1;
      lastSeen[byte] = offset;
    }
    if (distinct === LEAST_DISTINCT) yield offset;
  }
}

/** Polynomial hash of one window, modulo 2^32 (Karp and Rabin 1987). */
function hashAt(bytes: Uint8Array, offset: number): number {
  let hash = 0;
  for (let at = offset; at < offset + WINDOW; at += 1)
    hash = (Math.imul(hash, 0x01000193) + (bytes[at] as number)) | 0;
  return hash;
}

function isSame(known: Uint8Array | undefined, from: number, bytes: Uint8Array, offset: number): boolean {
  for (let step = 0; step < WINDOW; step += 1)
    if (known?.[from + step] !== bytes[offset + step]) return false;
  return true;
}

/** Where the bytes of each are its own: nowhere in one with the same bytes as an earlier one. */
export function evidenceOfEach(stimuli: readonly KnownStimulus[]): readonly (readonly Region[])[] {
  return stimuli.map((one) => (isRepeated(one, stimuli) ? [] : evidenceRegions(one.bytes)));
}

/** Two stimuli of the same bytes would share every window, and what two share counts for neither: one stands for both. */
function isRepeated(stimulus: KnownStimulus, stimuli: readonly KnownStimulus[]): boolean {
  const first = stimuli.find(({ bytes }) => Buffer.compare(bytes, stimulus.bytes) === 0);
  return first !== stimulus;
}
