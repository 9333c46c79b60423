import { parseScenarioId } from '../../helpers/model/ids.ts';
import { offersToSend } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** Two images are there, and the user sends one: the other one must not go along. */
export const oneOfTwo: Scenario = {
  id: parseScenarioId('one-of-two'),
  title: 'two images are made, and the user sends one of them',
  exercises: ['local-only', 'upload-on-consent'],
  matrix: 'full',
  needs: offersToSend,
  async record(recording) {
    await recording.openTarget();
    await recording.leaveTarget();
    await recording.photo('kept-photo');
    await recording.screenshotOfPage('sent-screenshot', 'chat');
    await recording.openTarget();
    await recording.sendImage('sent-screenshot');
    await recording.watch();
  },
};
