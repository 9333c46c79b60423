import type { ProcessRow } from './process-table.ts';

type SystemRow = Omit<ProcessRow, 'state' | 'startedMs'>;

const NATIVE_ADJ = -1_000;
const PERSISTENT_ADJ = -900;

/**
 * What runs on every phone of these versions (system/core/rootdir/init.rc, and the names in ps of real ones); daemons
 * of makers and HALs are left out. The numbers are this phone's own.
 */
const DAEMONS: readonly (readonly [pid: number, ppid: number, uid: number, words: string])[] = [
  [1, 0, 0, '/system/bin/init second_stage'],
  [2, 0, 0, '[kthreadd]'],
  [3, 2, 0, '[ksoftirqd/0]'],
  [310, 1, 0, 'ueventd'],
  [420, 1, 1036, '/system/bin/logd'],
  [421, 1, 1000, '/system/bin/servicemanager'],
  [422, 1, 1000, '/system/bin/hwservicemanager'],
  [430, 1, 0, '/system/bin/vold --blkid_context=u:r:blkid:s0 --fsck_context=u:r:fsck:s0'],
  [512, 1, 1000, '/system/bin/surfaceflinger'],
  [700, 1, 0, 'zygote64'],
  [701, 1, 0, 'zygote'],
  [702, 1, 1041, '/system/bin/audioserver'],
  [705, 1, 1047, '/system/bin/cameraserver'],
  [708, 1, 1019, '/system/bin/drmserver'],
  [712, 1, 0, '/system/bin/installd'],
  [713, 1, 1017, '/system/bin/keystore /data/misc/keystore'],
  [716, 1, 1013, 'media.extractor aextractor'],
  [717, 1, 1013, '/system/bin/mediaserver'],
  [719, 1, 0, '/system/bin/netd'],
  [721, 1, 1000, '/system/bin/gatekeeperd /data/misc/gatekeeper'],
  [728, 1, 0, '/system/bin/lmkd'],
  [733, 1, 2000, '/system/bin/adbd --root_seclabel=u:r:su:s0'],
  [1742, 700, 1000, 'system_server'],
];

export const SYSTEM_ROWS: readonly SystemRow[] = DAEMONS.map(([pid, ppid, uid, line]) => {
  const kernel = line.startsWith('[');
  const words = kernel ? [] : line.split(' ');
  const adj = kernel ? 0 : line === 'system_server' ? PERSISTENT_ADJ : NATIVE_ADJ;
  return { pid, ppid, uid, words, name: kernel ? line : (words[0] ?? line), adj };
});

/** Of adbd, whose children the shells are. */
export const ADBD_PID = 733;
export const SYSTEM_SERVER_PID = 1742;
