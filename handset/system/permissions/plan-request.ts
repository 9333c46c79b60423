import type { InstalledPackage } from '../package-state.ts';
import type { DialogCase } from './permission-dialog.ts';
import {
  BACKGROUND_LOCATION,
  groupOf,
  hasEffect,
  READ_STORAGE,
  RUNTIME_SDK,
  SELECTED_PHOTOS,
} from './permission-rules.ts';

/** One dialog to show: the permissions of a group that an answer decides about. */
export interface GroupRequest {
  readonly group: string;
  readonly permissions: readonly string[];
  readonly asked: Pick<DialogCase, 'refusedBefore' | 'asksForBackground' | 'someSelected' | 'knowsSelection'>;
}

/** `changed`: something was granted without a dialog. */
interface RequestPlan {
  readonly groups: readonly GroupRequest[];
  readonly changed: boolean;
}

interface Asked {
  readonly known: InstalledPackage;
  readonly names: readonly string[];
  readonly api: number;
}

/** Sorts what an app asks for into dialogs, and grants what needs none: more of a group that it has already. */
export function planRequest({ known, names, api }: Asked): RequestPlan {
  const state = known.permissionState;
  let changed = false;
  const byGroup = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const group = groupOf(name, api);
    if (group === undefined || known.targetSdk < RUNTIME_SDK || !askable(known, name, api)) continue;
    byGroup.set(group, [...(byGroup.get(group) ?? []), name]);
  }
  const groups: GroupRequest[] = [];
  for (const [group, wanted] of byGroup) {
    const missing = wanted.filter((one) => !state.granted.has(one));
    if (missing.length === 0) continue;
    if (refusedWithoutDialog(known, missing, api)) continue;
    if (grantedAlready(known, group, missing, api)) {
      for (const one of missing) state.set(one, true);
      changed = true;
    } else groups.push(dialogFor({ known, group, missing, api }));
  }
  return { groups, changed };
}

/** Asked for in the manifest, not refused for good, and of use on this version. */
function askable(known: InstalledPackage, name: string, api: number): boolean {
  const state = known.permissionState;
  if (!state.requested.includes(name) || !hasEffect(name, known.targetSdk, api))
    return name !== READ_STORAGE && state.granted.has(name);
  return !(['USER_FIXED', 'POLICY_FIXED', 'SYSTEM_FIXED'] as const).some((flag) => state.has(name, flag));
}

/**
 * From Android 11 on the place in the background is not asked for together with the place, by apps that target 11
 * (BackgroundGrantBehavior: NO_UI_REJECT_THIS_GROUP); alone it leads to the settings, which this phone has not. Selected
 * photos cannot be asked for alone.
 */
function refusedWithoutDialog(known: InstalledPackage, missing: readonly string[], api: number): boolean {
  if (api >= 34 && missing.every((one) => one === SELECTED_PHOTOS)) return true;
  if (api < 30 || !missing.includes(BACKGROUND_LOCATION)) return false;
  return known.targetSdk >= 30 || missing.length === 1;
}

/** A further permission of a group comes without a question; the place in the background and whole albums do not. */
function grantedAlready(
  known: InstalledPackage,
  group: string,
  missing: readonly string[],
  api: number,
): boolean {
  if (missing.includes(BACKGROUND_LOCATION)) return false;
  return known.permissionState.runtime().some((one) => {
    if (one === SELECTED_PHOTOS || one === BACKGROUND_LOCATION || one.endsWith('.ACCESS_MEDIA_LOCATION'))
      return false;
    if (one.endsWith('.ACCESS_COARSE_LOCATION') && api >= 31 && known.targetSdk >= 31) return false;
    return groupOf(one, api) === group && known.permissionState.granted.has(one);
  });
}

function dialogFor(
  parts: Omit<Asked, 'names'> & { group: string; missing: readonly string[] },
): GroupRequest {
  const { known, group, missing, api } = parts;
  const state = known.permissionState;
  return {
    group,
    permissions: affected(known, missing, api),
    asked: {
      refusedBefore: missing.some((one) => state.has(one, 'USER_SET')),
      asksForBackground: missing.includes(BACKGROUND_LOCATION),
      someSelected: state.granted.has(SELECTED_PHOTOS),
      knowsSelection: state.requested.includes(SELECTED_PHOTOS) && !state.isImplicit(SELECTED_PHOTOS),
    },
  };
}

/** From Android 10 on what was split from a permission goes with it (AppPermissions, computeAffectedPermissions). */
function affected(known: InstalledPackage, missing: readonly string[], api: number): readonly string[] {
  if (api < 29) return missing;
  const state = known.permissionState;
  const split = missing.flatMap((one) => state.splitFrom(one));
  return [...new Set([...missing, ...split])].filter((one) => state.isRuntime(one));
}
