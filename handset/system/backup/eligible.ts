import type { InstalledPackage } from '../package-state.ts';

const FIRST_APP = 10_000;

/**
 * AppBackupUtils.appIsEligibleForBackup, and from 12 on BackupEligibilityRules: adb gets nothing of apps that target 31 and are
 * not debuggable, and gives them nothing. Parts of the ROM that run as the system have no agent here.
 */
export function eligible(
  { allowBackup = true, debuggable, targetSdk, uid }: InstalledPackage,
  api: number,
): boolean {
  if (!allowBackup || uid < FIRST_APP) return false;
  return api < 31 || targetSdk < 31 || debuggable;
}
