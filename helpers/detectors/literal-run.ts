import type { StimulusId } from '../model/ids.ts';
import { bytesOutside, type Region } from './evidence-regions.ts';
import { FILTERED_WINDOW, SHORTEST_RUN } from './window-filter.ts';
import { PROBED_STRIDE, WINDOW, type WindowIndex } from './window-index.ts';

/** A stretch of a stimulus that stands in the data, byte by byte. */
export interface LiteralRun {
  readonly stimulus: StimulusId;
  readonly offset: number;
  readonly stimulusOffset: number;
  readonly length: number;
}

/** A run of few values is a pattern of some format, whoever wrote it. */
const LEAST_DISTINCT = 16;

/**
 * Finds the longest run of each stimulus in `data`. Probes only where the filter says that a run may be. Bytes that two stimuli of the run share (the same status
 * bar, encoded alike) do not count for either.
 */
export function detectLiteralRun(index: WindowIndex, data: Uint8Array): readonly LiteralRun[] {
  const longest = new Map<number, LiteralRun>();
  const covered = new Map<string, number>();
  for (const probe of probes(index, data)) {
    index.candidates(data, probe, (stimulus, at) => {
      const diagonal = `${stimulus} ${probe - at}`;
      if ((covered.get(diagonal) ?? -1) >= probe + WINDOW) return;
      const run = extend(index, stimulus, data, probe, at);
      if (run === undefined) return;
      covered.set(diagonal, run.offset + run.length);
      if (!counts(index, stimulus, run)) return;
      if (run.length > (longest.get(stimulus)?.length ?? 0)) longest.set(stimulus, run);
    });
  }
  return [...longest].sort(([a], [b]) => a - b).map(([, run]) => run);
}

/** The windows that a run of 64 bytes around a likely place can hold, as many as have to be asked for, each once. */
function* probes(index: WindowIndex, data: Uint8Array): Generator<number> {
  let next = 0;
  for (const place of index.likelyPlaces(data)) {
    next = Math.max(next, atStride(place + FILTERED_WINDOW - SHORTEST_RUN));
    const last = Math.min(place + SHORTEST_RUN, data.length) - WINDOW;
    for (; next <= last; next += PROBED_STRIDE) yield next;
  }
}

function atStride(from: number): number {
  return Math.ceil(Math.max(0, from) / PROBED_STRIDE) * PROBED_STRIDE;
}

/** The whole stretch of equal bytes around a window. */
function extend(
  index: WindowIndex,
  stimulus: number,
  data: Uint8Array,
  probe: number,
  at: number,
): LiteralRun | undefined {
  const known = index.stimuli[stimulus];
  if (known === undefined) return undefined;
  const { bytes, id } = known;
  let before = 0;
  while (before < at && before < probe && bytes[at - before - 1] === data[probe - before - 1]) before += 1;
  let after = WINDOW;
  while (
    at + after < bytes.length &&
    probe + after < data.length &&
    bytes[at + after] === data[probe + after]
  )
    after += 1;
  return { stimulus: id, offset: probe - before, stimulusOffset: at - before, length: before + after };
}

/** Only evidence counts: a run may well begin in the tables of an encoder, which anybody's picture has. */
function counts(index: WindowIndex, stimulus: number, run: LiteralRun): boolean {
  const pieces = evidenceOf(index, stimulus, run);
  let own = 0;
  for (const piece of pieces) {
    own += ownBytes(index, stimulus, piece);
    if (own >= SHORTEST_RUN) return isVaried(index.stimuli[stimulus]?.bytes, pieces);
  }
  return false;
}

/** What a run covers of the stimulus' evidence regions. */
function evidenceOf(index: WindowIndex, stimulus: number, run: LiteralRun): readonly Region[] {
  return (index.evidence[stimulus] ?? [])
    .map(({ start, end }) => ({
      start: Math.max(start, run.stimulusOffset),
      end: Math.min(end, run.stimulusOffset + run.length),
    }))
    .filter(({ start, end }) => start < end);
}

/** So much is looked through before it is asked whether it is enough. */
const AT_ONCE = 4_096;

/** How many bytes of a stretch stand in no other stimulus; where there is a run's worth of them, at least as many as that. */
function ownBytes(index: WindowIndex, stimulus: number, { start, end }: Region): number {
  const bytes = index.stimuli[stimulus]?.bytes;
  if (bytes === undefined || index.stimuli.length === 1) return end - start;
  const shared: Region[] = [];
  let asked = start;
  for (let at = atStride(start); at + WINDOW <= end; at += PROBED_STRIDE) {
    let sharedTo = 0;
    index.candidates(bytes, at, (other, place) => {
      const run = other === stimulus ? undefined : extend(index, other, bytes, at, place);
      if (run === undefined) return;
      shared.push({ start: run.offset, end: run.offset + run.length });
      sharedTo = Math.max(sharedTo, run.offset + run.length);
    });
    // Another one that goes on behind this has a window near its end.
    at = Math.max(at, atStride(sharedTo - SHORTEST_RUN) - PROBED_STRIDE);
    if (at - asked < AT_ONCE) continue;
    asked = at;
    // What stands nearer may yet turn out to be shared.
    const own = bytesOutside({ start, end: at - SHORTEST_RUN }, shared);
    if (own >= SHORTEST_RUN) return own;
  }
  return bytesOutside({ start, end }, shared);
}

function isVaried(bytes: Uint8Array | undefined, pieces: readonly Region[]): boolean {
  const seen = new Set<number>();
  for (const { start, end } of pieces) {
    for (let at = start; at < end; at += 1) {
      seen.add(bytes?.[at] ?? 0);
      if (seen.size >= LEAST_DISTINCT) return true;
    }
  }
  return false;
}
