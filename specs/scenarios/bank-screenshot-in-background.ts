import { parseScenarioId } from '../../helpers/model/ids.ts';
import type { Scenario } from '../scenario.ts';

/** The first video of February 2019: a page of a bank's app is screenshotted while the target is in the background. */
export const bankScreenshotInBackground: Scenario = {
  id: parseScenarioId('bank-screenshot-in-background'),
  title: 'a bank page in another app is screenshotted while the target is in the background',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only', 'feature-withdrawn'],
  matrix: 'quick',
  async record(recording) {
    await recording.openTarget();
    await recording.allowWhatIsAsked();
    await recording.leaveTarget();
    await recording.screenshotOfPage('bank-screenshot', 'bank');
    await recording.watch();
  },
};
