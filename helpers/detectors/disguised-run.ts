import type { StimulusId } from '../model/ids.ts';
import { type DisguiseIndex, STRETCH } from './disguise/disguise-index.ts';
import { DISGUISES } from './disguise/disguises.ts';
import { type DisguisedRun, SHORTEST_RUN, verifyDisguise } from './disguise/verify-disguise.ts';
import { bytesOutside, type Region } from './evidence-regions.ts';

/** A stretch of a stimulus that stands in the data in a disguise which who knows the image sees through. */
export interface DisguisedStretch {
  readonly stimulus: StimulusId;
  /** What was done to it, e.g. `XORed with a repeating key (0x5a)`. */
  readonly disguise: string;
  readonly offset: number;
  /** Where the byte that stands at `offset` comes from in the stimulus. */
  readonly stimulusOffset: number;
  readonly length: number;
}

/** Of one stimulus, so that data made of thousands of runs is not weighed for minutes. */
const MOST_WEIGHED = 16;

/** With the numbers of its stimulus and its disguise. */
interface OwnedRun extends DisguisedRun {
  readonly stimulus: number;
  readonly disguise: number;
}

/** From one stretch that is looked at to the next at most, at least, and as a share of all. */
const [FARTHEST, NEAREST, SHARE] = [16_384, 2 * STRETCH, 256];

/**
 * Finds the longest disguised run of each stimulus, by what the disguise does not change, and proves it byte by byte. It looks
 * at one stretch in every 16 kB, in small data more often: what is longer than that and the lag of its key is found.
 */
export function detectDisguisedRun(index: DisguiseIndex, data: Uint8Array): readonly DisguisedStretch[] {
  const runs: OwnedRun[] = [];
  const seenUpTo = new Map<number, number>();
  const plainUpTo = new Map<number, number>();
  const opened = openings(data);
  const step = Math.max(NEAREST, Math.min(FARTHEST, Math.floor(data.length / SHARE)));
  for (let start = 0; start < data.length; start += step) {
    index.candidates(data, start, ({ at, stimulus, disguise, imageAt }) => {
      const way = stimulus * DISGUISES.length + disguise;
      if ((seenUpTo.get(way) ?? -1) > at || (plainUpTo.get(stimulus) ?? -1) > at) return;
      const run = verified(index, { stimulus, disguise, imageAt }, opened(disguise), at);
      if (run === undefined) return;
      seenUpTo.set(way, run.offset + run.length);
      // What stands there plainly is plain for every other disguise as well.
      if (run.unchanged) plainUpTo.set(stimulus, run.offset + run.length);
      runs.push({ ...run, stimulus, disguise });
    });
  }
  return longestOfEach(runs).flatMap((run) => described(index, run) ?? []);
}

/** The data with the part of a disguise undone that needs no key, made once. */
function openings(data: Uint8Array): (disguise: number) => Uint8Array {
  const made = new Map<number, Uint8Array>();
  return (disguise) => {
    const opened = made.get(disguise) ?? DISGUISES[disguise]?.ofData(data) ?? data;
    made.set(disguise, opened);
    return opened;
  };
}

function verified(
  index: DisguiseIndex,
  {
    stimulus,
    disguise,
    imageAt,
  }: { readonly stimulus: number; readonly disguise: number; readonly imageAt: number },
  opened: Uint8Array,
  at: number,
): DisguisedRun | undefined {
  const relation = DISGUISES[disguise]?.relation;
  if (relation === undefined) return undefined;
  return verifyDisguise(relation, opened, index.disguised(stimulus, disguise), { data: at, image: imageAt });
}

/**
 * Of each stimulus the longest run that holds a run's worth of what no other image is found in. What two images have in common, as
 * the system's bars encoded alike, is no trace of either, wherever in a copy of one of them it stands.
 */
function longestOfEach(runs: readonly OwnedRun[]): readonly OwnedRun[] {
  const found = [...new Set(runs.map(({ stimulus }) => stimulus))].sort((a, b) => a - b);
  return found.flatMap((stimulus) => {
    const others = runs.filter((run) => run.stimulus !== stimulus).map(regionOf);
    return (
      runs
        .filter((run) => run.stimulus === stimulus && !run.unchanged)
        .sort((a, b) => b.length - a.length)
        .slice(0, MOST_WEIGHED)
        .find((run) => bytesOutside(regionOf(run), others) >= SHORTEST_RUN) ?? []
    );
  });
}

function regionOf({ offset, length }: DisguisedRun): Region {
  return { start: offset, end: offset + length };
}

function described(
  index: DisguiseIndex,
  { stimulus, disguise, offset, length, imageOffset, key }: OwnedRun,
): DisguisedStretch | undefined {
  const [known, way] = [index.stimuli[stimulus], DISGUISES[disguise]];
  if (known === undefined || way === undefined) return undefined;
  const image = index.disguised(stimulus, disguise);
  return {
    stimulus: known.id,
    disguise: key === undefined ? way.name : `${way.name} (0x${key})`,
    offset,
    length,
    stimulusOffset: way.origin(imageOffset, image.length),
  };
}
