import { parseScenarioId } from '../../helpers/model/ids.ts';
import type { Scenario } from '../scenario.ts';

/** The second video: a photo is taken with another camera app while the target is in the background. */
export const photoInBackground: Scenario = {
  id: parseScenarioId('photo-in-background'),
  title: 'a photo is taken with the camera app while the target is in the background',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'quick',
  async record(recording) {
    await recording.openTarget();
    await recording.allowWhatIsAsked();
    await recording.leaveTarget();
    await recording.photo('photo');
    await recording.watch();
  },
};
