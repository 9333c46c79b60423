import type { Recording } from '../helpers/device/recording.ts';

/**
 * One image of each kind to which a reaction may differ, for one window to serve them all. `when` tells them from those of
 * other scenarios. A new kind of stimulus belongs here: then every state of the target meets it.
 */
export async function makeStimuli(recording: Recording, when: string): Promise<void> {
  await recording.screenshotOfPage(`bank-${when}`, 'bank');
  await recording.photo(`photo-${when}`);
}
