import { parseScenarioId } from '../../helpers/model/ids.ts';
import type { Scenario } from '../scenario.ts';

/** The last look: whatever is still to come has had its time, and nothing of it may be left once the target is closed. */
export const tail: Scenario = {
  id: parseScenarioId('tail'),
  title: 'the target is left alone for one more window, and then closed',
  exercises: [
    'local-only',
    'no-background-acquisition',
    'own-screenshots-only',
    'cleared-on-exit',
    'feature-withdrawn',
  ],
  matrix: 'full',
  async record(recording) {
    await recording.leaveTarget();
    await recording.watch();
    await recording.exitTarget();
    await recording.look();
  },
};
