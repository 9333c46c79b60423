import { HarnessError } from '../helpers/model/harness-error.ts';
import type { Matrix, Profile } from '../helpers/model/profile.ts';
import type { DeviceFacts, LeftOutScenario, ScenarioRecord } from '../helpers/model/run.ts';
import type { Scenario } from './scenario.ts';

/** What the command line asks for. */
export interface ScenarioChoice {
  readonly matrix: Matrix;
  /** Ids; none: the whole matrix. They may be of either matrix. */
  readonly only: readonly string[];
}

/** What of it is recorded here, and what is not, with the reason. */
interface Selection {
  readonly recorded: readonly Scenario[];
  readonly leftOut: readonly LeftOutScenario[];
}

/** The chosen ones of `all`, in its order, with those that they build on. Rejects an unknown id, naming the known ones. */
export function chooseScenarios(all: readonly Scenario[], choice: ScenarioChoice): readonly Scenario[] {
  const unknown = choice.only.filter((id) => !all.some((one) => one.id === id));
  if (unknown.length > 0) throw unknownScenarios(all, unknown);
  const named = all.filter((one) =>
    choice.only.length > 0
      ? choice.only.includes(one.id)
      : choice.matrix === 'full' || one.matrix === 'quick',
  );
  const wanted = new Set(named.flatMap((one) => withFoundations(all, one)));
  return all.filter((one) => wanted.has(one));
}

/** Leaves out what this phone or this profile does not allow, and what builds on that. */
export function selectScenarios(
  chosen: readonly Scenario[],
  phone: DeviceFacts,
  profile: Profile,
): Selection {
  const recorded: Scenario[] = [];
  const leftOut: LeftOutScenario[] = [];
  for (const scenario of chosen) {
    const missing = scenario.buildsOn?.find((id) => leftOut.some((one) => one.id === id));
    const because =
      missing === undefined
        ? scenario.needs?.(phone, profile)
        : `it builds on ${missing}, which cannot be recorded here`;
    if (because === undefined) recorded.push(scenario);
    else leftOut.push({ ...scenarioRecord(scenario), because });
  }
  return { recorded, leftOut };
}

export function scenarioRecord({ id, title, exercises }: Scenario): ScenarioRecord {
  return { id, title, exercises };
}

function withFoundations(all: readonly Scenario[], scenario: Scenario): readonly Scenario[] {
  const foundations = all.filter((one) => scenario.buildsOn?.includes(one.id));
  return [...foundations.flatMap((one) => withFoundations(all, one)), scenario];
}

function unknownScenarios(all: readonly Scenario[], unknown: readonly string[]): HarnessError {
  return new HarnessError('USAGE', {
    what: `there is no scenario ${unknown.map((id) => JSON.stringify(id)).join(', ')}`,
    why: `the known ones are:\n  ${all.map((one) => one.id).join('\n  ')}\n`,
    remedy: 'name one of them with --only=<scenario>, or leave it out',
  });
}
