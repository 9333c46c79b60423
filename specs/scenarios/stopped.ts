import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import type { Scenario } from '../scenario.ts';

/** Stopped by force it hears nothing; what it missed it may look for when it is started again. */
export const stopped: Scenario = {
  id: parseScenarioId('stopped'),
  title: 'images are made while the target is stopped; then it is started again',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  async record(recording) {
    await recording.exitTarget();
    await makeStimuli(recording, 'stopped');
    await recording.watch();
    await recording.openTarget();
    await recording.watch();
  },
};
