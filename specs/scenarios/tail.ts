import { parseScenarioId } from '../../helpers/model/ids.ts';
import type { Scenario } from '../scenario.ts';

/** The last look: whatever is still to come has had its time. */
export const tail: Scenario = {
  id: parseScenarioId('tail'),
  title: 'the target is left alone for one more window',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  async record(recording) {
    await recording.leaveTarget();
    await recording.watch();
  },
};
