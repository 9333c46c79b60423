import type { StimulusId } from '../model/ids.ts';
import { type BloomFilter, emptyFilter } from './bloom-filter.ts';
import { HASHED_WINDOW } from './byte-hashes.ts';
import { evidenceRegions, type Region } from './evidence-regions.ts';
import { eachWindow, hashAt, WINDOW } from './rolling-hash.ts';
import { addWindows, SHORTEST_RUN } from './window-filter.ts';
import { emptyWindowTable, windowTable } from './window-table.ts';

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
  /** Plain memory, which threads can share: what `windowIndexOf` needs beside the stimuli. */
  readonly tables: WindowTables;
  /** Calls for each place of a stimulus that has the same window as there is at `offset` of `bytes`. */
  candidates(bytes: Uint8Array, offset: number, visit: (stimulus: number, offset: number) => void): void;
}

interface WindowTables {
  /** Knows the short windows of every run of 64 bytes that has a window in the table. */
  readonly filter: BloomFilter;
  readonly windows: Uint32Array;
}

/** Windows with fewer different bytes are everywhere: runs of zeros, repeated short patterns. */
const LEAST_DISTINCT = 8;

/** Builds the tables: about 7 bytes for each byte of the stimuli, however many threads share them. */
export function buildWindowIndex(stimuli: readonly KnownStimulus[]): WindowIndex {
  const evidence = evidenceOfEach(stimuli);
  const own = evidence.flat().reduce((sum, { start, end }) => sum + end - start, 0);
  const tables = { filter: emptyFilter(own), windows: emptyWindowTable(own) };
  const { insert } = windowTable(stimuli, tables.windows);
  stimuli.forEach(({ bytes }, stimulus) => {
    let near = { start: 0, end: 0 };
    for (const { start, end } of evidence[stimulus] ?? []) {
      eachWindow(bytes, start, end, (hash, offset, distinct) => {
        if (distinct < LEAST_DISTINCT) return;
        insert(hash, stimulus, offset);
        const from = Math.max(0, offset + WINDOW - SHORTEST_RUN);
        if (from > near.end) {
          addWindows(tables.filter, bytes, near);
          near = { start: from, end: from };
        }
        near.end = offset + SHORTEST_RUN - HASHED_WINDOW + 1;
      });
    }
    addWindows(tables.filter, bytes, near);
  });
  return windowIndexOf(stimuli, tables, evidence);
}

/** The index of tables that were built of the same stimuli, by this thread or by another. */
function windowIndexOf(
  stimuli: readonly KnownStimulus[],
  tables: WindowTables,
  evidence = evidenceOfEach(stimuli),
): WindowIndex {
  const { find } = windowTable(stimuli, tables.windows);
  return {
    stimuli,
    evidence,
    tables,
    candidates(bytes, offset, visit) {
      find(hashAt(bytes, offset), { bytes, offset }, visit);
    },
  };
}

function evidenceOfEach(stimuli: readonly KnownStimulus[]): readonly (readonly Region[])[] {
  return stimuli.map((one) => (isRepeated(one, stimuli) ? [] : evidenceRegions(one.bytes)));
}

/** Two stimuli of the same bytes would share every window, and what two share counts for neither: one stands for both. */
function isRepeated(stimulus: KnownStimulus, stimuli: readonly KnownStimulus[]): boolean {
  const first = stimuli.find(({ bytes }) => Buffer.compare(bytes, stimulus.bytes) === 0);
  return first !== stimulus;
}
