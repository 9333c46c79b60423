import type { StimulusId } from '../model/ids.ts';
import { HASHED_WINDOW } from './byte-hashes.ts';
import type { Region } from './evidence-regions.ts';
import { WINDOW } from './rolling-hash.ts';
import { likelyPlaces, SHORTEST_RUN } from './window-filter.ts';
import type { WindowIndex } from './window-index.ts';

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
 * Finds the longest run of each stimulus in `data`. Probes at stride 32, as every run of 64 bytes and more holds a whole
 * window there, and only where the filter says that a run may be. Bytes that two stimuli of the run share (the same status
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

/** The windows at stride 32 that a run of 64 bytes around a likely place can hold, each once. */
function* probes({ tables }: WindowIndex, data: Uint8Array): Generator<number> {
  let next = 0;
  for (const place of likelyPlaces(tables.filter, data)) {
    const first = Math.max(0, place + HASHED_WINDOW - SHORTEST_RUN);
    next = Math.max(next, Math.ceil(first / WINDOW) * WINDOW);
    const last = Math.min(place + SHORTEST_RUN, data.length) - WINDOW;
    for (; next <= last; next += WINDOW) yield next;
  }
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
  const own = pieces.reduce((sum, one) => sum + one.end - one.start - sharedBytes(index, stimulus, one), 0);
  return own >= SHORTEST_RUN && isVaried(index.stimuli[stimulus]?.bytes, pieces);
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

/** How much of a stretch stands in another stimulus as well, by its windows. */
function sharedBytes(index: WindowIndex, stimulus: number, { start, end }: Region): number {
  const bytes = index.stimuli[stimulus]?.bytes;
  if (bytes === undefined || index.stimuli.length === 1) return 0;
  let shared = 0;
  for (let at = start; at + WINDOW <= end; at += WINDOW) {
    let elsewhere = false;
    index.candidates(bytes, at, (other) => {
      if (other !== stimulus) elsewhere = true;
    });
    if (elsewhere) shared += WINDOW;
  }
  return shared;
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
