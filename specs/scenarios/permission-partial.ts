import { parseScenarioId } from '../../helpers/model/ids.ts';
import { makeStimuli } from '../make-stimuli.ts';
import { selectsPhotos } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** The user selects one photo for the target. What is made afterwards is not selected. */
export const permissionPartial: Scenario = {
  id: parseScenarioId('permission-partial'),
  title: 'the user lets the target see one selected photo, and others are made afterwards',
  exercises: ['local-only', 'no-background-acquisition', 'no-collection-without-authorization'],
  matrix: 'full',
  needs: selectsPhotos,
  async record(recording) {
    await recording.limitPermission();
    await recording.leaveTarget();
    await makeStimuli(recording, 'unselected');
    await recording.watch();
    await recording.openTarget();
    await recording.watch();
    await recording.exitTarget();
  },
};
