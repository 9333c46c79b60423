import { parseScenarioId } from '../../helpers/model/ids.ts';
import { offersToSend } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** The user looks at the image that the target offers to send, and sends it not. */
export const promptDismissed: Scenario = {
  id: parseScenarioId('prompt-dismissed'),
  title: 'the user returns, and dismisses the image that the target offers to send',
  exercises: ['local-only', 'cleared-on-exit'],
  matrix: 'full',
  needs: offersToSend,
  async record(recording) {
    await recording.openTarget();
    await recording.leaveTarget();
    await recording.screenshotOfPage('dismissed-screenshot', 'bank');
    // A copy has to be seen before the prompt ends: afterwards there may be none.
    await recording.look();
    await recording.openTarget();
    await recording.dismissPrompt();
    await recording.watch();
    await recording.exitTarget();
    await recording.look();
  },
};
