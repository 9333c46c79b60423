import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import { adbOutlivesRestart, all, opensWithoutCode } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** A restart runs what waits for it, before the user has opened anything. */
export const afterReboot: Scenario = {
  id: parseScenarioId('after-reboot'),
  title: 'the phone restarts after images were made; more are made before the target is opened',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  needs: all(opensWithoutCode, adbOutlivesRestart),
  async record(recording) {
    await recording.openTarget();
    await recording.leaveTarget();
    await makeStimuli(recording, 'before-reboot');
    await recording.reboot();
    await makeStimuli(recording, 'after-reboot');
    await recording.watch();
    await recording.openTarget();
    await recording.watch();
  },
};
