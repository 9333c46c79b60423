import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import { hasPermission } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** The target asks for the permission to see images, and the user refuses. */
export const permissionDenied: Scenario = {
  id: parseScenarioId('permission-denied'),
  title: 'the user refuses the permission, and images are made while the target is in the background',
  exercises: ['local-only', 'no-background-acquisition', 'no-collection-without-authorization'],
  matrix: 'full',
  needs: hasPermission,
  async record(recording) {
    await recording.denyPermission();
    await recording.leaveTarget();
    await makeStimuli(recording, 'denied');
    await recording.watch();
    // What was not read in the background may be read on return.
    await recording.openTarget();
    await recording.watch();
    await recording.exitTarget();
  },
};
