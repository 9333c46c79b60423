import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PHONE } from '../helpers/model/device-facts.fake.ts';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { parseScenarioId } from '../helpers/model/ids.ts';
import { PROFILE } from '../helpers/model/profile.fake.ts';
import { SCENARIOS, type Scenario } from './scenario.ts';
import { chooseScenarios, selectScenarios } from './select-scenarios.ts';

const base = scenario('base', 'quick');
const needy: Scenario = {
  ...scenario('needy', 'full'),
  needs: (phone) => (phone.sdk < 34 ? 'it needs Android 14' : undefined),
};
const upper: Scenario = { ...scenario('upper', 'full'), buildsOn: [needy.id, base.id] };
const ALL = [base, needy, upper];

describe('the scenarios of a run', () => {
  it('are the quick ones of the quick matrix, and all of the full one', () => {
    expect(idsOf(chooseScenarios(ALL, { matrix: 'quick', only: [] }))).toEqual(['base']);
    expect(idsOf(chooseScenarios(ALL, { matrix: 'full', only: [] }))).toEqual(['base', 'needy', 'upper']);
  });

  it('are the named one, of whatever matrix, and what it builds on, in the order of recording', () => {
    expect(idsOf(chooseScenarios(ALL, { matrix: 'quick', only: ['upper'] }))).toEqual([
      'base',
      'needy',
      'upper',
    ]);
    expect(idsOf(chooseScenarios(ALL, { matrix: 'quick', only: ['needy'] }))).toEqual(['needy']);
  });

  it('are refused under a name that is not known, with those that are', () => {
    const ask = (): unknown => chooseScenarios(ALL, { matrix: 'full', only: ['base', 'uper'] });
    expect(ask).toThrow(HarnessError);
    expect(ask).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(ask).toThrow(/"uper".*base\n {2}needy\n {2}upper/s);
  });

  it('are left out with the reason when the phone does not allow them, and so is what builds on them', () => {
    const { recorded, leftOut } = selectScenarios(ALL, PHONE, PROFILE);
    expect(idsOf(recorded)).toEqual(['base']);
    expect(leftOut).toEqual([
      { id: 'needy', title: 'needy', exercises: ['local-only'], because: 'it needs Android 14' },
      expect.objectContaining({ id: 'upper', because: 'it builds on needy, which cannot be recorded here' }),
    ]);
    expect(selectScenarios(ALL, { ...PHONE, sdk: 34 }, PROFILE)).toEqual({ recorded: ALL, leftOut: [] });
  });

  it('have ids of their own, and build on such that are recorded before them', () => {
    const ids = idsOf(SCENARIOS);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [index, { buildsOn }] of SCENARIOS.entries())
      for (const id of buildsOn ?? []) expect(ids.slice(0, index)).toContain(id);
  });

  it('are all in the README, with the matrix that they are of, in the order of recording', async () => {
    const page = await readFile(path.join(import.meta.dirname, '..', 'README.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` ?(\(\*full\*[^|]*)?\|/gm)];
    const listed = rows.map(([, id, full]) => `${id} ${full === undefined ? 'quick' : 'full'}`);
    expect(listed).toEqual(SCENARIOS.map(({ id, matrix }) => `${id} ${matrix}`));
  });

  it('need nothing of the full matrix when they are quick', () => {
    const quick = chooseScenarios(SCENARIOS, { matrix: 'quick', only: [] });
    expect(quick.filter(({ matrix }) => matrix !== 'quick')).toEqual([]);
  });
});

function scenario(id: string, matrix: Scenario['matrix']): Scenario {
  return {
    id: parseScenarioId(id),
    title: id,
    exercises: ['local-only'],
    matrix,
    record: async () => undefined,
  };
}

function idsOf(scenarios: readonly Scenario[]): readonly string[] {
  return scenarios.map(({ id }) => id);
}
