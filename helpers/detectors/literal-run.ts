import type { StimulusId } from '../model/ids.ts';
import { distinctBytes, WINDOW, type WindowIndex } from './window-index.ts';

/** A stretch of a stimulus that stands in the data, byte by byte. */
export interface LiteralRun {
  readonly stimulus: StimulusId;
  readonly offset: number;
  readonly stimulusOffset: number;
  readonly length: number;
}

/** The shortest run that counts: 64 bytes of compressed picture are 512 bits that nothing else produces. */
export const SHORTEST_RUN = 64;
/** A run of few values is a pattern of some format, whoever wrote it. */
const LEAST_DISTINCT = 16;

/**
 * Finds the longest run of each stimulus in `data`. Probes at stride 32: every run of 64 bytes and more holds a whole
 * window there. Bytes that two stimuli of the run share (the same status bar, encoded alike) do not count for either.
 */
export function detectLiteralRun(index: WindowIndex, data: Uint8Array): readonly LiteralRun[] {
  const longest = new Map<number, LiteralRun>();
  const covered = new Map<string, number>();
  for (let probe = 0; probe + WINDOW <= data.length; probe += WINDOW) {
    index.candidates(data, probe, (stimulus, at) => {
      const diagonal = `${stimulus} ${probe - at}`;
      if ((covered.get(diagonal) ?? -1) >= probe + WINDOW) return;
      const run = extend(index, stimulus, data, probe, at);
      if (run === undefined) return;
      covered.set(diagonal, run.offset + run.length);
      if (!counts(index, stimulus, data, run)) return;
      if (run.length > (longest.get(stimulus)?.length ?? 0)) longest.set(stimulus, run);
    });
  }
  return [...longest].sort(([a], [b]) => a - b).map(([, run]) => run);
}

/** The whole stretch of equal bytes around a window; `undefined` when only the hashes were equal. */
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
  for (let step = 0; step < WINDOW; step += 1) if (bytes[at + step] !== data[probe + step]) return undefined;
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

function counts(index: WindowIndex, stimulus: number, data: Uint8Array, run: LiteralRun): boolean {
  if (run.length < SHORTEST_RUN) return false;
  if (distinctBytes(data, run.offset, Math.min(run.length, 4_096)) < LEAST_DISTINCT) return false;
  return run.length - sharedBytes(index, stimulus, data, run) >= SHORTEST_RUN;
}

/** How much of a run stands in another stimulus as well, by its windows. */
function sharedBytes(index: WindowIndex, stimulus: number, data: Uint8Array, run: LiteralRun): number {
  let shared = 0;
  const end = run.offset + run.length;
  for (let at = run.offset; at + WINDOW <= end; at += WINDOW) {
    let elsewhere = false;
    index.candidates(data, at, (other, place) => {
      if (other !== stimulus && sameWindow(index.stimuli[other]?.bytes, place, data, at)) elsewhere = true;
    });
    if (elsewhere) shared += WINDOW;
  }
  return shared;
}

function sameWindow(bytes: Uint8Array | undefined, place: number, data: Uint8Array, at: number): boolean {
  for (let step = 0; step < WINDOW; step += 1) if (bytes?.[place + step] !== data[at + step]) return false;
  return true;
}
