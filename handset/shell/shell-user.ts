/** The user that adb and its shell run as. */
export const SHELL_UID = 2000;

const SDCARD_AND_NETWORK = [1004, 1007, 1011, 1015, 1028, 3001, 3002, 3003, 3006, 3009];
const UHID = 3011;
const READTRACEFS = 3012;
const EXTERNAL_DATA_AND_OBB = [1078, 1079];

/**
 * The groups that adbd gives the shell (adb/daemon/main.cpp): uhid from Android 9 on; ext_data_rw, ext_obb_rw and
 * readtracefs are in later ones than 11.0.0_r1 (facts, section 3), here from 13 on.
 */
export function shellGroups(api: number): readonly number[] {
  if (api < 28) return SDCARD_AND_NETWORK;
  if (api < 31) return [...SDCARD_AND_NETWORK, UHID];
  const [input, log, adb, write, read, ...network] = SDCARD_AND_NETWORK;
  return [input, log, adb, write, read, ...EXTERNAL_DATA_AND_OBB, ...network, UHID, READTRACEFS].flatMap(
    (gid) => gid ?? [],
  );
}

/** media_rw, ext_data_rw and ext_obb_rw, to which files in shared storage belong from Android 11 on. */
const OF_SHARED_STORAGE = [1023, 1078, 1079];

/**
 * Groups that stand for FUSE: from Android 11 on its daemon lets every uid below 10000 through, whatever the modes say
 * (FuseDaemon.cpp, is_app_accessible_path). Here the kernel decides, and `id` does not tell of them.
 */
export function groupsForFuse(api: number): readonly number[] {
  return api < 30 ? [] : OF_SHARED_STORAGE.filter((gid) => !shellGroups(api).includes(gid));
}

/** Those of every version, for what has to know only who may reach a file. */
export const SHELL_GROUPS: readonly number[] = [...shellGroups(36), ...groupsForFuse(36)];
