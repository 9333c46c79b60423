import { describe, expect, it } from 'vitest';
import { parseScenarioId } from '../helpers/model/ids.ts';
import { claimTests } from './claim-tests.ts';
import { RUN, SCENARIO } from './fixtures.fake.ts';

describe('the tests of a run', () => {
  it('are one for each claim and scenario that exercises it, and one for a claim that none exercises', () => {
    expect(claimTests(RUN).map(({ claim, scenario }) => [claim, scenario])).toEqual([
      ['no-background-acquisition', SCENARIO],
      ['local-only', SCENARIO],
      ['feature-withdrawn', undefined],
    ]);
  });

  it('have different titles, even when scenarios do not', () => {
    const [first] = RUN.scenarios;
    if (first === undefined) throw new Error('the fixture has a scenario');
    const scenarios = [first, { ...first, id: parseScenarioId('again') }];
    const titles = claimTests({ ...RUN, scenarios }).map((one) => one.title);
    expect(new Set(titles).size).toBe(5);
  });
});
