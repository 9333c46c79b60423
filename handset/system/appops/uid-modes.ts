import { livesByLegacyStorage } from '../media/media-caller.ts';
import type { InstalledPackage } from '../package-state.ts';
import { BACKGROUND_LOCATION, isRestricted, READ_STORAGE } from '../permissions/permission-rules.ts';
import { type OpMode, operationOf, switchOf } from './op-names.ts';

/**
 * The mode that an app's permissions give an operation, for its uid: PermissionPolicyService of Android 10 and later sets
 * it whenever a permission changes. Up to 9 operations know nothing of `pm grant` and `pm revoke`; 10 looks only at
 * restricted permissions and at the place, 11 at all. Undefined where no permission decides.
 */
export function uidMode(known: InstalledPackage, operation: string, api: number): OpMode | undefined {
  if (api < 29) return undefined;
  const { permissionState: state } = known;
  if (operation === 'LEGACY_STORAGE') return legacyStorage(known, api);
  const permission = state.runtime().find((one) => operationOf(one, api) === operation);
  // An operation that another one decides about has no mode of its own.
  if (permission === undefined || switchOf(operation, api) !== operation) return undefined;
  if (!state.granted.has(permission))
    return api >= 30 || isRestricted(permission, api) ? 'ignore' : undefined;
  return whileInUse(known, operation, api) ? 'foreground' : 'allow';
}

/** The place without the permission for the background; from 12 on camera and microphone, which no app has there. */
function whileInUse({ granted }: InstalledPackage, operation: string, api: number): boolean {
  if (/^(?:COARSE|FINE)_LOCATION$/.test(operation)) return !granted.has(BACKGROUND_LOCATION);
  return api >= 31 && (operation === 'CAMERA' || operation === 'RECORD_AUDIO');
}

/** Whether the app sees storage as before Android 10 (SoftRestrictedPermissionPolicy): by its target and its request. */
function legacyStorage(known: InstalledPackage, api: number): OpMode | undefined {
  if (!known.permissionState.requested.includes(READ_STORAGE)) return undefined;
  return livesByLegacyStorage(known, api) ? 'allow' : 'ignore';
}
