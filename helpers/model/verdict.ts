import type { Channel } from './claim.ts';
import type { Finding } from './finding.ts';
import type { Gap } from './gap.ts';
import type { ClaimId, ScenarioId, StimulusId } from './ids.ts';
import type { NonEmpty } from './non-empty.ts';
import type { ProcessState } from './stimulus.ts';

/** The heaviest wins; retries never improve one. */
export const VERDICT_KINDS = ['not-applicable', 'upheld', 'inconclusive', 'violated'] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

/** `upheld` means: no violation observed while these stimuli were delivered and every channel was seen to work. */
export type Verdict =
  | { readonly kind: 'violated'; readonly findings: NonEmpty<Finding>; readonly why: string }
  | { readonly kind: 'inconclusive'; readonly gaps: NonEmpty<Gap>; readonly why: string }
  | { readonly kind: 'upheld'; readonly exercised: NonEmpty<Exercise>; readonly why: string }
  | { readonly kind: 'not-applicable'; readonly why: string };

/** One stimulus, in the state of the target when it was delivered, seen on these channels. */
export interface Exercise {
  readonly stimulus: StimulusId;
  readonly processState: ProcessState;
  readonly channels: readonly Channel[];
}

export interface ClaimVerdict {
  readonly claim: ClaimId;
  /** Over the whole run. */
  readonly verdict: Verdict;
  /** For each scenario that exercises the claim, in the run's order. */
  readonly scenarios: readonly { readonly scenario: ScenarioId; readonly verdict: Verdict }[];
}

/** What judging says of one bundle: `verdicts.json`. A pure function of the bundle. */
export interface Judgement {
  readonly formatVersion: 1;
  readonly run: string;
  /** SHA-256 of the sealed bundle's manifest; absent for a bundle that was never sealed. */
  readonly manifestSha256?: string;
  readonly claims: readonly ClaimVerdict[];
  readonly findings: readonly Finding[];
  /** What may be known without looking at an image, as its file’s name is: told of, and no finding. */
  readonly hints: readonly Finding[];
  readonly gaps: readonly Gap[];
}
