import { parseScenarioId } from '../../helpers/model/ids.ts';
import { isTheOnlyOwnScreenshot } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** What the feature was announced for: a screenshot of the app itself, while the user looks at it. */
export const ownScreenshot: Scenario = {
  id: parseScenarioId('own-screenshot'),
  title: 'the target itself is screenshotted, and then closed',
  exercises: ['local-only', 'cleared-on-exit', 'feature-withdrawn'],
  matrix: 'full',
  needs: isTheOnlyOwnScreenshot,
  async record(recording) {
    await recording.openTarget();
    await recording.screenshotOfTarget('own-screenshot');
    await recording.watch();
    // Nobody closes an app from within it: the way to Settings, or to the list of apps, leads out of it.
    await recording.leaveTarget();
    await recording.exitTarget();
    await recording.look();
  },
};
