import { complain } from '../arguments.ts';
import type { CommandMaker } from '../framework.ts';

/** Of fs_mgr_remount.cpp (android-10.0.0_r1, android-11.0.0_r1). */
const NOT_USERDEBUG = 1;
const NOT_ROOT = 3;
const NO_FSTAB = 4;
const ANDROID_10 = 29;

/**
 * `remount`, which `adb remount` runs from Android 11 on. The handset has no partitions: to root it answers as a phone
 * whose table of them cannot be read.
 */
export const remountCommand: CommandMaker = ({ android, properties }) =>
  android.api < ANDROID_10
    ? []
    : [
        [
          'remount',
          async (call) => {
            if (properties.get('ro.debuggable') !== '1')
              return complain(call, 'only functions on userdebug or eng builds', NOT_USERDEBUG);
            const rootOnly =
              android.api === ANDROID_10
                ? 'must be run as root'
                : 'Not running as root. Try "adb root" first.';
            if (call.uid !== 0) return complain(call, rootOnly, NOT_ROOT);
            return complain(call, 'Failed to read fstab: No such file or directory', NO_FSTAB);
          },
        ],
      ];
