import type { ClaimId, ScenarioId } from '../helpers/model/ids.ts';
import type { RunRecord } from '../helpers/model/run.ts';

/** One test of the Allure report: a claim in a scenario, or a claim that no scenario of the run exercises. */
export interface ClaimTest {
  readonly claim: ClaimId;
  readonly scenario?: ScenarioId;
  /** Different for each test of a run: tests are found again by it. */
  readonly title: string;
}

export const NOT_EXERCISED = 'not exercised by this run';

/** The tests of a run, claim by claim, in the order of the profile and of the scenarios. */
export function claimTests(run: RunRecord): readonly ClaimTest[] {
  return run.claims.flatMap((claim): readonly ClaimTest[] => {
    const scenarios = run.scenarios.filter((one) => one.exercises.includes(claim.predicate));
    if (scenarios.length === 0) return [{ claim: claim.id, title: `${claim.id}: ${NOT_EXERCISED}` }];
    const titles = scenarios.map((one) => one.title);
    return scenarios.map(({ id, title }, at) => {
      const shown = titles.indexOf(title) === at ? title : `${title} (${id})`;
      return { claim: claim.id, scenario: id, title: `${claim.id}: ${shown}` };
    });
  });
}
