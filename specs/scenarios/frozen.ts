import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import { freezesCachedApps } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** A frozen app does nothing, and is told of the images when the user returns. */
export const frozen: Scenario = {
  id: parseScenarioId('frozen'),
  title: 'images are made while the target is frozen; then the user returns',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  needs: freezesCachedApps,
  async record(recording) {
    await recording.keepTargetInBackground();
    await recording.useOtherApps();
    await recording.waitUntilFrozen();
    await makeStimuli(recording, 'frozen');
    await recording.watch();
    await recording.openTarget();
    await recording.watch();
  },
};
