import { parseScenarioId } from '../../helpers/model/ids.ts';
import { hasPermission } from '../needs.ts';
import type { Scenario } from '../scenario.ts';

/** The permission is taken away in Settings, which ends the target; it is opened again, and given nothing. */
export const permissionRevoked: Scenario = {
  id: parseScenarioId('permission-revoked'),
  title:
    'the user takes the permission away, and images are made before and after the target is opened again',
  exercises: ['local-only', 'no-background-acquisition', 'no-collection-without-authorization'],
  matrix: 'full',
  needs: hasPermission,
  async record(recording) {
    await recording.openTarget();
    await recording.leaveTarget();
    await recording.revokePermission();
    await recording.photo('revoked-photo');
    await recording.openTargetRefusing();
    await recording.leaveTarget();
    await recording.screenshotOfPage('revoked-screenshot', 'bank');
    await recording.watch();
    await recording.exitTarget();
  },
};
