import type { TargetPermissions } from '../permissions/target-permissions.ts';
import type { Session } from './session.ts';

/** Those by which the target reaches images, as its profile names them. */
export function permissionsOf({ parts, target }: Session): TargetPermissions {
  return { adb: parts.adb, packageName: target.packageName, names: parts.plan.profile.permissions };
}
