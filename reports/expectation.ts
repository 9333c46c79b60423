import type { Judgement, VerdictKind } from '../helpers/model/verdict.ts';

/** What was to come out for a claim, and what did; `absent` where one side does not speak of the claim. */
interface Difference {
  readonly claim: string;
  readonly expected: VerdictKind | 'absent';
  readonly actual: VerdictKind | 'absent';
}

export interface Comparison {
  readonly agrees: boolean;
  readonly differences: readonly Difference[];
}

/** Compares verdicts with the known truth of a re-enactment. Without a known truth there is nothing to differ from. */
export function compareWithExpected(
  judgement: Judgement,
  expected: Readonly<Record<string, VerdictKind>> | undefined,
): Comparison {
  if (expected === undefined) return { agrees: true, differences: [] };
  const known = new Map(Object.entries(expected));
  const came = new Map<string, VerdictKind>(judgement.claims.map((one) => [one.claim, one.verdict.kind]));
  const differences = [...new Set([...known.keys(), ...came.keys()])]
    .map((claim) => ({
      claim,
      expected: known.get(claim) ?? ('absent' as const),
      actual: came.get(claim) ?? ('absent' as const),
    }))
    .filter((one) => one.expected !== one.actual);
  return { agrees: differences.length === 0, differences };
}

/**
 * The exit code by section 6 of the design. A fault of the harness is 3 whatever the verdicts are: what was recorded
 * before it is judged and shown, but the run as a whole could not be made.
 */
export function exitCode(
  judgement: Judgement,
  comparison: Pick<Comparison, 'agrees'>,
  mode: 'expectation' | 'verdict',
  faulted: boolean,
): 0 | 1 | 2 | 3 {
  if (faulted) return 3;
  if (mode === 'expectation') return comparison.agrees ? 0 : 3;
  const kinds = judgement.claims.map((one) => one.verdict.kind);
  if (kinds.includes('violated')) return 1;
  // No claim judged is no proof of anything.
  return kinds.includes('inconclusive') || kinds.length === 0 ? 2 : 0;
}
