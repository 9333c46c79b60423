import { parseScenarioId } from '../../helpers/model/ids.ts';
import type { Scenario } from '../scenario.ts';

/** The user comes back, finds the prompt, sends the image to customer service, and leaves the app for good. */
export const returnAndSend: Scenario = {
  id: parseScenarioId('return-and-send'),
  title: 'the user returns, sends the offered image to customer service, and closes the app',
  exercises: ['local-only', 'upload-on-consent', 'cleared-on-exit', 'feature-withdrawn'],
  matrix: 'quick',
  buildsOn: [parseScenarioId('bank-screenshot-in-background')],
  async record(recording) {
    await recording.openTarget();
    await recording.sendFromPrompt();
    await recording.watch();
    await recording.exitTarget();
    // Closed by force it runs no code any more: nothing can change after this.
    await recording.look();
  },
};
