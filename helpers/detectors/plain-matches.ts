import { createHash } from 'node:crypto';
import type { Layer, Region } from '../decode/layer.ts';
import { parseSha256, type Sha256 } from '../model/ids.ts';
import { detectDerivedValues } from './derived-values.ts';
import { detectLiteralRun, type LiteralRun } from './literal-run.ts';
import type { Match } from './match.ts';
import type { HashedStimulus, Target } from './target.ts';
import { detectWholeContent } from './whole-content.ts';
import { detectWithoutPlace } from './without-place.ts';

/** A layer, and what was found in the one that it is a part of. */
export interface PlainLayer {
  readonly layer: Layer;
  readonly chain: readonly string[];
  readonly sha256?: Sha256;
  readonly above?: readonly Region[];
}

/** What stands in a layer plainly: whole copies, runs of an image's bytes, and what it says. */
export function plainMatches(target: Target, { layer, chain, sha256, above }: PlainLayer): readonly Match[] {
  const { stimuli, index } = target;
  const { bytes, view } = layer;
  const match = (detector: Match['detector'], run: LiteralRun): Match => {
    return { detector, run, chain, from: { start: run.offset, end: run.offset + run.length } };
  };
  const whole = wholeCopy(stimuli, bytes, sha256);
  // The bytes of a part have been searched with the whole; runs are in it when some were found there.
  const runs = isSearched(layer, above) ? [] : detectLiteralRun(index, bytes);
  const own = runs.filter(
    ({ stimulus }) => stimulus !== whole?.run.stimulus && stimuli.some(({ id }) => id === stimulus),
  );
  return [
    ...(whole === undefined ? [] : [match(whole.detector, whole.run)]),
    ...own.map((run) => match('literal-run', run)),
    ...(view ? [] : valuesIn(target, bytes, chain)),
  ];
}

/** What the image says, where nothing of its bytes has to stand. */
function valuesIn({ values }: Target, bytes: Uint8Array, chain: readonly string[]): readonly Match[] {
  if (values === undefined) return [];
  return detectDerivedValues(values, bytes).map(({ stimulus, what, offset, length, measure, value }) => ({
    detector: 'derived-value',
    run: { stimulus, offset, stimulusOffset: 0, length },
    measure,
    value,
    chain: [...chain, what],
    from: { start: offset, end: offset + length },
  }));
}

/** Hashing takes longer than all else, and says nothing of bytes that are more or fewer than a stimulus'. */
function wholeCopy(
  stimuli: readonly HashedStimulus[],
  bytes: Uint8Array,
  sha256: Sha256 | undefined,
): Pick<Match, 'detector' | 'run'> | undefined {
  if (!stimuli.some((one) => one.bytes.length === bytes.length)) return undefined;
  const hash = sha256 ?? parseSha256(createHash('sha256').update(bytes).digest('hex'));
  const copied = detectWholeContent(stimuli, hash);
  const stimulus = copied ?? detectWithoutPlace(stimuli, bytes);
  if (stimulus === undefined) return undefined;
  const detector = copied === undefined ? 'without-place' : 'whole-content';
  return { detector, run: { stimulus, offset: 0, stimulusOffset: 0, length: bytes.length } };
}

function isSearched({ view, from }: Layer, above: readonly Region[] | undefined): boolean {
  return view && above !== undefined && !above.some(({ start, end }) => start < from.end && from.start < end);
}
