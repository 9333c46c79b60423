import { addTo, type BloomFilter, emptyFilter, isKnownTo } from '../bloom-filter.ts';
import { eachSample } from '../byte-hashes.ts';
import { evidenceRegions } from '../evidence-regions.ts';
import type { KnownStimulus } from '../window-index.ts';
import { DISGUISES, PROBES } from './disguises.ts';
import { plain } from './sequences.ts';

/** Samples of every stimulus under every disguise, findable by what a probe sees. */
export interface DisguiseIndex {
  readonly stimuli: readonly KnownStimulus[];
  /** Plain memory, which threads can share: what `disguiseIndexOf` needs beside the stimuli. */
  readonly tables: DisguiseTables;
  /** A stimulus as a disguise makes it. */
  disguised(stimulus: number, disguise: number): Uint8Array;
  /** Calls for each disguised stimulus that has the sample of this hash, with its place. */
  candidates(
    probe: number,
    slot: number,
    check: number,
    visit: (stimulus: number, disguise: number, at: number) => void,
  ): void;
}

/** The samples, in stretches of those whose hashes belong together. */
interface DisguiseTables {
  /** Knows every sample: nearly all that is asked for is none. */
  readonly filter: BloomFilter;
  /** Where each stretch begins, and where the last one ends. */
  readonly starts: Uint32Array;
  readonly checks: Int32Array;
  readonly places: Uint32Array;
  /** Stimulus and disguise in one number. */
  readonly owners: Uint32Array;
}

/** A sample that stands at more places is a pattern, not a picture. */
const MOST_PLACES = 8;
const IN_STRETCH = 4;

/** Builds the tables: about 6 bytes for each byte of the stimuli. Only what is an image's own is in them. */
export function buildDisguiseIndex(stimuli: readonly KnownStimulus[]): DisguiseIndex {
  const hashes = new Column();
  const checks = new Column();
  const places = new Column();
  const owners = new Column();
  stimuli.forEach((known, stimulus) => {
    const own = ownBytes(known.bytes);
    DISGUISES.forEach(({ ofStimulus, origin, probe, relation }, disguise) => {
      const disguised = ofStimulus(known.bytes);
      // Of data that is opened first, the probe shows the image itself.
      const sequence = relation.kind === 'equal' ? plain : (PROBES[probe] ?? plain);
      const values = sequence(disguised, 0, disguised.length);
      eachSample(values, { from: 0, to: values.length }, (slot, check, at) => {
        if (own[Math.min(origin(at, disguised.length), own.length - 1)] !== 1) return;
        hashes.push(mixed(probe, slot));
        checks.push(check);
        places.push(at);
        owners.push(stimulus * DISGUISES.length + disguise);
      });
    });
  });
  return disguiseIndexOf(stimuli, inStretches(hashes.all(), checks.all(), places.all(), owners.all()));
}

/** The index of tables that were built of the same stimuli, by this thread or by another. */
function disguiseIndexOf(stimuli: readonly KnownStimulus[], tables: DisguiseTables): DisguiseIndex {
  const { filter, starts, checks, places, owners } = tables;
  // A disguise that was seen once is seen again in the next stretch.
  let last: { readonly owner: number; readonly bytes: Uint8Array } | undefined;
  return {
    stimuli,
    tables,
    disguised(stimulus, disguise) {
      const owner = stimulus * DISGUISES.length + disguise;
      if (last?.owner === owner) return last.bytes;
      const bytes = (DISGUISES[disguise]?.ofStimulus ?? Uint8Array.from)(
        stimuli[stimulus]?.bytes ?? new Uint8Array(),
      );
      last = { owner, bytes };
      return bytes;
    },
    candidates(probe, slot, check, visit) {
      const hash = mixed(probe, slot);
      if (!isKnownTo(filter, hash, check)) return;
      const stretch = stretchOf(hash, starts.length - 1);
      let same = 0;
      for (let at = starts[stretch] ?? 0; at < (starts[stretch + 1] ?? 0) && same < MOST_PLACES; at += 1) {
        if (checks[at] !== check) continue;
        same += 1;
        const owner = owners[at] ?? 0;
        visit(Math.floor(owner / DISGUISES.length), owner % DISGUISES.length, places[at] ?? 0);
      }
    },
  };
}

/** Sorts the samples by their hashes, those of one stretch in the order in which they stand. */
function inStretches(
  hashes: Int32Array,
  checks: Int32Array,
  places: Int32Array,
  owners: Int32Array,
): DisguiseTables {
  const shared = (count: number): SharedArrayBuffer => new SharedArrayBuffer(4 * count);
  const tables = {
    filter: emptyFilter(hashes.length),
    starts: new Uint32Array(shared(Math.ceil(hashes.length / IN_STRETCH) + 2)),
    checks: new Int32Array(shared(hashes.length)),
    places: new Uint32Array(shared(hashes.length)),
    owners: new Uint32Array(shared(hashes.length)),
  };
  const { starts } = tables;
  const stretches = starts.length - 1;
  for (const hash of hashes) {
    const behind = stretchOf(hash, stretches) + 1;
    starts[behind] = (starts[behind] as number) + 1;
  }
  for (let at = 1; at < starts.length; at += 1)
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  const next = Uint32Array.from(starts);
  hashes.forEach((hash, sample) => {
    const stretch = stretchOf(hash, stretches);
    const at = next[stretch] as number;
    next[stretch] = at + 1;
    tables.checks[at] = checks[sample] as number;
    tables.places[at] = places[sample] as number;
    tables.owners[at] = owners[sample] as number;
    addTo(tables.filter, hash, checks[sample] as number);
  });
  return tables;
}

function stretchOf(hash: number, stretches: number): number {
  return Math.floor(((Math.imul(hash ^ (hash >>> 16), 0x9e3779b1) >>> 0) / 2 ** 32) * stretches);
}

/** 1 where a byte is the image's own, and not its encoder's. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  const own = new Uint8Array(bytes.length);
  for (const { start, end } of evidenceRegions(bytes)) own.fill(1, start, end);
  return own;
}

/** The slot's highest bits are zero of all samples. */
function mixed(probe: number, slot: number): number {
  return Math.imul(slot + Math.imul(probe + 1, 0x27d4eb2f), 0x9e3779b1);
}

/** Numbers that come one by one, four bytes each. */
class Column {
  #numbers = new Int32Array(1024);
  #count = 0;

  push(number: number): void {
    if (this.#count === this.#numbers.length) {
      const longer = new Int32Array(2 * this.#count);
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#numbers[this.#count] = number;
    this.#count += 1;
  }

  all(): Int32Array {
    return this.#numbers.subarray(0, this.#count);
  }
}
