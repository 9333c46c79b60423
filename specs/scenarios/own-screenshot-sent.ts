import { parseScenarioId } from '../../helpers/model/ids.ts';
import { offersToSend } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** The whole of what the feature was announced for: the user screenshots the app, and sends that to customer service. */
export const ownScreenshotSent: Scenario = {
  id: parseScenarioId('own-screenshot-sent'),
  title: 'the target itself is screenshotted, and the user sends that image',
  exercises: ['local-only', 'upload-on-consent', 'cleared-on-exit'],
  matrix: 'full',
  needs: offersToSend,
  async record(recording) {
    await recording.openTarget();
    await recording.screenshotOfTarget('own-screenshot-sent');
    await recording.sendImage('own-screenshot-sent');
    await recording.watch();
    await recording.leaveTarget();
    await recording.exitTarget();
    await recording.look();
  },
};
