import type { AppServices } from './app-services.ts';
import type { MediaCaller } from './media/media-caller.ts';
import type { PhoneProcess } from './process.ts';

const LEGACY_STORAGE = 'LEGACY_STORAGE';
const ALL_FILES = 'MANAGE_EXTERNAL_STORAGE';

/** An app as MediaProvider meets it. */
export function mediaCaller(process: PhoneProcess, { android, appOps }: AppServices): MediaCaller {
  const { package: known, pid } = process;
  return {
    kind: 'app',
    package: known.package,
    uid: known.uid,
    pid,
    targetSdk: known.targetSdk,
    // StorageManagerService.getMountModeInternal (10) and LocalCallingIdentity.isLegacyStorageGranted (11+) ask the operation.
    get legacy() {
      return android.api < 29 || appOps.mode(known.package, LEGACY_STORAGE) === 'allow';
    },
    get manager() {
      const asks = known.permissions.includes(`android.permission.${ALL_FILES}`);
      return asks && (known.system || appOps.mode(known.package, ALL_FILES) === 'allow');
    },
    granted: (permission) => known.granted.has(permission),
    note: (operation) => appOps.note(process, operation) === 'allow',
  };
}
