import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import { freezesCachedApps } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** The arm without the freezer: what a frozen app did not do it may do here. */
export const freezerOff: Scenario = {
  id: parseScenarioId('freezer-off'),
  title: 'images are made while the target is cached, on a phone that does not freeze',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  needs: freezesCachedApps,
  async record(recording) {
    await recording.switchFreezerOff();
    await recording.openTarget();
    await recording.leaveTarget();
    await recording.useOtherApps();
    await makeStimuli(recording, 'unfrozen');
    await recording.watch();
  },
};
