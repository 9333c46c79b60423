import { hasherOf, indexMemory } from '../byte-hashes.ts';
import type { Region } from '../evidence-regions.ts';
import { ownerOf, placeTable, rowOf, slotsFor } from '../place-table.ts';
import { evidenceOfEach, type KnownStimulus } from '../window-index.ts';
import { DISGUISES, type Disguise, PROBES } from './disguises.ts';
import { addSamples, eachKnownSample, filterLongs, SAMPLED_VALUES } from './known-samples.ts';
import { sequenceOf } from './sequences.ts';

/** Where a stretch of data has the same sample as a disguised stimulus. */
interface Candidate {
  readonly at: number;
  readonly stimulus: number;
  readonly disguise: number;
  /** Of the stimulus as disguised. */
  readonly imageAt: number;
}

/** Samples of every stimulus under every disguise, findable by what a probe sees. */
export interface DisguiseIndex {
  readonly stimuli: readonly KnownStimulus[];
  /** What `disguiseIndexOf` needs beside the stimuli. */
  readonly memory: DisguiseMemory;
  /** A stimulus as a disguise makes it. */
  disguised(stimulus: number, disguise: number): Uint8Array;
  /** Visits what may be disguised in a stretch of data, which begins at `start` and is `STRETCH` long. */
  candidates(data: Uint8Array, start: number, visit: (candidate: Candidate) => void): void;
}

/** Memory that threads can share: a filter, behind it the table's slots, and of each slot 16 bits more of its hash. */
export interface DisguiseMemory {
  readonly memory: WebAssembly.Memory;
  readonly filterLongs: number;
  readonly slots: number;
}

/** One sample in so many bytes of a stimulus is known: every stretch of as many has one, wherever it begins. */
const SPACING = 128;
export const STRETCH = SPACING;
/** A sample that stands at more places is a pattern, not a picture. */
const MOST_PLACES = 8;

/** Builds the tables: about 2.2 bytes for each byte of the stimuli. Only what is an image's own is in them. */
export function buildDisguiseIndex(stimuli: readonly KnownStimulus[]): DisguiseIndex {
  const evidence = evidenceOfEach(stimuli);
  const samples = mostSamples(evidence.flat());
  const [longs, slots] = [filterLongs(samples), slotsFor(samples)];
  const memory = { memory: indexMemory(8 * longs + 6 * slots), filterLongs: longs, slots };
  const { index, add } = openIndex(stimuli, memory);
  stimuli.forEach(({ bytes }, stimulus) => {
    const own = ownBytes(bytes, evidence[stimulus] ?? []);
    for (const disguise of DISGUISES.keys()) add({ stimulus, disguise, own });
  });
  return index;
}

/** The index of a memory that was filled for the same stimuli, by this thread or by another. */
export function disguiseIndexOf(stimuli: readonly KnownStimulus[], memory: DisguiseMemory): DisguiseIndex {
  return openIndex(stimuli, memory).index;
}

interface OpenIndex {
  readonly index: DisguiseIndex;
  /** Has the index know a stimulus under a disguise, where `own` is 1. */
  add(one: { readonly stimulus: number; readonly disguise: number; readonly own: Uint8Array }): void;
}

function openIndex(stimuli: readonly KnownStimulus[], shared: DisguiseMemory): OpenIndex {
  const { memory, filterLongs: words, slots } = shared;
  const hasher = hasherOf(memory);
  const filter = { place: 0, words };
  const row = rowOf(
    stimuli.flatMap(({ bytes }) =>
      DISGUISES.map(({ growth = 1 }) => Math.ceil((bytes.length * growth) / SPACING)),
    ),
  );
  const table = placeTable(new Uint32Array(memory.buffer, 8 * words, slots), row.places);
  const checks = new Uint16Array(memory.buffer, 8 * words + 4 * slots, slots);
  const disguised = disguising(stimuli);

  const eachPlace = (hash: number, check: number, visit: (place: number) => void): void => {
    let same = 0;
    table.visit(hash, (place, slot) => {
      if (checks[slot] !== check >>> 16 || same === MOST_PLACES) return;
      same += 1;
      visit(place);
    });
  };
  return {
    index: {
      stimuli,
      memory: shared,
      disguised,
      candidates(data, start, visit) {
        const stretch = { data, start, count: STRETCH };
        eachKnownSample(hasher, filter, stretch, (_probe, hash, check, at) => {
          eachPlace(hash, check, (place) => {
            const owner = ownerOf(row, place);
            visit({
              at,
              stimulus: Math.floor(owner / DISGUISES.length),
              disguise: owner % DISGUISES.length,
              imageAt: SPACING * (place - (row.starts[owner] ?? 0)),
            });
          });
        });
      },
    },
    add({ stimulus, disguise, own }) {
      const way = DISGUISES[disguise] as Disguise;
      const first = row.starts[stimulus * DISGUISES.length + disguise] ?? 0;
      const sampled = samplesOf(way, disguised(stimulus, disguise), own);
      addSamples(hasher, filter, sampled, (hash, check, at) => {
        let places = 0;
        eachPlace(hash, check, () => {
          places += 1;
        });
        if (places < MOST_PLACES) checks[table.insert(hash, first + at / SPACING)] = check >>> 16;
      });
    },
  };
}

/** A disguise that was seen once is seen again in the next stretch. */
function disguising(stimuli: readonly KnownStimulus[]): DisguiseIndex['disguised'] {
  let last: { readonly owner: number; readonly bytes: Uint8Array } | undefined;
  return (stimulus, disguise) => {
    const owner = stimulus * DISGUISES.length + disguise;
    if (last?.owner === owner) return last.bytes;
    const { ofStimulus } = DISGUISES[disguise] as Disguise;
    const bytes = ofStimulus(stimuli[stimulus]?.bytes ?? new Uint8Array());
    last = { owner, bytes };
    return bytes;
  };
}

/** Where the samples of a disguised stimulus are, and what they hold. */
function samplesOf(
  { origin, probe, relation }: Disguise,
  disguised: Uint8Array,
  own: Uint8Array,
): Parameters<typeof addSamples>[2] {
  // Of data that is opened first, the probe shows the image itself.
  const shown = relation.kind === 'equal' ? undefined : PROBES[probe];
  const sequence = sequenceOf(shown ?? { kind: 'plain' });
  const places: number[] = [];
  const lag = shown !== undefined && 'lag' in shown ? shown.lag : 0;
  for (let at = 0; at + SAMPLED_VALUES + lag <= disguised.length; at += SPACING)
    if (own[Math.min(origin(at, disguised.length), own.length - 1)] === 1) places.push(at);
  if (shown?.kind !== 'distances')
    return { probe, places, valuesAt: (place) => sequence(disguised, place, place + SAMPLED_VALUES) };
  // What goes on before counts here: it is made once for all.
  const values = sequence(disguised, 0, disguised.length);
  return { probe, places, valuesAt: (place) => values.subarray(place, place + SAMPLED_VALUES) };
}

/** One at every place that may have one, of each disguise. */
function mostSamples(regions: readonly Region[]): number {
  const growth = DISGUISES.reduce((sum, one) => sum + (one.growth ?? 1), 0);
  return regions.reduce((sum, { start, end }) => sum + growth * ((end - start) / SPACING + 1), 0);
}

/** 1 where a byte is the image's own, and not its encoder's. */
function ownBytes(bytes: Uint8Array, evidence: readonly Region[]): Uint8Array {
  const own = new Uint8Array(bytes.length);
  for (const { start, end } of evidence) own.fill(1, start, end);
  return own;
}
