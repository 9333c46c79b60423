import type { Region } from '../decode/layer.ts';
import type { Finding, Measure, PictureEvidence, SaidValue } from '../model/finding.ts';
import { weight } from './derived-values.ts';
import type { LiteralRun } from './literal-run.ts';

/** A stimulus in a layer of an object, and where in the object that layer came from. */
export interface Match {
  readonly detector: Finding['detector'];
  readonly run: LiteralRun;
  readonly picture?: PictureEvidence;
  /** Of a value: how much of it there is. */
  readonly measure?: Measure;
  readonly value?: SaidValue;
  /** Of a picture that says it: the line in which it was read. */
  readonly line?: string;
  readonly chain: readonly string[];
  /** The stretch of the object from which the matching bytes were decoded; exact where nothing was. */
  readonly from: Region;
}

/**
 * A whole copy before runs, what may be known otherwise last, a longer run before a shorter one, and of the same run the one
 * whose way is known best.
 */
export function better(a: Match, b: Match): number {
  return rank(a) - rank(b) || b.run.length - a.run.length || b.chain.length - a.chain.length;
}

function rank({ detector, value }: Match): number {
  // What was read off a picture is less plain than what stands there as text.
  if (value !== undefined) return weight(value) + (detector === 'read-text' ? 0.5 : 0);
  return isWhole({ detector }) ? -1 : 0;
}

export function isWhole({ detector }: Pick<Match, 'detector'>): boolean {
  return detector === 'whole-content' || detector === 'without-place';
}
