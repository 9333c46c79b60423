import type { Recording } from '../helpers/device/recording.ts';
import type { Scenario } from './scenario.ts';

/** The whole of a recording: on a phone, or as a plan. */
export async function recordScenarios(recording: Recording, scenarios: readonly Scenario[]): Promise<void> {
  await recording.begin();
  for (const { id, title, record } of scenarios) {
    await recording.scenario(id, title, () => record(recording));
  }
  await recording.end();
}
