import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import { showsNotice } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** The target starts as on its first day, and the user refuses its privacy notice. */
export const noticeRefused: Scenario = {
  id: parseScenarioId('notice-refused'),
  title: 'the user refuses the privacy notice, and images are made while the target is in the background',
  exercises: ['local-only', 'no-background-acquisition', 'no-collection-without-authorization'],
  matrix: 'full',
  needs: showsNotice,
  async record(recording) {
    await recording.clearTarget();
    await recording.openTarget();
    await recording.refuseNotice();
    await recording.leaveTarget();
    await makeStimuli(recording, 'unaccepted');
    await recording.watch();
    await recording.exitTarget();
  },
};
