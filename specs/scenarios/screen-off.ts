import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import { opensWithoutCode } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** The phone is put away with the image still new; one more comes while it lies in the dark. */
export const screenOff: Scenario = {
  id: parseScenarioId('screen-off'),
  title: 'the screen goes off after images were made, and another app saves one in the dark',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  needs: opensWithoutCode,
  async record(recording) {
    await recording.openTarget();
    await recording.leaveTarget();
    await makeStimuli(recording, 'before-dark');
    await recording.switchScreenOff();
    await recording.insertedImage('saved-in-the-dark', 'bank', { name: 'keyword', size: 'within-screen' });
    await recording.watch();
  },
};
