import { evidenceRegions } from '../evidence-regions.ts';
import type { KnownStimulus } from '../window-index.ts';
import { DISGUISES, PROBES } from './disguises.ts';
import { eachSample, type SampleHash } from './sampled-windows.ts';
import { plain } from './sequences.ts';

/** Samples of every stimulus under every disguise, findable by what a probe sees. */
export interface DisguiseIndex {
  readonly stimuli: readonly KnownStimulus[];
  /** A stimulus as a disguise makes it. */
  disguised(stimulus: number, disguise: number): Uint8Array;
  /** Calls for each disguised stimulus that has this sample, with its place. */
  candidates(
    probe: number,
    hash: SampleHash,
    visit: (stimulus: number, disguise: number, at: number) => void,
  ): void;
}

/** A sample that stands at more places is a pattern, not a picture. */
const MOST_PLACES = 8;

/** Builds the table: about 5 bytes for each byte of the stimuli. Only what is an image's own is in it. */
export function buildDisguiseIndex(stimuli: readonly KnownStimulus[]): DisguiseIndex {
  const slots: number[] = [];
  const checks: number[] = [];
  const places: number[] = [];
  const owners: number[] = [];
  stimuli.forEach((known, stimulus) => {
    const own = ownBytes(known.bytes);
    DISGUISES.forEach(({ ofStimulus, origin, probe, relation }, disguise) => {
      const disguised = ofStimulus(known.bytes);
      // Of data that is opened first, the probe shows the image itself.
      const sequence = relation.kind === 'equal' ? plain : (PROBES[probe] ?? plain);
      const values = sequence(disguised, 0, disguised.length);
      eachSample(values, { from: 0, to: values.length }, (hash, at) => {
        if (own[Math.min(origin(at, disguised.length), own.length - 1)] !== 1) return;
        slots.push(mixed(probe, hash.slot));
        checks.push(hash.check);
        places.push(at);
        owners.push(stimulus * DISGUISES.length + disguise);
      });
    });
  });
  const table = chained(slots);
  // A disguise that was seen once is seen again in the next stretch.
  let last: { readonly owner: number; readonly bytes: Uint8Array } | undefined;
  return {
    stimuli,
    disguised(stimulus, disguise) {
      const owner = stimulus * DISGUISES.length + disguise;
      if (last?.owner === owner) return last.bytes;
      const bytes = (DISGUISES[disguise]?.ofStimulus ?? Uint8Array.from)(
        stimuli[stimulus]?.bytes ?? new Uint8Array(),
      );
      last = { owner, bytes };
      return bytes;
    },
    candidates(probe, hash, visit) {
      const wanted = mixed(probe, hash.slot);
      let same = 0;
      for (let entry = table.first(wanted); entry !== -1 && same < MOST_PLACES; entry = table.next(entry)) {
        if (slots[entry] !== wanted || checks[entry] !== hash.check) continue;
        same += 1;
        const owner = owners[entry] ?? 0;
        visit(Math.floor(owner / DISGUISES.length), owner % DISGUISES.length, places[entry] ?? 0);
      }
    },
  };
}

/** 1 where a byte is the image's own, and not its encoder's. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  const own = new Uint8Array(bytes.length);
  for (const { start, end } of evidenceRegions(bytes)) own.fill(1, start, end);
  return own;
}

function chained(hashes: readonly number[]): { first(hash: number): number; next(entry: number): number } {
  const size = 2 ** Math.ceil(Math.log2(Math.max(hashes.length, 16)));
  const heads = new Int32Array(size).fill(-1);
  const next = new Int32Array(hashes.length);
  // From the end on, so that each chain is in the order in which the samples stand.
  for (let entry = hashes.length - 1; entry >= 0; entry -= 1) {
    const slot = slotOf(hashes[entry] ?? 0, size);
    next[entry] = heads[slot] ?? -1;
    heads[slot] = entry;
  }
  return { first: (hash) => heads[slotOf(hash, size)] ?? -1, next: (entry) => next[entry] ?? -1 };
}

function slotOf(hash: number, size: number): number {
  return ((hash ^ (hash >>> 16)) >>> 0) % size;
}

function mixed(probe: number, hash: number): number {
  return (hash + Math.imul(probe + 1, 0x27d4eb2f)) | 0;
}
