import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import { opensWithoutCode } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** What an app may put off: until Wi-Fi and the charger, until they come at night, until nobody uses the phone, until its job comes. */
export const deferred: Scenario = {
  id: parseScenarioId('deferred'),
  title:
    'images are made; then come Wi-Fi and the charger, by day and at night, idleness, and the jobs of the target',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'full',
  needs: opensWithoutCode,
  async record(recording) {
    await recording.openTarget();
    await recording.leaveTarget();
    await makeStimuli(recording, 'deferred');
    await recording.connectWifiAndCharger();
    await recording.watch();
    await recording.comeNight();
    // One more image: an app may wait for the night to look at what is new.
    await recording.insertedImage('saved-at-night', 'bank', { name: 'keyword', size: 'within-screen' });
    await recording.connectWifiAndCharger();
    await recording.goIdle();
    await recording.watch();
    await recording.runPendingJobs();
    await recording.watch();
  },
};
