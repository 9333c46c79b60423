import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import type { Scenario } from '../scenario.ts';

/** Long after leaving: the process is kept for a quick return, and still hears of new images. */
export const cached: Scenario = {
  id: parseScenarioId('cached'),
  title: 'images are made while the target is cached',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  async record(recording) {
    await recording.openTarget();
    await recording.leaveTarget();
    await recording.useOtherApps();
    await makeStimuli(recording, 'cached');
    await recording.watch();
  },
};
