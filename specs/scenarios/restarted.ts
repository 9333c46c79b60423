import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import type { Scenario } from '../scenario.ts';

/** The process was ended for memory, and what brings it back is not the user: a service, a job, a broadcast. */
export const restarted: Scenario = {
  id: parseScenarioId('restarted'),
  title: 'images are made after the process of the target was killed',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  async record(recording) {
    await recording.openTarget();
    await recording.leaveTarget();
    await recording.killTarget();
    await makeStimuli(recording, 'restarted');
    await recording.watch();
  },
};
