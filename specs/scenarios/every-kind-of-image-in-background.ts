import { parseScenarioId } from '../../helpers/model/ids.ts';
import type { Scenario } from '../scenario.ts';

/**
 * An app may look at certain images only: those that show something worth having, that are called screenshots, that
 * are no larger than the screen, or whose row is no older than ten seconds. All of them are made one after the other, and one window serves them all.
 */
export const everyKindOfImageInBackground: Scenario = {
  id: parseScenarioId('every-kind-of-image-in-background'),
  title: 'other apps’ pages are screenshotted and their images saved while the target is in the background',
  exercises: ['local-only', 'no-background-acquisition', 'own-screenshots-only'],
  matrix: 'full',
  async record(recording) {
    await recording.keepTargetInBackground();
    await recording.reserveImage('saved-late', 'bank', { name: 'keyword', size: 'within-screen' });
    await recording.captureRaw();
    await recording.screenshotOfPage('id-card-screenshot', 'id-card');
    await recording.screenshotOfPage('chat-screenshot', 'chat');
    await recording.screenshotOfPage('face-screenshot', 'face');
    await recording.savedImage('saved-like-a-screenshot', 'bank', {
      name: 'keyword',
      size: 'within-screen',
    });
    await recording.savedImage('saved-picture', 'face', { name: 'plain', size: 'within-screen' });
    await recording.savedImage('saved-large-picture', 'id-card', { name: 'plain', size: 'above-screen' });
    await recording.announceReserved('saved-late');
    await recording.watch();
  },
};
